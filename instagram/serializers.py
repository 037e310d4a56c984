"""What the endpoints for Instagram's downloads take and tell."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from jobs.models import File, Job, State
from jobs.reports import JobReport
from jobs.serializers import (
    AcceptedSerializer,
    FileSerializer,
    JobStatusSerializer,
    SeveralItemsStatusSerializer,
)
from jobs.validation import AddressField, ChoiceField, LineField

from .addresses import parse_post, parse_username
from .renditions import CAPS
from .wishes import Make

MAX_BATCH = 20
BYTES_IN_MB = 1 << 20
POST_TYPES = [Make.MEDIA, Make.VIDEO_ONLY, Make.IMAGE_ONLY, Make.METADATA]
QUALITIES = list(CAPS)
REEL_TYPES = ["video", "audio_only"]
AUDIO_FORMATS = ["best", "mp3", "m4a"]
STORY_FORMATS = ["individual", "zip"]
BATCH_TYPES = ["post", "reel", "story"]
# Of a file, by what its content type begins with.
MEDIA_TYPES = {
    "image/": "image",
    "video/": "video",
    "audio/": "audio",
    "application/zip": "zip",
    "application/json": "metadata",
}


def post_link(text: str) -> str:
    """The canonical link of a post or reel. Raises Failure."""
    return parse_post(text).canonical


# --- What is taken ---------------------------------------------------------------------------------


class QualitySerializer(serializers.Serializer[Any]):
    """The part that all bodies have."""

    quality = ChoiceField(
        QUALITIES,
        default="best",
        initial="best",
        help_text=_("The best there is, or the largest of about this size; for images too."),
    )


class PostDownloadSerializer(QualitySerializer):
    """The body of POST /instagram/download/post."""

    url = AddressField(post_link, help_text=_("The link of a post, or its shortcode."))
    download_type = ChoiceField(
        POST_TYPES,
        default=Make.MEDIA.value,
        initial=Make.MEDIA.value,
        help_text=_("All media, only the videos, only the images, or only what is told of the post."),
    )
    include_metadata = serializers.BooleanField(
        default=True, initial=True, help_text=_("Add a JSON file with what is told of the post.")
    )


class ReelDownloadSerializer(QualitySerializer):
    """The body of POST /instagram/download/reel."""

    url = AddressField(post_link, help_text=_("The link of a reel, or its shortcode."))
    download_type = ChoiceField(
        REEL_TYPES, default="video", initial="video", help_text=_("The video, or its sound alone.")
    )
    audio_format = ChoiceField(
        AUDIO_FORMATS,
        default="best",
        initial="best",
        help_text=_("What sound is converted to; “best” keeps what Instagram has."),
    )


class StoryDownloadSerializer(QualitySerializer):
    """The body of POST /instagram/download/story."""

    username = AddressField(parse_username, help_text=_("Whose stories: a name, or the link of a profile."))
    format = ChoiceField(
        STORY_FORMATS,
        default="individual",
        initial="individual",
        help_text=_("Each story as a file of its own, or all of them in one ZIP."),
    )


class CarouselDownloadSerializer(QualitySerializer):
    """The body of POST /instagram/download/carousel."""

    url = AddressField(post_link, help_text=_("The link of a post with several images or videos."))
    include_metadata = serializers.BooleanField(
        default=True, initial=True, help_text=_("Put a metadata.json into the ZIP.")
    )


class BatchItemSerializer(serializers.Serializer[Any]):
    """One thing of a batch."""

    url = LineField(help_text=_("The link of a post or reel; for stories a name or the link of a profile."))
    type = ChoiceField(BATCH_TYPES, help_text=_("What it is the link of."))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The `url` is canonical then: a link, or of a story the name. Raises ValidationError."""
        field = AddressField(parse_username if attrs["type"] == "story" else post_link)
        try:
            return {**attrs, "url": field.to_internal_value(attrs["url"])}
        except serializers.ValidationError as error:
            raise serializers.ValidationError({"url": error.detail}) from error


class InstagramBatchSerializer(QualitySerializer):
    """The body of POST /instagram/download/batch."""

    items = serializers.ListField(
        child=BatchItemSerializer(),
        min_length=1,
        max_length=MAX_BATCH,
        help_text=_("1 to 20 posts, reels or people whose stories are wanted."),
    )
    continue_on_error = serializers.BooleanField(
        default=True,
        initial=True,
        help_text=_("If false, they are downloaded one after the other, and the first failure ends it."),
    )


# --- What is answered ------------------------------------------------------------------------------


class InstagramAcceptedSerializer(AcceptedSerializer):
    """A job that was accepted, with where Instagram's part of the API tells of it."""

    def get_status_url(self, job: Job) -> str:
        """Where to ask how far it is."""
        return f"/instagram/status/{job.pk}"


class PostAcceptedSerializer(InstagramAcceptedSerializer):
    """A post's download."""

    sentence = _("Post download started. Use /instagram/status/{job_id} to check progress.")


class ReelAcceptedSerializer(InstagramAcceptedSerializer):
    """A reel's download."""

    sentence = _("Reel download started. Use /instagram/status/{job_id} to check progress.")


class StoryAcceptedSerializer(InstagramAcceptedSerializer):
    """A download of stories."""

    sentence = _("Story download started. Use /instagram/status/{job_id} to check progress.")


class CarouselAcceptedSerializer(InstagramAcceptedSerializer):
    """A carousel's download."""

    sentence = _("Carousel download started as ZIP. Use /instagram/status/{job_id} to check progress.")


@extend_schema_serializer(component_name="InstagramBatchAccepted")
class BatchAcceptedSerializer(InstagramAcceptedSerializer):
    """A batch that was accepted."""

    sentence = _("Batch download started. Use /instagram/status/{job_id} to check progress.")

    total_items = serializers.IntegerField(source="items.count")


class InstagramFileSerializer(FileSerializer):
    """A finished file, and what kind it is."""

    size_mb = serializers.SerializerMethodField(help_text=_("The same in units of 1,048,576 bytes."))
    media_type = serializers.SerializerMethodField()

    def get_size_mb(self, file: File) -> float:
        """With two digits."""
        return round(file.size_bytes / BYTES_IN_MB, 2)

    @extend_schema_field(serializers.ChoiceField([*MEDIA_TYPES.values(), "other"]))
    def get_media_type(self, file: File) -> str:
        """In a word."""
        kinds = (word for start, word in MEDIA_TYPES.items() if file.content_type.startswith(start))
        return next(kinds, "other")

    def get_download_url(self, file: File) -> str:
        """Where it can be fetched."""
        return f"/instagram/download/file/{file.name}"


_MESSAGES: dict[str, Promise] = {
    State.PENDING: _("The download is waiting for its turn."),
    State.PROCESSING: _("The download is under way."),
    State.COMPLETED: _("The download is finished. Its files are in “files” until they expire."),
    State.FAILED: _("The download has failed. “error” tells why."),
    State.CANCELLED: _("The download was cancelled."),
}


class InstagramStatusSerializer(JobStatusSerializer):
    """A job in full, in Instagram's part of the API."""

    files = InstagramFileSerializer(many=True, help_text=_("The files that can be fetched, in pages."))
    message = serializers.SerializerMethodField(help_text=_("How it stands, in a sentence."))
    file_count = serializers.IntegerField(source="files_count")

    def get_message(self, report: JobReport) -> str:
        """For people."""
        return str(_MESSAGES[report.job.state])


# The schema describes every status with it, so what a single job has not is not required.
@extend_schema_serializer(component_name="InstagramJobStatus")
class InstagramSeveralItemsStatusSerializer(InstagramStatusSerializer, SeveralItemsStatusSerializer):
    """A job in full, and of a job of several items each of these."""
