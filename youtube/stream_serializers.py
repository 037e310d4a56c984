"""What the stream takes."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from jobs.validation import ChoiceField

from .formats import HEIGHTS
from .metadata_serializers import VideoQuery


class StreamQuery(VideoQuery):
    """The parameters of GET /stream/video."""

    quality = ChoiceField(
        ["best", "worst", *HEIGHTS],
        default="best",
        help_text=_("A preset: the best or the worst there is, or the best up to this height."),
    )
    proxy = serializers.BooleanField(
        default=False, help_text=_("Stream through this server, in place of a redirect.")
    )
