"""Routes of the YouTube app."""

from django.urls import path

from .api import DownloadViewSet
from .serializers import SingleDownloadSerializer

urlpatterns = [
    path(
        "download/single",
        DownloadViewSet.as_view({"post": "single"}, serializer_class=SingleDownloadSerializer),
        name="download-single",
    ),
]
