"""What the endpoints for jobs take and tell, field by field; the API's words for the models' fields."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from . import storage
from .models import File, Job, JobItem, State
from .providers import job_types
from .reports import JobReport, JobSummary
from .schema import ERROR_CODES
from .validation import ChoiceField

# The largest number that every database takes.
MAX_SKIP = 2**31 - 1


class JobListQuery(serializers.Serializer[Any]):
    """The parameters of GET /jobs."""

    skip = serializers.IntegerField(
        default=0, min_value=0, max_value=MAX_SKIP, help_text=_("How many jobs to leave out, newest first.")
    )
    limit = serializers.IntegerField(
        default=10, min_value=1, max_value=100, help_text=_("How many jobs to return.")
    )
    status = ChoiceField(
        State.choices, source="state", required=False, help_text=_("Only jobs with this status.")
    )
    type = ChoiceField([], required=False, help_text=_("Only jobs of this type."))

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The fields; which types there are depends on the platforms installed."""
        fields = super().get_fields()
        fields["type"].choices = job_types()  # type: ignore[attr-defined]
        return fields


class StatusQuery(serializers.Serializer[Any]):
    """The parameters of GET /status: which part of long lists to show."""

    items_skip = serializers.IntegerField(
        default=0,
        min_value=0,
        max_value=MAX_SKIP,
        help_text=_("How many entries of `items`, `errors` and `files` to leave out."),
    )
    items_limit = serializers.IntegerField(
        default=100,
        min_value=1,
        max_value=500,
        help_text=_("How many entries of `items`, `errors` and `files` to return."),
    )


class FileSerializer(serializers.Serializer[File]):
    """A finished file."""

    filename = serializers.CharField(source="name")
    path = serializers.SerializerMethodField(help_text=_("Where it is in the server's data folder."))
    size = serializers.IntegerField(source="size_bytes", help_text=_("Bytes."))
    download_url = serializers.SerializerMethodField(help_text=_("Not percent-encoded."))
    content_type = serializers.CharField()
    resolution = serializers.CharField(allow_null=True, help_text=_("Such as `1920x1080`; null for sound."))
    duration = serializers.FloatField(source="duration_seconds", allow_null=True, help_text=_("Seconds."))
    expires_at = serializers.DateTimeField(help_text=_("When it is deleted."))

    def get_path(self, file: File) -> str:
        """Relative to `DATA_DIR`."""
        return storage.relative_path(file.pk)

    def get_download_url(self, file: File) -> str:
        """Where it can be fetched."""
        return f"/download/file/{file.name}"


class ItemSerializer(serializers.Serializer[JobItem]):
    """One of a job's several items."""

    index = serializers.IntegerField()
    url = serializers.CharField()
    title = serializers.SerializerMethodField()
    status = serializers.ChoiceField(State.choices, source="state")
    progress = serializers.IntegerField(min_value=0, max_value=100)
    error = serializers.CharField(
        allow_null=True, help_text=_("Why it failed; while it is pending, why its last attempt did.")
    )
    error_code = serializers.ChoiceField(ERROR_CODES, allow_null=True)

    def get_title(self, item: JobItem) -> str | None:
        """Null until the platform has told it."""
        return item.title or None


class JobStatusSerializer(serializers.Serializer[JobReport]):
    """A job in full."""

    job_id = serializers.UUIDField(source="job.pk")
    status = serializers.ChoiceField(State.choices, source="job.state")
    progress = serializers.IntegerField(
        source="numbers.progress",
        min_value=0,
        max_value=100,
        help_text=_("Never falls, and reaches 100 only when the files can be fetched."),
    )
    files = FileSerializer(many=True, help_text=_("The files that can be fetched, in pages."))
    error = serializers.CharField(source="failure.error", allow_null=True)
    title = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(source="job.created_at")
    type = serializers.CharField(source="job.type")
    error_code = serializers.ChoiceField(ERROR_CODES, source="failure.error_code", allow_null=True)
    updated_at = serializers.DateTimeField(source="numbers.updated_at")
    expires_at = serializers.DateTimeField(
        allow_null=True, help_text=_("When the first of the files is deleted; null without files.")
    )
    speed = serializers.IntegerField(
        source="numbers.speed_bytes", allow_null=True, help_text=_("Bytes a second.")
    )
    eta = serializers.IntegerField(
        source="numbers.eta_seconds", allow_null=True, help_text=_("Seconds left.")
    )
    waiting_until = serializers.DateTimeField(
        source="wait.until",
        allow_null=True,
        help_text=_("When the next attempt may be made; null while nothing has to wait."),
    )
    waiting_reason = serializers.CharField(
        source="wait.reason", allow_null=True, help_text=_("What the next attempt waits for.")
    )
    downloaded_bytes = serializers.IntegerField(source="numbers.downloaded_bytes")
    total_bytes = serializers.IntegerField(
        source="numbers.total_bytes", allow_null=True, help_text=_("Null while it is not known of all items.")
    )
    files_count = serializers.IntegerField()

    def get_title(self, report: JobReport) -> str | None:
        """Null until the platform has told it."""
        return report.job.title or None


# The schema describes every status with it, so what a single job has not is not required.
@extend_schema_serializer(component_name="JobStatus")
class SeveralItemsStatusSerializer(JobStatusSerializer):
    """A job in full, and of a job of several items each of these."""

    total_items = serializers.IntegerField(source="numbers.total", required=False)
    completed_count = serializers.IntegerField(source="numbers.completed", required=False)
    items = ItemSerializer(many=True, required=False, help_text=_("In pages."))
    errors = ItemSerializer(  # type: ignore[assignment]
        many=True, required=False, help_text=_("The items that failed, in pages.")
    )


class JobSummarySerializer(serializers.Serializer[JobSummary]):
    """A job in short."""

    job_id = serializers.UUIDField(source="job.pk")
    status = serializers.ChoiceField(State.choices, source="job.state")
    type = serializers.CharField(source="job.type")
    progress = serializers.IntegerField(min_value=0, max_value=100)
    created_at = serializers.DateTimeField(source="job.created_at")
    files_count = serializers.IntegerField(help_text=_("How many files can be fetched."))
    error_count = serializers.IntegerField(source="failed", help_text=_("How many items failed."))
    title = serializers.SerializerMethodField()
    total_urls = serializers.IntegerField(source="total", help_text=_("How many items it has."))
    completed_count = serializers.IntegerField(source="completed", help_text=_("How many are completed."))

    def get_title(self, summary: JobSummary) -> str | None:
        """Null until the platform has told it, and for jobs of several items."""
        return summary.job.title or None


@extend_schema_serializer(many=False)
class JobListSerializer(serializers.Serializer[Any]):
    """A page of all jobs, the newest first."""

    total = serializers.IntegerField(help_text=_("How many jobs there are under these filters."))
    skip = serializers.IntegerField()
    limit = serializers.IntegerField()
    jobs = JobSummarySerializer(many=True)
    has_more = serializers.BooleanField()


class AcceptedSerializer(serializers.Serializer[Job]):
    """A job that was accepted. Endpoints that say it with other words have a subclass."""

    sentence: ClassVar[Promise] = _("Download started. Use /status/{job_id} to check progress.")

    job_id = serializers.UUIDField(source="pk")
    status = serializers.ChoiceField(State.choices, source="state")
    message = serializers.SerializerMethodField()
    status_url = serializers.SerializerMethodField()

    def get_message(self, job: Job) -> str:
        """What to do next."""
        return str(self.sentence)

    def get_status_url(self, job: Job) -> str:
        """Where to ask how far it is."""
        return f"/status/{job.pk}"


class RetriedSerializer(AcceptedSerializer):
    """A job that does again what another one did not achieve."""

    retry_of = serializers.UUIDField(source="retry_of_id")


class CancelledSerializer(serializers.Serializer[Job]):
    """A job that was cancelled."""

    job_id = serializers.UUIDField(source="pk")
    status = serializers.ChoiceField(State.choices, source="state")
    message = serializers.SerializerMethodField()
    cancelled_at = serializers.DateTimeField()

    def get_message(self, job: Job) -> str:
        """What happened."""
        return gettext("Download job has been cancelled")


class DeletedSerializer(serializers.Serializer[Any]):
    """A job that is no more."""

    job_id = serializers.UUIDField()
    deleted = serializers.BooleanField()
