"""The endpoints that tell of videos and playlists of YouTube; they ask it within the request."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from jobs.errors import Code
from jobs.extraction import Patience
from jobs.schema import fails_with
from jobs.throttling import RateLimit

from . import client, metadata, metadata_examples, playlists, subtitles
from .addresses import VideoAddress, Videos
from .metadata_serializers import (
    ALL_LANGUAGES,
    AllSubtitlesSerializer,
    FormatsSerializer,
    InfoQuery,
    PlaylistInfoSerializer,
    PlaylistQuery,
    PlaylistSerializer,
    SubtitleFileSerializer,
    SubtitlesQuery,
    SubtitlesRequest,
    SubtitlesSerializer,
    ThumbnailQuery,
    ThumbnailSerializer,
    VideoInfoSerializer,
    VideoQuery,
)

PATIENCE_SECONDS = 30
LISTING_PATIENCE_SECONDS = 60
# What YouTube may say of whatever it is asked.
YOUTUBE_FAILURES = (
    Code.UNSUPPORTED_URL,
    Code.EXTRACTION_FAILED,
    Code.PRIVATE,
    Code.LOGIN_REQUIRED,
    Code.MEMBERS_ONLY,
    Code.GEO_RESTRICTED,
    Code.NOT_FOUND,
    Code.UPSTREAM_BLOCKED,
    Code.UPSTREAM_ERROR,
    Code.UPSTREAM_TIMEOUT,
)


class MetadataViewSet(viewsets.GenericViewSet[Any]):
    """What YouTube tells, within seconds; for some minutes it is not asked again."""

    throttle_classes = [RateLimit]

    @extend_schema(
        operation_id="info",
        summary=_("Video information"),
        description=_(
            "Detailed metadata of a video, or of a playlist or channel with the videos of one page of it. "
            "A video in a playlist is the video."
        ),
        parameters=[InfoQuery],
        responses=PolymorphicProxySerializer(
            component_name="AnyInfo",
            serializers={"video": VideoInfoSerializer, "playlist": PlaylistInfoSerializer},
            resource_type_field_name="type",
        ),
        examples=metadata_examples.INFO,
    )
    @fails_with(*YOUTUBE_FAILURES)
    def info(self, request: Request) -> Response:
        """All about a video, or a page of a playlist."""
        asked = _valid(InfoQuery(data=request.query_params))
        patience = Patience(PATIENCE_SECONDS)
        if isinstance(asked["url"], VideoAddress):
            found = metadata.video(client.video(asked["url"], patience))
            return Response(VideoInfoSerializer({"type": "video", **found}).data)
        page = _playlist_page(asked["url"], asked["skip"], asked["limit"], patience)
        return Response(PlaylistInfoSerializer(page).data)

    @extend_schema(
        operation_id="formats",
        summary=_("Available formats"),
        description=_("All formats in which a video can be downloaded."),
        parameters=[VideoQuery],
        responses=FormatsSerializer,
        examples=metadata_examples.FORMATS,
    )
    @fails_with(Code.NOT_A_VIDEO, *YOUTUBE_FAILURES)
    def formats(self, request: Request) -> Response:
        """The formats in groups."""
        asked = _valid(VideoQuery(data=request.query_params))
        info = client.video(asked["url"], Patience(PATIENCE_SECONDS))
        return Response(FormatsSerializer(metadata.formats(info)).data)

    @extend_schema(
        operation_id="playlist_info",
        summary=_("Playlist information"),
        description=_("All entries of a playlist or channel, as it lists them."),
        parameters=[PlaylistQuery],
        responses=PlaylistSerializer,
        examples=metadata_examples.PLAYLIST,
    )
    @fails_with(Code.NOT_A_PLAYLIST, *YOUTUBE_FAILURES)
    def playlist(self, request: Request) -> Response:
        """Every entry with its index."""
        asked = _valid(PlaylistQuery(data=request.query_params))
        found = playlists.listing(asked["url"], Patience(LISTING_PATIENCE_SECONDS))
        return Response(PlaylistSerializer(metadata.listing(found)).data)

    @extend_schema(
        operation_id="thumbnail",
        summary=_("Thumbnail"),
        description=_("The address of a video's picture."),
        parameters=[ThumbnailQuery],
        responses=ThumbnailSerializer,
        examples=metadata_examples.THUMBNAIL,
    )
    @fails_with(Code.NOT_A_VIDEO, *YOUTUBE_FAILURES)
    def thumbnail(self, request: Request) -> Response:
        """The picture in one quality, and all there are."""
        asked = _valid(ThumbnailQuery(data=request.query_params))
        info = client.video(asked["url"], Patience(PATIENCE_SECONDS))
        return Response(ThumbnailSerializer(metadata.thumbnail(info, asked["quality"])).data)

    @extend_schema(
        operation_id="subtitles",
        summary=_("Available subtitles"),
        description=_("The subtitles of a video in all languages, or in one."),
        parameters=[SubtitlesQuery],
        responses=PolymorphicProxySerializer(
            component_name="AnySubtitles",
            serializers=[AllSubtitlesSerializer, SubtitlesSerializer],
            resource_type_field_name=None,
        ),
        examples=metadata_examples.SUBTITLES,
    )
    @fails_with(Code.NOT_A_VIDEO, Code.NO_SUBTITLES, *YOUTUBE_FAILURES)
    def subtitles(self, request: Request) -> Response:
        """Which subtitles there are."""
        asked = _valid(SubtitlesQuery(data=request.query_params))
        info = client.video(asked["url"], Patience(PATIENCE_SECONDS))
        if asked["lang"] == ALL_LANGUAGES:
            return Response(AllSubtitlesSerializer(metadata.all_subtitles(info)).data)
        track = subtitles.find(info, asked["lang"], also_automatic=True)
        return Response(SubtitlesSerializer(metadata.subtitles(info, track)).data)

    @extend_schema(
        operation_id="download_subtitles",
        summary=_("Download subtitles"),
        description=_("Makes a file of a video's subtitles; it is deleted when it expires, like any other."),
        responses=SubtitleFileSerializer,
        examples=metadata_examples.SUBTITLE_FILE,
    )
    @fails_with(Code.NOT_A_VIDEO, Code.NO_SUBTITLES, Code.TOO_LARGE, *YOUTUBE_FAILURES)
    def download_subtitles(self, request: Request) -> Response:
        """Make the file."""
        asked = _valid(SubtitlesRequest(data=request.data))
        patience = Patience(PATIENCE_SECONDS)
        info = client.video(asked["url"], patience)
        track = subtitles.find(info, asked["lang"], also_automatic=asked["auto"])
        file = subtitles.save(info, track, asked["format"], patience)
        return Response(SubtitleFileSerializer(metadata.subtitle_file(info, track, file)).data)


def _valid(asked: BaseSerializer[Any]) -> Mapping[str, Any]:
    asked.is_valid(raise_exception=True)
    return asked.validated_data  # type: ignore[no-any-return]


def _playlist_page(address: Videos, skip: int, limit: int, patience: Patience) -> dict[str, Any]:
    found = playlists.listing(address, patience)
    part = playlists.extract(found.entries[skip : skip + limit], patience)
    return {
        "type": "playlist",
        **metadata.playlist(found, part),
        "skip": skip,
        "limit": limit,
        "has_more": skip + limit < len(found.entries),
    }
