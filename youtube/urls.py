"""Routes of the YouTube app."""

from django.urls import path

from .api import DownloadViewSet
from .metadata_api import MetadataViewSet
from .metadata_serializers import SubtitlesRequest
from .serializers import (
    BatchDownloadSerializer,
    PlaylistDownloadSerializer,
    PlaylistSelectionSerializer,
    SingleDownloadSerializer,
)
from .stream_api import VideoStream

urlpatterns = [
    *[
        path(
            f"download/{what}",
            DownloadViewSet.as_view({"post": method}, serializer_class=serializer),
            name=f"download-{method}",
        )
        for what, method, serializer in [
            ("single", "single", SingleDownloadSerializer),
            ("playlist/all", "playlist_all", PlaylistDownloadSerializer),
            ("playlist/select", "playlist_select", PlaylistSelectionSerializer),
            ("batch", "batch", BatchDownloadSerializer),
        ]
    ],
    path("info", MetadataViewSet.as_view({"get": "info"}), name="info"),
    path("formats", MetadataViewSet.as_view({"get": "formats"}), name="formats"),
    path("download/playlist/info", MetadataViewSet.as_view({"get": "playlist"}), name="playlist-info"),
    path(
        "subtitles",
        MetadataViewSet.as_view(
            {"get": "subtitles", "post": "download_subtitles"}, serializer_class=SubtitlesRequest
        ),
        name="subtitles",
    ),
    path("thumbnail", MetadataViewSet.as_view({"get": "thumbnail"}), name="thumbnail"),
    path("stream/video", VideoStream.as_view(), name="stream-video"),
]
