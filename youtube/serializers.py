"""What the endpoints for YouTube take."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from jobs.errors import Failure
from jobs.validation import ChoiceField, LineField

from .addresses import parse_video
from .formats import HEIGHTS

QUALITIES = ["best", "worst", *HEIGHTS, "audio_only"]
TYPES = ["video", "audio", "both"]
AUDIO_FORMATS = ["best", "mp3", "m4a", "opus", "flac", "wav"]
# `137`, `140-drc` or `137+140`; nothing that yt-dlp would read as a condition or an alternative.
FORMAT_ID = r"^[A-Za-z0-9_.-]{1,50}(\+[A-Za-z0-9_.-]{1,50})?\Z"


class VideoField(LineField):
    """The link of a video as people paste it → the canonical one."""

    def to_internal_value(self, data: Any) -> str:
        """Raises ValidationError with a code of the table."""
        link = super().to_internal_value(data)
        try:
            return parse_video(link).canonical
        except Failure as failure:
            raise serializers.ValidationError(str(failure), code=failure.code) from failure


class SingleDownloadSerializer(serializers.Serializer[Any]):
    """The body of POST /download/single."""

    url = VideoField(help_text=_("The link of a YouTube video."))
    quality = ChoiceField(
        QUALITIES,
        default="best",
        initial="best",  # what the browsable API's form begins with
        help_text=_("A preset: the best or the worst there is, up to this height, or sound alone."),
    )
    format_id = serializers.RegexField(
        FORMAT_ID,
        allow_null=True,
        default=None,
        initial=None,
        error_messages={"invalid": _("Use one id of /formats, or two joined with “+”, such as 137+140.")},
        help_text=_("A format that /formats lists, or two joined with “+”; it overrides the quality."),
    )
    type = ChoiceField(
        TYPES, default="video", initial="video", help_text=_("Video, audio, or both as two files.")
    )
    audio_format = ChoiceField(
        AUDIO_FORMATS,
        default="best",
        initial="best",
        help_text=_("What audio files are converted to; “best” keeps what YouTube has."),
    )
