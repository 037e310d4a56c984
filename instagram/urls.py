"""Routes of the Instagram app."""

from django.urls import path

from .download_api import InstagramDownloadViewSet, InstagramFileView, InstagramJobViewSet
from .metadata_api import About, MetadataViewSet
from .serializers import (
    CarouselDownloadSerializer,
    InstagramBatchSerializer,
    PostDownloadSerializer,
    ReelDownloadSerializer,
    StoryDownloadSerializer,
)

urlpatterns = [
    path("instagram/info", About.as_view(), name="instagram-info"),
    *[
        path(
            f"instagram/{what}/info",
            MetadataViewSet.as_view({"get": f"{what}_info"}),
            name=f"instagram-{what}-info",
        )
        for what in ("post", "reel", "story", "profile")
    ],
    path(
        "instagram/profile/posts",
        MetadataViewSet.as_view({"get": "profile_posts"}),
        name="instagram-profile-posts",
    ),
    *[
        path(
            f"instagram/download/{what}",
            InstagramDownloadViewSet.as_view({"post": what}, serializer_class=serializer),
            name=f"instagram-download-{what}",
        )
        for what, serializer in [
            ("post", PostDownloadSerializer),
            ("reel", ReelDownloadSerializer),
            ("story", StoryDownloadSerializer),
            ("carousel", CarouselDownloadSerializer),
            ("batch", InstagramBatchSerializer),
        ]
    ],
    path(
        "instagram/status/<str:job_id>",
        InstagramJobViewSet.as_view({"get": "retrieve"}),
        name="instagram-status",
    ),
    path(
        "instagram/download/file/<path:filename>",
        InstagramFileView.as_view(),
        name="instagram-file",
    ),
    *[
        path(
            f"instagram/{what}/stats",
            MetadataViewSet.as_view({"get": f"{what}_stats"}),
            name=f"instagram-{what}-stats",
        )
        for what in ("post", "reel")
    ],
]
