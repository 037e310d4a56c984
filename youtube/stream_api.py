"""The endpoint that plays a video while it arrives."""

import hashlib
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from jobs import ytdlp
from jobs.errors import Code
from jobs.extraction import Patience
from jobs.live_api import StreamView
from jobs.schema import fails_with
from jobs.serving import release_connection
from jobs.throttling import RateLimit, client_address

from . import client, streaming
from .metadata_api import PATIENCE_SECONDS, YOUTUBE_FAILURES
from .stream_serializers import StreamQuery
from .streaming import Plan

FOLLOWED_SECONDS = 60
_NOT_KEPT = {"Cache-Control": "no-cache, no-store, must-revalidate"}


class OncePerViewing(RateLimit):
    """The rate limit, for which a redirect and the request that follows it are one."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count a request, unless a redirect of ours has led here."""
        return _follows(request) or super().allow_request(request, view)


class VideoStream(StreamView):
    """A video to watch at once."""

    throttle_classes = [OncePerViewing]

    @extend_schema(
        operation_id="stream_video",
        summary=_("Stream video"),
        description=_(
            "Plays a video without saving it: made for `<video src>` and media players, which follow the "
            "redirect. It leads to YouTube where YouTube has picture and sound in one at this quality and "
            "would give it to you, else to this endpoint with `proxy=true`, which joins the best picture and "
            "sound without re-encoding, as fragmented mp4 or as WebM. It cannot seek beyond what has arrived."
        ),
        parameters=[StreamQuery],
        responses={
            (200, "video/mp4"): OpenApiTypes.BINARY,
            (200, "video/webm"): OpenApiTypes.BINARY,
            307: OpenApiResponse(description=_("The stream is at the address in `Location`.")),
        },
    )
    @fails_with(Code.NOT_A_VIDEO, Code.WRONG_MEDIA, Code.LIVE_STREAM, Code.BUSY, *YOUTUBE_FAILURES)
    def get(self, request: Request) -> HttpResponseBase:
        """Redirect to the stream, or stream."""
        query = StreamQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        patience = Patience(PATIENCE_SECONDS)
        plan = streaming.plan(asked["url"], asked["quality"], patience)
        if not asked["proxy"]:
            return _redirect(request, plan, asked)
        if request.method == "HEAD":
            return _response(plan, ())
        try:
            return _response(plan, plan.open(patience))
        except ytdlp.ExpiredError:
            client.forget(asked["url"])
            plan = streaming.plan(asked["url"], asked["quality"], patience)
            return _response(plan, plan.open(patience))


def _response(plan: Plan, stream: Iterable[bytes]) -> StreamingHttpResponse:
    release_connection()
    return StreamingHttpResponse(
        stream,
        content_type=plan.content_type,
        headers={
            **_NOT_KEPT,
            "Accept-Ranges": "none",
            "Content-Disposition": content_disposition_header(False, plan.file_name),
            "X-Accel-Buffering": "no",  # nginx's
        },
    )


def _redirect(request: Request, plan: Plan, asked: Mapping[str, Any]) -> HttpResponseBase:
    if plan.combined_url and _may_go_to_youtube(request):
        location = plan.combined_url
    else:
        query = {"url": asked["url"].canonical, "quality": asked["quality"], "proxy": "true"}
        location = f"{reverse('stream-video')}?{urlencode(query)}"
        _allow_to_follow(request, location)
    return HttpResponseRedirect(location, preserve_request=True, headers=_NOT_KEPT)


def _may_go_to_youtube(request: Request) -> bool:
    """Whether the viewer comes out where we do: the links work only from the address that asked for them."""
    return not settings.OUTBOUND_PROXY and ip_address(client_address(request)).is_private


# --- redirects that are followed -------------------------------------------------------------------


def _allow_to_follow(request: Request, location: str) -> None:
    """The client that is sent to `location` may go there once without being counted again."""
    key = _following_key(request, location)
    try:
        caches["counters"].incr(key)
    except ValueError:
        caches["counters"].add(key, 1, FOLLOWED_SECONDS)


def _follows(request: Request) -> bool:
    try:
        return caches["counters"].incr(_following_key(request, request.get_full_path()), -1) >= 0
    except ValueError:
        return False


def _following_key(request: Request, location: str) -> str:
    return hashlib.sha256(f"{client_address(request)} {location}".encode()).hexdigest()
