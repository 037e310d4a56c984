"""The web page, at `/`: its shell in the reader's language; all it shows comes from the public API."""

from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView
from rest_framework.exceptions import MethodNotAllowed

from jobs import about

from .manifest import bookmarklet

# What the first view needs: told at once, they come side by side.
MODULES = ("api", "dates", "history", "job", "jobs", "json", "live", "paste", "state", "templates")

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


@method_decorator(csrf_exempt, name="dispatch")  # it can only be read, and says so itself
class Page(TemplateView):
    """Paste, choose, and watch the downloads; or, where the address has a `job_id`, one job.

    Whether there is such a job, the API tells.
    """

    template_name = "page/page.html"

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        """Errors look the same everywhere."""
        raise MethodNotAllowed(str(request.method))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the shell needs before any script runs, so that nothing flashes or jumps."""
        theme = self.request.COOKIES.get(THEME_COOKIE)
        return super().get_context_data(
            theme=theme if theme in THEMES else None,
            platforms=settings.PLATFORMS,
            about=about.facts(),
            bookmarklet=bookmarklet(self.request),
            modules=[f"page/{name}.js" for name in MODULES],
            **kwargs,
        )
