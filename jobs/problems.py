"""Every error as the same JSON, `{"detail": sentence, "code": word}`, whatever raised it and wherever."""

import logging
import sys
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from django.core.exceptions import (
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import csrf
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from .errors import Code, Detail, Failure

logger = logging.getLogger(__name__)

AnyRequest: TypeAlias = HttpRequest | Request

# Platforms that refuse us seldom say for how long.
BLOCKED_SECONDS = 60


class ParameterFailure(Failure):
    """A failure of one parameter; `where` locates it in the request, as `quality` or `urls[1]`."""

    def __init__(self, where: str, problem: exceptions.ErrorDetail) -> None:
        # A field may give its problem a code of our table: raise ValidationError(sentence, code=Code.…).
        super().__init__(Code(problem.code) if problem.code in set(Code) else Code.INVALID_REQUEST)
        self.where = where
        self.problem = problem

    def __str__(self) -> str:
        if not self.where:
            return str(self.problem)
        return gettext("%(parameter)s: %(problem)s") % {"parameter": self.where, "problem": self.problem}


def invalid_request(problem: Detail) -> Failure:
    """The failure of a request that is wrong as a whole; `problem` is a sentence."""
    return Failure(Code.INVALID_REQUEST, problem=problem)


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's EXCEPTION_HANDLER: the answer to anything that a view raises."""
    _answer_in_json(context["view"], context["request"])
    failure = as_failure(exc, context["request"])
    return Response(_body(failure), status=_status(failure), headers=_headers(failure))


def json_answer(exc: BaseException, request: AnyRequest) -> HttpResponse:
    """The same answer for what happens outside of views, where DRF has no say."""
    failure = as_failure(exc, request)
    return HttpResponse(
        JSONRenderer().render(_body(failure)),
        content_type=JSONRenderer.media_type,
        status=_status(failure),
        headers=_headers(failure),
    )


def error_handler(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A `handler400`, `403`, `404` or `500` for urls.py: Django's `page` in the admin, JSON elsewhere."""

    def handle(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        if _is_of_admin(request):
            return page(request, exception) if exception else page(request)
        return json_answer(sys.exc_info()[1] or exception or Http404(), request)

    return handle


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: its own page in the admin, JSON elsewhere."""
    if _is_of_admin(request):
        return csrf.csrf_failure(request, reason)
    return json_answer(Failure(Code.CROSS_SITE), request)


def _is_of_admin(request: HttpRequest) -> bool:
    return request.path.startswith("/admin/")


@extend_schema(exclude=True)
class UnknownRoute(APIView):
    """There is nothing here; the endpoints are listed in the documentation."""

    format_kwarg = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything else is looked at, so that every method is answered alike."""
        raise Failure(Code.UNKNOWN_ROUTE)


def as_failure(exc: BaseException, request: AnyRequest) -> Failure:
    """What the table calls an exception; an unknown one is logged under the id that the reader gets."""
    for kind, translate in _TRANSLATIONS.items():
        if isinstance(exc, kind):
            return translate(exc, request)
    error_id = uuid.uuid4().hex[:12]
    logger.error("Internal error %s: %s %s", error_id, request.method, request.path, exc_info=exc)
    return Failure(Code.INTERNAL_ERROR, error_id=error_id)


def _first_problem(detail: Any) -> ParameterFailure:
    """The first of DRF's nested messages: `{"urls": {1: ["bad"]}}` → `urls[1]: bad`."""
    where = ""
    while not isinstance(detail, exceptions.ErrorDetail):
        pairs = detail.items() if isinstance(detail, Mapping) else enumerate(detail)
        key, detail = next((key, value) for key, value in pairs if value)
        if isinstance(key, str) and key != api_settings.NON_FIELD_ERRORS_KEY:
            where += f".{key}" if where else key
        elif isinstance(key, int) and not isinstance(detail, exceptions.ErrorDetail):
            where += f"[{key}]"
    return ParameterFailure(where, detail)


_TRANSLATIONS: Mapping[type[BaseException], Callable[[Any, AnyRequest], Failure]] = {
    Failure: lambda exc, _request: exc,
    exceptions.ValidationError: lambda exc, _request: _first_problem(exc.detail),
    exceptions.ParseError: lambda exc, _request: invalid_request(str(exc.detail)),
    exceptions.NotAuthenticated: lambda _exc, _request: Failure(Code.UNAUTHORIZED),
    exceptions.AuthenticationFailed: lambda _exc, _request: Failure(Code.UNAUTHORIZED),
    exceptions.PermissionDenied: lambda _exc, _request: Failure(Code.UNAUTHORIZED),
    PermissionDenied: lambda _exc, _request: Failure(Code.UNAUTHORIZED),
    exceptions.NotFound: lambda _exc, _request: Failure(Code.UNKNOWN_ROUTE),
    Http404: lambda _exc, _request: Failure(Code.UNKNOWN_ROUTE),
    exceptions.MethodNotAllowed: lambda _exc, request: Failure(
        Code.METHOD_NOT_ALLOWED, method=str(request.method)
    ),
    exceptions.NotAcceptable: lambda _exc, _request: Failure(Code.NOT_ACCEPTABLE),
    exceptions.UnsupportedMediaType: lambda _exc, request: Failure(
        Code.UNSUPPORTED_MEDIA_TYPE, media_type=str(request.content_type)
    ),
    exceptions.Throttled: lambda exc, _request: Failure(
        Code.RATE_LIMITED, retry_after_seconds=exc.wait, seconds=exc.wait
    ),
    DisallowedHost: lambda _exc, _request: invalid_request(
        _("This server does not answer to this host name. Its operator can add it to ALLOWED_HOSTS.")
    ),
    RequestDataTooBig: lambda _exc, _request: invalid_request(
        _("The body is too large. Send a smaller one.")
    ),
    UnreadablePostError: lambda _exc, _request: invalid_request(_("The body did not arrive. Send it again.")),
    SuspiciousOperation: lambda _exc, _request: invalid_request(
        _("The request is malformed. /docs tells what each endpoint takes.")
    ),
}


def _answer_in_json(view: APIView, request: Request) -> None:
    """Errors are JSON (or the browsable page around it) also where a view renders something else."""
    renderer, _media_type = view.perform_content_negotiation(request, force=True)
    if renderer.format not in {"json", "api"}:
        request.accepted_renderer = JSONRenderer()
        request.accepted_media_type = JSONRenderer.media_type


def _body(failure: Failure) -> dict[str, str]:
    return {"detail": str(failure), "code": failure.code.value}


def _status(failure: Failure) -> int:
    return failure.kind.status or 500


def _headers(failure: Failure) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    seconds = failure.retry_after_seconds
    if seconds is None and failure.code == Code.UPSTREAM_BLOCKED:
        seconds = BLOCKED_SECONDS
    if seconds is not None:
        headers["Retry-After"] = str(seconds)
    if failure.code == Code.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return headers
