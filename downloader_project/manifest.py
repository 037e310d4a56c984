"""The page as an app that phones install and share links with: its manifest; and a bookmarklet."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views import View
from rest_framework.exceptions import MethodNotAllowed

# Those of static/page/base.css, and of the icons.
THEME_COLOUR = "#0b6e69"
BACKGROUND_COLOUR = "#f6f5f1"

# What the page reads when it opens (static/page/share.js). Android's apps put the link into `text`.
SHARED = {"title": "title", "text": "text", "url": "url"}


class Manifest(View):
    """The manifest in the reader's language (https://www.w3.org/TR/appmanifest/)."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """JSON under a media type of its own."""
        return JsonResponse(
            _manifest(), content_type="application/manifest+json", headers={"Cache-Control": "no-cache"}
        )

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        """Errors look the same everywhere."""
        raise MethodNotAllowed(str(request.method))


def bookmarklet(request: HttpRequest) -> str:
    """A `javascript:` address: as a bookmark, it opens the page with the address that the browser is at."""
    page = json.dumps(request.build_absolute_uri(reverse("page")) + "?url=")
    return f"javascript:void(open({page}+encodeURIComponent(location.href)))"


def _manifest() -> dict[str, Any]:
    page = reverse("page")
    return {
        "id": page,
        "name": _("YouTube and Instagram downloader"),
        "short_name": _("Downloader"),
        "description": _("Paste a link, choose what you want, and fetch the file. From your own server."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "theme_color": THEME_COLOUR,
        "background_color": BACKGROUND_COLOUR,
        "categories": ["utilities", "multimedia"],
        "icons": [
            _icon("icon.svg", "any", "image/svg+xml"),
            _icon("icon-192.png", "192x192"),
            _icon("icon-512.png", "512x512"),
            _icon("maskable-512.png", "512x512", purpose="maskable"),
        ],
        "share_target": {
            "action": page,
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",  # Chrome warns where it is not said
            "params": SHARED,
        },
    }


def _icon(name: str, sizes: str, content_type: str = "image/png", purpose: str = "any") -> dict[str, str]:
    return {"src": static(f"page/icons/{name}"), "sizes": sizes, "type": content_type, "purpose": purpose}
