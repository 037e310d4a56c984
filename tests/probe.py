"""A small API under the real settings, for what is promised of every endpoint whatever it does."""

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.views import View
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from downloader_project.urls import handler400, handler403, handler404, handler500
from downloader_project.urls import urlpatterns as real_urlpatterns
from jobs.errors import Code, Failure
from jobs.models import Job
from jobs.throttling import RateLimit, client_address
from jobs.validation import ChoiceField, LineField

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

RAISED: dict[str, Exception] = {
    "http404": Http404("secret.py line 1"),
    "permission": PermissionDenied("secret.py line 1"),
    "suspicious": SuspiciousOperation("secret.py line 1"),
    "bug": ZeroDivisionError("secret.py line 1"),
    "private": Failure(Code.PRIVATE),
    "blocked": Failure(Code.UPSTREAM_BLOCKED, retry_after_seconds=90),
}


class ItemSerializer(serializers.Serializer[Any]):
    """One of a list."""

    url = LineField()

    def validate_url(self, value: str) -> str:
        """Refuse with a code of the table, in a list."""
        if value == "elsewhere":
            raise serializers.ValidationError("Not ours.", code=Code.UNSUPPORTED_URL)
        return value


class BodySerializer(serializers.Serializer[Any]):
    """A body with one field of each kind."""

    url = LineField()
    quality = ChoiceField(["best", "720p"], default="best")
    limit = serializers.IntegerField(min_value=1, max_value=100, default=10)
    auto = serializers.BooleanField(default=False)
    urls = serializers.ListField(child=LineField(), required=False)
    items = ItemSerializer(many=True, required=False)


class Body(GenericAPIView[Any]):
    """Keeps a validated body in the database, as a job's request."""

    serializer_class = BodySerializer

    def post(self, request: Request) -> Response:
        """The id of the job that keeps it."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        job = Job.objects.create(provider="p", type="video", request=body.validated_data)
        return Response({"job_id": job.pk}, status=202)


class Raising(APIView):
    """Raises what its address names."""

    def get(self, request: Request, name: str) -> Response:
        """Never answers by itself."""
        raise RAISED[name]


class PlainRaising(View):
    """The same without DRF."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        """Never answers by itself."""
        raise RAISED[name]


class Unrenderable(APIView):
    """Answers something that has no JSON."""

    def get(self, request: Request) -> Response:
        """Fails only while it is rendered."""
        return Response({"value": object()})


class TextRenderer(BaseRenderer):
    """Renders text only."""

    media_type = "text/event-stream"
    format = "events"

    def render(self, data: Any, *_context: Any) -> bytes:
        """The data, as text."""
        return str(data).encode()


class Events(APIView):
    """Has no JSON to offer, until it fails."""

    renderer_classes = [TextRenderer]

    def get(self, request: Request) -> Response:
        """Always fails."""
        raise Failure(Code.JOB_NOT_FOUND)


class Limited(APIView):
    """Is under the rate limit, and tells who it thinks is asking."""

    throttle_classes = [RateLimit]

    def get(self, request: Request) -> Response:
        """The client's address."""
        return Response({"client": client_address(request), "secure": request.is_secure()})


class AlsoLimited(Limited):
    """Shares the budget; fails when it is let through."""

    def get(self, request: Request) -> Response:
        """Always fails."""
        raise Failure(Code.PRIVATE)


def large_file(request: HttpRequest) -> HttpResponseBase:
    """Something compressible that is not text."""
    return HttpResponse(b"0" * 10_000, content_type="video/mp4")


def streamed_json(request: HttpRequest) -> HttpResponseBase:
    """Something compressible that comes bit by bit."""
    return FileResponse(iter([b"0" * 10_000]), content_type="application/json")


def large_json(request: HttpRequest) -> HttpResponseBase:
    """Something compressible."""
    return HttpResponse(b"0" * 10_000, content_type="application/json")


urlpatterns = [
    path("probe/body", Body.as_view()),
    path("probe/raise/<name>", Raising.as_view()),
    path("probe/plain/<name>", PlainRaising.as_view()),
    path("probe/unrenderable", Unrenderable.as_view()),
    path("probe/events", Events.as_view()),
    path("probe/limited", Limited.as_view()),
    path("probe/also-limited", AlsoLimited.as_view()),
    path("probe/file", large_file),
    path("probe/stream", streamed_json),
    path("probe/json", large_json),
    *real_urlpatterns,
]
