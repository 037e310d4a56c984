"""The endpoints that download from Instagram, and tell of those downloads."""

from collections.abc import Mapping
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from jobs import engine
from jobs.api import FILE_PARAMETERS, FILE_RESPONSES, JOB_ID, FileView, JobViewSet
from jobs.engine import Submission
from jobs.errors import Code
from jobs.idempotency import idempotent
from jobs.providers import ItemRequest
from jobs.schema import fails_with
from jobs.serializers import AcceptedSerializer, StatusQuery
from jobs.throttling import RateLimit

from . import contents, download_examples
from .provider import Instagram
from .serializers import (
    BatchAcceptedSerializer,
    CarouselAcceptedSerializer,
    InstagramSeveralItemsStatusSerializer,
    InstagramStatusSerializer,
    PostAcceptedSerializer,
    ReelAcceptedSerializer,
    StoryAcceptedSerializer,
)
from .wishes import Make, Wish


class InstagramDownloadViewSet(viewsets.GenericViewSet[Any]):
    """Downloads from Instagram: each becomes a job, whose status tells the rest."""

    throttle_classes = [RateLimit]

    @extend_schema(
        operation_id="instagram_download_post",
        summary=_("Download a post"),
        description=_(
            "Start downloading a post: its image or video, or all of a carousel, each as a file of its own."
        ),
        responses={HTTP_202_ACCEPTED: PostAcceptedSerializer},
        examples=download_examples.POST,
    )
    @idempotent
    @fails_with(Code.UNSUPPORTED_URL)
    def post(self, request: Request) -> Response:
        """Submit a job of one post."""
        body = self._body(request)
        wish = Wish(
            make=Make(body["download_type"]),
            quality=body["quality"],
            include_metadata=body["include_metadata"],
        )
        return _submit(Submission(Instagram.name, "instagram_post", [_post(body["url"], wish)], body))

    @extend_schema(
        operation_id="instagram_download_reel",
        summary=_("Download a reel"),
        description=_("Start downloading a reel, or its sound alone."),
        responses={HTTP_202_ACCEPTED: ReelAcceptedSerializer},
        examples=download_examples.REEL,
    )
    @idempotent
    @fails_with(Code.UNSUPPORTED_URL)
    def reel(self, request: Request) -> Response:
        """Submit a job of one reel."""
        body = self._body(request)
        wish = Wish(
            make=Make.AUDIO_ONLY if body["download_type"] == "audio_only" else Make.VIDEO_ONLY,
            quality=body["quality"],
            audio_format=body["audio_format"],
        )
        submission = Submission(Instagram.name, "instagram_reel", [_post(body["url"], wish)], body)
        return _submit(submission, ReelAcceptedSerializer)

    @extend_schema(
        operation_id="instagram_download_story",
        summary=_("Download stories"),
        description=_(
            "Start downloading the stories that a person has now, each as a file of its own or all in one "
            "ZIP. Instagram shows stories only to who is signed in."
        ),
        responses={HTTP_202_ACCEPTED: StoryAcceptedSerializer},
        examples=download_examples.STORY,
    )
    @idempotent
    @fails_with(Code.UNSUPPORTED_URL)
    def story(self, request: Request) -> Response:
        """Submit a job for somebody's stories: a worker asks which there are."""
        body = self._body(request)
        as_zip = body["format"] == "zip"
        item = _stories(body["username"], Wish(quality=body["quality"], as_zip=as_zip))
        submission = Submission(Instagram.name, "instagram_story", [item], body, is_collection=not as_zip)
        return _submit(submission, StoryAcceptedSerializer)

    @extend_schema(
        operation_id="instagram_download_carousel",
        summary=_("Download a carousel as a ZIP"),
        description=_("Start downloading all images and videos of a post that has several, as one ZIP."),
        responses={HTTP_202_ACCEPTED: CarouselAcceptedSerializer},
        examples=download_examples.CAROUSEL,
    )
    @idempotent
    @fails_with(Code.UNSUPPORTED_URL)
    def carousel(self, request: Request) -> Response:
        """Submit a job of one ZIP."""
        body = self._body(request)
        wish = Wish(quality=body["quality"], include_metadata=body["include_metadata"], as_zip=True)
        submission = Submission(Instagram.name, "instagram_carousel", [_post(body["url"], wish)], body)
        return _submit(submission, CarouselAcceptedSerializer)

    @extend_schema(
        operation_id="instagram_download_batch",
        summary=_("Download several things from Instagram"),
        description=_("Start downloading up to 20 posts, reels and people's stories as one job."),
        responses={HTTP_202_ACCEPTED: BatchAcceptedSerializer},
        examples=download_examples.BATCH,
    )
    @idempotent
    @fails_with(Code.UNSUPPORTED_URL)
    def batch(self, request: Request) -> Response:
        """Submit a job of several items: of each what its own endpoint makes of it unless told otherwise."""
        body = self._body(request)
        submission = Submission(
            provider=Instagram.name,
            type="instagram_batch",
            items=[_batch_item(each, body["quality"]) for each in body["items"]],
            request=body,
            is_collection=True,
            stops_at_first_failure=not body["continue_on_error"],
        )
        return _submit(submission, BatchAcceptedSerializer)

    def _body(self, request: Request) -> dict[str, Any]:
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)


def _post(link: str, wish: Wish) -> ItemRequest:
    return ItemRequest(link, {"wish": wish.kept})


def _stories(username: str, wish: Wish) -> ItemRequest:
    options = {"wish": wish.kept, "username": username}
    return ItemRequest(contents.stories_page(username), options, expands=not wish.as_zip)


def _batch_item(item: Mapping[str, str], quality: str) -> ItemRequest:
    match item["type"]:
        case "story":
            return _stories(item["url"], Wish(quality=quality))
        case "reel":
            return _post(item["url"], Wish(make=Make.VIDEO_ONLY, quality=quality))
        case _:
            return _post(item["url"], Wish(quality=quality, include_metadata=True))


def _submit(submission: Submission, answer: type[AcceptedSerializer] = PostAcceptedSerializer) -> Response:
    return Response(answer(engine.submit(submission)).data, status=HTTP_202_ACCEPTED)


class InstagramJobViewSet(JobViewSet):
    """What is told of jobs here: they are the same as everywhere."""

    single_serializer = InstagramStatusSerializer
    several_serializer = InstagramSeveralItemsStatusSerializer

    @extend_schema(
        operation_id="instagram_status",
        summary=_("Check download status"),
        description=_(
            "How far a job is, and its files once they can be fetched: what /status tells, with a sentence, "
            "the number of files, and the kind of each."
        ),
        parameters=[JOB_ID, StatusQuery],
        responses=InstagramSeveralItemsStatusSerializer,
        examples=download_examples.STATUS,
    )
    @fails_with(Code.JOB_NOT_FOUND)
    def retrieve(self, request: Request, job_id: str) -> Response:
        """The job in full."""
        return super().retrieve(request, job_id)


class InstagramFileView(FileView):
    """The finished files: the same as everywhere."""

    @extend_schema(
        operation_id="instagram_download_file",
        summary=_("Get a downloaded file"),
        description=_("A finished file, as /download/file/{filename} sends it."),
        parameters=FILE_PARAMETERS,
        responses=FILE_RESPONSES,
    )
    @fails_with(Code.FILE_NOT_FOUND, Code.FILE_EXPIRED)
    def get(self, request: Request, filename: str) -> HttpResponseBase:
        """The file, or a part of it."""
        return super().get(request, filename)
