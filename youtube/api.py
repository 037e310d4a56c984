"""The endpoints for YouTube."""

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
from jobs.providers import ItemRequest
from jobs.schema import fails_with
from jobs.serializers import AcceptedSerializer
from jobs.throttling import RateLimit

from .provider import YouTube


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
            examples.answer("Accepted", examples.ACCEPTED, status=HTTP_202_ACCEPTED),
        ],
    )
    @fails_with(Code.UNSUPPORTED_URL, Code.NOT_A_VIDEO)
    def single(self, request: Request) -> Response:
        """Submit a job of one item."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        wish = {name: value for name, value in body.validated_data.items() if name != "url"}
        job = engine.submit(
            Submission(
                provider=YouTube.name,
                type="video",
                items=[ItemRequest(url=body.validated_data["url"], options=wish)],
                request=body.validated_data,
            )
        )
        return Response(AcceptedSerializer(job).data, status=HTTP_202_ACCEPTED)
