"""The endpoints that tell of posts, stories and profiles on Instagram; they ask it within the request."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from jobs.errors import Code
from jobs.extraction import Patience
from jobs.schema import fails_with
from jobs.throttling import RateLimit

from . import client, metadata, metadata_examples
from .about import about
from .metadata_serializers import (
    DEFAULT_POSTS,
    InstagramAboutSerializer,
    PostInfoSerializer,
    PostQuery,
    PostStatsSerializer,
    ProfileInfoSerializer,
    ProfilePostsQuery,
    ProfilePostsSerializer,
    ReelInfoSerializer,
    ReelStatsSerializer,
    StoriesSerializer,
    UsernameQuery,
)
from .posts import Post

PATIENCE_SECONDS = 30
# What Instagram may say of whatever it is asked.
_OF_INSTAGRAM = (
    Code.UNSUPPORTED_URL,
    Code.EXTRACTION_FAILED,
    Code.PRIVATE,
    Code.LOGIN_REQUIRED,
    Code.NOT_FOUND,
    Code.UPSTREAM_BLOCKED,
    Code.UPSTREAM_ERROR,
    Code.UPSTREAM_TIMEOUT,
)


class About(APIView):
    """What there is. It asks nobody, so it is not limited."""

    @extend_schema(
        operation_id="instagram_info",
        summary=_("Get Instagram API information"),
        description=_("What the endpoints for Instagram can do, their limits, and a list of them."),
        responses=InstagramAboutSerializer,
        examples=metadata_examples.ABOUT,
    )
    def get(self, request: Request) -> Response:
        """Read it from the routes and settings."""
        return Response(InstagramAboutSerializer(about()).data)


class MetadataViewSet(viewsets.GenericViewSet[Any]):
    """What Instagram tells, within seconds; for some minutes it is not asked again."""

    throttle_classes = [RateLimit]

    @extend_schema(
        operation_id="instagram_post_info",
        summary=_("Get post information"),
        description=_("All about a post: an image, a video, or a carousel with what is in it."),
        parameters=[PostQuery],
        responses=PostInfoSerializer,
        examples=metadata_examples.POST_INFO,
    )
    @fails_with(*_OF_INSTAGRAM)
    def post_info(self, request: Request) -> Response:
        """All about a post."""
        return Response(PostInfoSerializer(metadata.post(_post(request))).data)

    @extend_schema(
        operation_id="instagram_reel_info",
        summary=_("Get reel information"),
        description=_("All about a reel, or another post that is one video, with the files there are of it."),
        parameters=[PostQuery],
        responses=ReelInfoSerializer,
        examples=metadata_examples.REEL_INFO,
    )
    @fails_with(Code.WRONG_MEDIA, *_OF_INSTAGRAM)
    def reel_info(self, request: Request) -> Response:
        """All about a reel."""
        return Response(ReelInfoSerializer(metadata.reel(_post(request))).data)

    @extend_schema(
        operation_id="instagram_story_info",
        summary=_("Get stories information"),
        description=_(
            "The stories that a person has now. Instagram shows them only to those who are signed in, so the "
            "operator must have added an account."
        ),
        parameters=[UsernameQuery],
        responses=StoriesSerializer,
        examples=metadata_examples.STORY_INFO,
    )
    @fails_with(*_OF_INSTAGRAM)
    def story_info(self, request: Request) -> Response:
        """Somebody's stories."""
        asked = _valid(UsernameQuery(data=request.query_params))
        found = client.stories(asked["username"], Patience(PATIENCE_SECONDS))
        return Response(StoriesSerializer(metadata.stories(found)).data)

    @extend_schema(
        operation_id="instagram_profile_info",
        summary=_("Get profile information"),
        description=_("A person's profile with the latest posts."),
        parameters=[UsernameQuery],
        responses=ProfileInfoSerializer,
        examples=metadata_examples.PROFILE_INFO,
    )
    @fails_with(*_OF_INSTAGRAM)
    def profile_info(self, request: Request) -> Response:
        """Somebody's profile."""
        asked = _valid(UsernameQuery(data=request.query_params))
        found = client.profile(asked["username"], DEFAULT_POSTS, Patience(PATIENCE_SECONDS))
        return Response(ProfileInfoSerializer(metadata.profile(found)).data)

    @extend_schema(
        operation_id="instagram_profile_posts",
        summary=_("Get profile posts"),
        description=_(
            "A person's latest posts. More than 12 take longer, and Instagram may show strangers fewer."
        ),
        parameters=[ProfilePostsQuery],
        responses=ProfilePostsSerializer,
        examples=metadata_examples.PROFILE_POSTS,
    )
    @fails_with(*_OF_INSTAGRAM)
    def profile_posts(self, request: Request) -> Response:
        """Somebody's posts."""
        asked = _valid(ProfilePostsQuery(data=request.query_params))
        found = client.profile(asked["username"], asked["limit"], Patience(PATIENCE_SECONDS))
        return Response(ProfilePostsSerializer(metadata.profile_posts(found, asked["limit"])).data)

    @extend_schema(
        operation_id="instagram_post_stats",
        summary=_("Get post statistics"),
        description=_("The counts of a post; null where Instagram hides them."),
        parameters=[PostQuery],
        responses=PostStatsSerializer,
        examples=metadata_examples.POST_STATS,
    )
    @fails_with(*_OF_INSTAGRAM)
    def post_stats(self, request: Request) -> Response:
        """A post's counts."""
        return Response(PostStatsSerializer(metadata.post_stats(_post(request))).data)

    @extend_schema(
        operation_id="instagram_reel_stats",
        summary=_("Get reel statistics"),
        description=_("The counts of a reel, and how long it is; null where Instagram hides them."),
        parameters=[PostQuery],
        responses=ReelStatsSerializer,
        examples=metadata_examples.REEL_STATS,
    )
    @fails_with(Code.WRONG_MEDIA, *_OF_INSTAGRAM)
    def reel_stats(self, request: Request) -> Response:
        """A reel's counts."""
        return Response(ReelStatsSerializer(metadata.reel_stats(_post(request))).data)


def _post(request: Request) -> Post:
    """The post or reel that a request is about."""
    asked = _valid(PostQuery(data=request.query_params))
    return client.post(asked["url"], Patience(PATIENCE_SECONDS))


def _valid(asked: BaseSerializer[Any]) -> Mapping[str, Any]:
    asked.is_valid(raise_exception=True)
    return asked.validated_data  # type: ignore[no-any-return]
