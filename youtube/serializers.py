"""What the endpoints for YouTube take."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from jobs.errors import Failure
from jobs.serializers import AcceptedSerializer
from jobs.validation import ChoiceField, LineField

from .addresses import parse_playlist, parse_video
from .formats import HEIGHTS

MAX_BATCH = 10
MAX_SELECTED = 5000
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


class PlaylistField(LineField):
    """The link of a playlist or channel as people paste it → the canonical one."""

    def to_internal_value(self, data: Any) -> str:
        """Raises ValidationError with a code of the table."""
        link = super().to_internal_value(data)
        try:
            return parse_playlist(link).canonical
        except Failure as failure:
            raise serializers.ValidationError(str(failure), code=failure.code) from failure


class WishSerializer(serializers.Serializer[Any]):
    """What to make of a video, in the body of every download."""

    quality = ChoiceField(
        QUALITIES,
        default="best",
        initial="best",  # what the browsable API's form begins with
        help_text=_("A preset: the best or the worst there is, up to this height, or sound alone."),
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


class ExactWishSerializer(WishSerializer):
    """A wish that may name the very format."""

    format_id = serializers.RegexField(
        FORMAT_ID,
        allow_null=True,
        default=None,
        initial=None,
        error_messages={"invalid": _("Use one id of /formats, or two joined with “+”, such as 137+140.")},
        help_text=_("A format that /formats lists, or two joined with “+”; it overrides the quality."),
    )


class SingleDownloadSerializer(ExactWishSerializer):
    """The body of POST /download/single."""

    url = VideoField(help_text=_("The link of a YouTube video."))


class PlaylistDownloadSerializer(ExactWishSerializer):
    """The body of POST /download/playlist/all."""

    url = PlaylistField(help_text=_("The link of a YouTube playlist or channel."))


class PlaylistSelectionSerializer(WishSerializer):
    """The body of POST /download/playlist/select."""

    url = PlaylistField(help_text=_("The link of a YouTube playlist or channel."))
    video_indices = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=2**31 - 1),
        min_length=1,
        max_length=MAX_SELECTED,
        help_text=_("Which entries, counted from 0 as /download/playlist/info does."),
    )

    def validate_video_indices(self, indices: list[int]) -> list[int]:
        """Raises ValidationError for an index that is there twice."""
        if len(set(indices)) < len(indices):
            raise serializers.ValidationError(_("Name each index only once."))
        return indices


class BatchDownloadSerializer(WishSerializer):
    """The body of POST /download/batch."""

    urls = serializers.ListField(
        child=VideoField(),
        min_length=1,
        max_length=MAX_BATCH,
        help_text=_("The links of 1 to 10 YouTube videos."),
    )


class BatchAcceptedSerializer(AcceptedSerializer):
    """A batch that was accepted."""

    sentence = _("Batch download started. Use /status/{job_id} to check progress.")

    total_urls = serializers.IntegerField(source="items.count")
