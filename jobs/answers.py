"""Answers about finished jobs, kept in the memory of each web process.

Programs and pages go on asking after a job has finished, and its answer costs several queries. What is told
of it changes only with the `updated_at` of its row, which a change of its files moves too
(`FileQuerySet.update`), and when the first of its files expires.
"""

import hashlib
import re
from datetime import datetime
from typing import TypeGuard

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rest_framework.response import Response

from .middleware import GetResponse
from .models import Job

_STATUS = re.compile(r"(?:/\w+)?/status/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


class FinishedJobMiddleware:
    """Gives the same request for the status of the same finished job the same answer, for one query.

    It comes before all other middleware, so that none of it is repeated.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = _STATUS.fullmatch(request.path_info)
        if request.method != "GET" or not asked or request.META.get("QUERY_STRING"):
            return self.get_response(request)
        # Read before the answer is made: an answer that is newer than its key does no harm.
        updated_at = Job.objects.finished().filter(pk=asked[1]).values_list("updated_at", flat=True).first()
        if updated_at is None:
            return self.get_response(request)
        return self._answer(request, _key(request, updated_at))

    def _answer(self, request: HttpRequest, key: str) -> HttpResponseBase:
        if kept := caches["answers"].get(key):
            content, headers = kept
            return HttpResponse(content, headers=headers)
        answer = self.get_response(request)
        if _is_json(answer):
            kept = answer.content, dict(answer.headers)
            caches["answers"].set(key, kept, _seconds_until(answer.data["expires_at"]))
        return answer


def _key(request: HttpRequest, updated_at: datetime) -> str:
    """Of the request with all its headers: language, compression, host and whatever else may matter."""
    headers = sorted(item for item in request.META.items() if item[0].startswith("HTTP_"))
    return hashlib.sha256(f"{request.path_info} {updated_at} {headers}".encode()).hexdigest()


def _is_json(answer: HttpResponseBase) -> TypeGuard[Response]:
    """Whether it is the answer for programs, not an error and not the page for browsers."""
    is_json = answer.headers.get("Content-Type") == "application/json"
    return isinstance(answer, Response) and answer.status_code == 200 and is_json


def _seconds_until(time: str | None) -> float | None:
    moment = parse_datetime(time) if time else None
    return (moment - timezone.now()).total_seconds() if moment else None
