"""A job: one request, whose state and numbers follow from its items."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Avg, Count, Max, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .state import UNFINISHED, State


@dataclass(frozen=True)
class JobNumbers:
    """What a job's items add up to. `progress` is 0–100; `speed_bytes` is per second."""

    total: int
    completed: int
    failed: int
    unfinished: int
    progress: int
    downloaded_bytes: int
    total_bytes: int | None
    speed_bytes: int | None
    eta_seconds: int | None
    updated_at: datetime


class JobQuerySet(models.QuerySet["Job"]):
    """The vocabulary for jobs."""

    def unfinished(self) -> Self:
        """Jobs that still have something to do."""
        return self.filter(state__in=UNFINISHED)

    def finished(self) -> Self:
        """Jobs in which nothing but their files can change any more."""
        return self.exclude(state__in=UNFINISHED)


class Job(models.Model):
    """One request to download something: a video, a playlist, a batch, a story."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(_("platform"), max_length=32)
    type = models.CharField(_("type"), max_length=32)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.PENDING)
    title = models.TextField(_("title"), blank=True, default="")
    request = models.JSONField(_("request"), default=dict)
    is_collection = models.BooleanField(_("of several items"), default=False)
    # Its items are downloaded one after the other, in their order.
    stops_at_first_failure = models.BooleanField(_("stops at the first failure"), default=False)
    retry_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="retries",
        verbose_name=_("retry of"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="job_newest"),
            models.Index(fields=["state", "-created_at", "-id"], name="job_state_newest"),
            models.Index(fields=["type", "-created_at", "-id"], name="job_type_newest"),
            models.Index(fields=["type", "state", "-created_at", "-id"], name="job_type_state_newest"),
            # The smallest thing with an entry for each job: SQLite reads it to count them all.
            models.Index(fields=["is_collection"], name="job_count"),
            models.Index(fields=["updated_at"], name="job_updated"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.id)

    @property
    def is_finished(self) -> bool:
        """Whether nothing can change any more."""
        return self.state not in UNFINISHED

    def cancel(self) -> bool:
        """Cancel the job and all that is unfinished in it; False when it has already finished."""
        now = timezone.now()
        with transaction.atomic():
            cancelled = (
                Job.objects.unfinished()
                .filter(pk=self.pk)
                .update(state=State.CANCELLED, cancelled_at=now, finished_at=now, updated_at=now)
            )
            if cancelled:
                self.items.unfinished().cancel()
        self.refresh_from_db()
        return bool(cancelled)

    def settle(self) -> None:
        """Finish the job if none of its items is unfinished. Call it with the job's row locked."""
        if self.stops_at_first_failure and self.items.filter(state=State.FAILED).exists():
            self.items.unfinished().cancel()
        if self.items.unfinished().exists():
            return
        any_completed = self.items.filter(state=State.COMPLETED).exists()
        now = timezone.now()
        Job.objects.unfinished().filter(pk=self.pk).update(
            state=State.COMPLETED if any_completed else State.FAILED, finished_at=now, updated_at=now
        )

    def numbers(self) -> JobNumbers:
        """What the items add up to, in one query; what still has to be expanded is none."""
        sums = self.items.filter(Q(expands=False) | Q(state=State.FAILED)).aggregate(
            total=Count("pk"),
            completed=Count("pk", filter=Q(state=State.COMPLETED)),
            failed=Count("pk", filter=Q(state=State.FAILED)),
            unfinished=Count("pk", filter=Q(state__in=UNFINISHED)),
            progress=Avg("progress"),
            downloaded_bytes=Sum("downloaded_bytes"),
            # A sum that leaves out unknown totals would be a lie.
            unknown=Count("pk", filter=Q(total_bytes=None)),
            total_bytes=Sum("total_bytes"),
            speed_bytes=Sum("speed_bytes", filter=Q(state=State.PROCESSING)),
            eta_seconds=Max("eta_seconds", filter=Q(state=State.PROCESSING)),
            updated_at=Max("updated_at"),
        )
        if sums.pop("unknown"):
            sums["total_bytes"] = None
        return JobNumbers(
            **sums
            | {
                "progress": self.progress_from(sums["progress"]),
                "downloaded_bytes": sums["downloaded_bytes"] or 0,
                "updated_at": max(self.updated_at, sums["updated_at"] or self.updated_at),
            }
        )

    def progress_from(self, average: float | None) -> int:
        """The job's progress, 0–100, for its items' average: 100 only once all can be fetched."""
        return 100 if self.state == State.COMPLETED else min(99, int(average or 0))
