"""The endpoints that download from YouTube."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from jobs import engine, examples
from jobs.engine import Submission
from jobs.errors import Code
from jobs.idempotency import idempotent
from jobs.models import Job
from jobs.providers import ItemRequest
from jobs.schema import fails_with
from jobs.serializers import AcceptedSerializer
from jobs.throttling import RateLimit

from .provider import YouTube
from .serializers import BatchAcceptedSerializer, ExactWishSerializer, WishSerializer

PLAYLIST = "https://www.youtube.com/playlist?list=PLWxziGKTUvQFIsbbFcTZz7jOT4TMGnZBh"
ACCEPTED = examples.answer("Accepted", examples.ACCEPTED, status=HTTP_202_ACCEPTED)


class DownloadViewSet(viewsets.GenericViewSet[Any]):
    """Downloads from YouTube: each becomes a job, whose status tells the rest."""

    throttle_classes = [RateLimit]

    @extend_schema(
        operation_id="download_single",
        summary=_("Single video download"),
        description=_("Start downloading a single video, its sound alone, or both as two files."),
        responses={HTTP_202_ACCEPTED: AcceptedSerializer},
        examples=[
            OpenApiExample(
                "720p",
                {"url": "https://www.youtube.com/watch?v=M4gD1WSo5mA", "quality": "720p", "type": "video"},
                request_only=True,
            ),
            ACCEPTED,
        ],
    )
    @idempotent
    @fails_with(Code.UNSUPPORTED_URL, Code.NOT_A_VIDEO)
    def single(self, request: Request) -> Response:
        """Submit a job of one video."""
        body = self._body(request)
        job = _submit("video", body, [ItemRequest(body["url"], _wish(body, ExactWishSerializer))])
        return Response(AcceptedSerializer(job).data, status=HTTP_202_ACCEPTED)

    @extend_schema(
        operation_id="download_playlist_all",
        summary=_("Download an entire playlist"),
        description=_(
            "Start downloading all videos of a playlist or channel, several at a time. Those that cannot be "
            "had fail by themselves."
        ),
        responses={HTTP_202_ACCEPTED: AcceptedSerializer},
        examples=[
            OpenApiExample("720p", {"url": PLAYLIST, "quality": "720p"}, request_only=True),
            ACCEPTED,
        ],
    )
    @idempotent
    @fails_with(Code.UNSUPPORTED_URL, Code.NOT_A_PLAYLIST)
    def playlist_all(self, request: Request) -> Response:
        """Submit a job for all entries."""
        body = self._body(request)
        options = {"wish": _wish(body, ExactWishSerializer)}
        job = _submit("playlist", body, [ItemRequest(body["url"], options, expands=True)])
        return Response(AcceptedSerializer(job).data, status=HTTP_202_ACCEPTED)

    @extend_schema(
        operation_id="download_playlist_select",
        summary=_("Download selected videos"),
        description=_("Start downloading the videos of a playlist that have these indices."),
        responses={HTTP_202_ACCEPTED: AcceptedSerializer},
        examples=[
            OpenApiExample(
                "Three of them",
                {"url": PLAYLIST, "video_indices": [0, 2, 5], "quality": "720p"},
                request_only=True,
            ),
            ACCEPTED,
        ],
    )
    @idempotent
    @fails_with(Code.UNSUPPORTED_URL, Code.NOT_A_PLAYLIST)
    def playlist_select(self, request: Request) -> Response:
        """Submit a job for the entries with these indices."""
        body = self._body(request)
        options = {"wish": _wish(body, WishSerializer), "indices": body["video_indices"]}
        job = _submit("playlist", body, [ItemRequest(body["url"], options, expands=True)])
        return Response(AcceptedSerializer(job).data, status=HTTP_202_ACCEPTED)

    @extend_schema(
        operation_id="download_batch",
        summary=_("Batch download"),
        description=_("Start downloading up to 10 videos, several at a time, as one job."),
        responses={HTTP_202_ACCEPTED: BatchAcceptedSerializer},
        examples=[
            OpenApiExample(
                "Two videos",
                {
                    "urls": [
                        "https://www.youtube.com/watch?v=M4gD1WSo5mA",
                        "https://www.youtube.com/watch?v=KI7fMGRg0Wk",
                    ],
                    "quality": "1080p",
                    "type": "video",
                },
                request_only=True,
            ),
            examples.answer(
                "Accepted",
                examples.ACCEPTED
                | {
                    "total_urls": 2,
                    "message": "Batch download started. Use /status/{job_id} to check progress.",
                },
                status=HTTP_202_ACCEPTED,
            ),
        ],
    )
    @idempotent
    @fails_with(Code.UNSUPPORTED_URL, Code.NOT_A_VIDEO)
    def batch(self, request: Request) -> Response:
        """Submit a job of several videos."""
        body = self._body(request)
        wish = _wish(body, WishSerializer)
        job = _submit("batch", body, [ItemRequest(url, wish) for url in body["urls"]])
        return Response(BatchAcceptedSerializer(job).data, status=HTTP_202_ACCEPTED)

    def _body(self, request: Request) -> dict[str, Any]:
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)


def _wish(body: Mapping[str, Any], serializer: type[WishSerializer]) -> dict[str, Any]:
    """The part of a body that says what to make of each video."""
    return {name: body[name] for name in serializer().get_fields()}


def _submit(job_type: str, body: Mapping[str, Any], items: list[ItemRequest]) -> Job:
    return engine.submit(
        Submission(
            provider=YouTube.name,
            type=job_type,
            items=items,
            request=body,
            is_collection=job_type != "video",
        )
    )
