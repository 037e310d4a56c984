"""`Idempotency-Key`: a request that is sent again, because its answer was lost, makes no second job."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from .errors import Code, Failure
from .models import IdempotencyKey
from .problems import invalid_request
from .schema import fails_with

Handler: TypeAlias = Callable[..., Response]

HEADER = "Idempotency-Key"
_SYNTAX = re.compile(r"[!-~]{1,255}")
_PARAMETER = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description=_(
        "A word of your own for this request, such as a UUID. The same request sent again with it within "
        "24 hours gets the same answer, and no second job is made."
    ),
)


def idempotent(handler: Handler) -> Handler:
    """Let a view's method that creates a job honour the header. Goes right above `fails_with`.

    Its answers of 202 are kept, together with the job or not at all; what fails may be sent again.
    """

    @wraps(handler)
    def handle(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return handler(view, request, *args, **kwargs)
        if not _SYNTAX.fullmatch(key):
            raise invalid_request(_SYNTAX_SENTENCE)
        return _once(key, request, lambda: handler(view, request, *args, **kwargs))

    declared = getattr(handler, "error_codes", ())
    of_bodies = (Code.INVALID_REQUEST, Code.UNSUPPORTED_MEDIA_TYPE)  # also where nothing else reads the body
    fails_with(*declared, *of_bodies, Code.IDEMPOTENCY_CONFLICT)(handle)
    documented: Handler = extend_schema(parameters=[_PARAMETER])(handle)
    return documented


_SYNTAX_SENTENCE = _("Idempotency-Key: Use 1 to 255 visible ASCII characters, such as a UUID.")


def _once(key: str, request: Request, answer: Callable[[], Response]) -> Response:
    """The kept answer, or a new one. Two at the same time: the second waits for the first one's row."""
    request_hash = _hash(request)
    with transaction.atomic():
        known, is_new = IdempotencyKey.objects.get_or_create(key=key, defaults={"request_hash": request_hash})
        if is_new:
            response = answer()
            known.answer = response.data
            known.save(update_fields=["answer"])
            return response
    if known.request_hash != request_hash:
        raise Failure(Code.IDEMPOTENCY_CONFLICT)
    return Response(known.answer, status=HTTP_202_ACCEPTED)


def _hash(request: Request) -> str:
    """Of where the request goes and what it says, however its JSON is spaced and ordered."""
    said = json.dumps([request.path_info, request.data], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
