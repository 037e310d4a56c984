"""What is done around every request: trust in proxies, paths, foreign websites, errors and compression."""

from collections.abc import Callable
from typing import TypeAlias

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from rest_framework.response import Response

from .errors import Code, Failure
from .problems import json_answer
from .throttling import is_trusted_proxy

GetResponse: TypeAlias = Callable[[HttpRequest], HttpResponseBase]

ADMIN = "/admin/"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class TrustedProxyMiddleware:
    """Believes `X-Forwarded-Proto` (SECURE_PROXY_SSL_HEADER) only where a proxy that we trust sent it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_trusted_proxy(request.META["REMOTE_ADDR"]):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)


class TrailingSlashMiddleware:
    """Lets each route answer with a slash at its end too, so that routes are written and documented without.

    A redirect would lose a POST's body. The admin's own routes end with a slash.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(ADMIN):
            request.path_info = request.path_info.rstrip("/") or "/"
        return self.get_response(request)


class CompressionMiddleware(GZipMiddleware):
    """Compresses text. Files and streams stay as they are: they have ranges, or come bit by bit."""

    MEDIA_TYPES = (
        "text/html",
        "text/css",
        "text/javascript",
        "application/json",
        "application/vnd.oai.openapi",
    )

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Django's compression, for some answers."""
        is_stream = response.streaming and not request.path_info.startswith(settings.STATIC_URL)
        if is_stream or not response.get("Content-Type", "").startswith(self.MEDIA_TYPES):
            return response
        return super().process_response(request, response)


class ApiMiddleware:
    """The promises that hold outside the admin, whatever view answers, or none.

    Errors are JSON, with DEBUG too; requests that another website made a browser send are refused;
    what the API tells is true only now, so nobody keeps it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(ADMIN):
            return self.get_response(request)
        try:
            if is_cross_site(request):
                return json_answer(Failure(Code.CROSS_SITE), request)
        except DisallowedHost as error:
            return json_answer(error, request)
        response = self.get_response(request)
        if isinstance(response, Response):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for views that are not DRF's, and for pages that fail while they are rendered."""
        return None if request.path_info.startswith(ADMIN) else json_answer(exception, request)


def is_cross_site(request: HttpRequest) -> bool:
    """Whether another website made a browser send this. Programs send neither of the headers it looks at.

    Raises DisallowedHost, for safe methods too.
    """
    host = request.get_host()
    site = request.headers.get("Sec-Fetch-Site")
    # No website can forge this; Origin may look foreign behind a proxy that changes scheme or port.
    if request.method in SAFE_METHODS or site == "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return site in {"cross-site", "same-site"}
    return origin.lower() != f"{request.scheme}://{host}".lower()
