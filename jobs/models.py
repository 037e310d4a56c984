"""Job, JobItem and File: their states, their transitions, their queries. Nothing about HTTP or yt-dlp.

A Job has one or more items; an item is what is claimed, retried, cancelled and counted. States change only
by conditional updates, so that of two processes only one can win; finished states are final.
"""

import hashlib
import json
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Q, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .errors import Failure, sentence
from .providers import Expansion, ItemRequest


class State(models.TextChoices):
    """What a job or an item can be."""

    PENDING = "pending", _("pending")
    PROCESSING = "processing", _("processing")
    COMPLETED = "completed", _("completed")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


UNFINISHED = (State.PENDING, State.PROCESSING)


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


def content_key(provider: str, request: ItemRequest) -> str:
    """What makes two items the same: the platform, the address, and all that was asked for."""
    wishes = {name: value for name, value in request.options.items() if value is not None}
    return hashlib.sha256(json.dumps([provider, request.url, wishes], sort_keys=True).encode()).hexdigest()


class JobQuerySet(models.QuerySet["Job"]):
    """The vocabulary for jobs."""

    def unfinished(self) -> Self:
        """Jobs that still have something to do."""
        return self.filter(state__in=UNFINISHED)

    def finished(self) -> Self:
        """Jobs in which nothing but their files can change any more."""
        return self.exclude(state__in=UNFINISHED)

    def with_claimable_items(self) -> Self:
        """Jobs an idle worker can help, those with the fewest items under way first, then the oldest."""
        return (
            self.unfinished()
            .filter(Exists(JobItem.objects.claimable().filter(job=OuterRef("pk"))))
            .annotate(running=Count("items", filter=Q(items__state=State.PROCESSING)))
            .order_by("running", "created_at")
        )


class Job(models.Model):
    """One request to download something: a video, a playlist, a batch, a story."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(_("platform"), max_length=32)
    type = models.CharField(_("type"), max_length=32)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.PENDING)
    title = models.TextField(_("title"), blank=True, default="")
    request = models.JSONField(_("request"), default=dict)
    is_collection = models.BooleanField(_("of several items"), default=False)
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
                self.items.unfinished().update(
                    state=State.CANCELLED, token=None, lease_until=None, finished_at=now, updated_at=now
                )
        self.refresh_from_db()
        return bool(cancelled)

    def add_items(self, requests: Iterable[ItemRequest]) -> None:
        """Give the job its items, in their order. What is known to fail has failed already."""
        now = timezone.now()
        JobItem.objects.bulk_create(
            (
                JobItem(
                    job=self,
                    index=index,
                    url=request.url,
                    options=request.options,
                    content_key=content_key(self.provider, request),
                    title=request.title,
                    expands=request.expands,
                    state=State.FAILED if request.error else State.PENDING,
                    error_code=request.error,
                    finished_at=now if request.error else None,
                )
                for index, request in enumerate(requests)
            ),
            batch_size=500,
        )

    def settle(self) -> None:
        """Finish the job if none of its items is unfinished. Call it with the job's row locked."""
        if self.items.unfinished().exists():
            return
        any_completed = self.items.filter(state=State.COMPLETED).exists()
        now = timezone.now()
        Job.objects.unfinished().filter(pk=self.pk).update(
            state=State.COMPLETED if any_completed else State.FAILED, finished_at=now, updated_at=now
        )

    def numbers(self) -> JobNumbers:
        """What the items add up to, in one query; what still has to be expanded is none."""
        sums = self.items.filter(expands=False).aggregate(
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


class JobItemQuerySet(models.QuerySet["JobItem"]):
    """The vocabulary for items."""

    def unfinished(self) -> Self:
        """Items that wait or run."""
        return self.filter(state__in=UNFINISHED)

    def due(self) -> Self:
        """Items that a worker may claim now."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=timezone.now()), state=State.PENDING)

    def claimable(self) -> Self:
        """Due items of platforms that let us ask."""
        return self.due().exclude(job__provider__in=PlatformPause.objects.in_force().values("provider"))

    def owned_by(self, token: uuid.UUID) -> Self:
        """The item that this token's holder runs, unless it has lost it."""
        return self.filter(token=token, state=State.PROCESSING)

    def with_expired_lease(self) -> Self:
        """Items whose runner has not been heard of for too long."""
        return self.filter(state=State.PROCESSING, lease_until__lt=timezone.now())


class JobItem(models.Model):
    """One thing to download. Whoever holds its `token` runs it, until `lease_until`."""

    LEASE = timedelta(seconds=45)
    MAX_ATTEMPTS = 3
    MAX_DEATHS = 5

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items", verbose_name=_("job"))
    index = models.PositiveIntegerField(_("index"))
    url = models.TextField(_("address"))
    options = models.JSONField(_("options"), default=dict)
    # The same for items that make the same of the same.
    content_key = models.CharField(max_length=64, editable=False, default="")
    title = models.TextField(_("title"), blank=True, default="")
    expands = models.BooleanField(_("stands for others"), default=False)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.PENDING)

    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    downloaded_bytes = models.BigIntegerField(_("bytes downloaded"), default=0)
    total_bytes = models.BigIntegerField(_("bytes in all"), null=True, blank=True)
    speed_bytes = models.BigIntegerField(_("bytes a second"), null=True, blank=True)
    eta_seconds = models.BigIntegerField(_("seconds left"), null=True, blank=True)

    error_code = models.CharField(_("error"), max_length=32, null=True, blank=True)
    error_details = models.JSONField(_("error details"), default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    deaths = models.PositiveSmallIntegerField(_("deaths without progress"), default=0)
    bytes_at_death = models.BigIntegerField(default=0, editable=False)

    token = models.UUIDField(null=True, editable=False)
    machine = models.CharField(_("machine"), max_length=64, blank=True, default="")
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)

    objects = JobItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["job", "index"], name="item_index_in_job")]
        indexes = [
            models.Index(fields=["job", "state"], name="item_job_state"),
            models.Index(fields=["content_key"], name="item_content", condition=Q(state=State.COMPLETED)),
            models.Index(fields=["updated_at"], name="item_updated"),
            # Claiming and recovering look only at the few that are unfinished.
            models.Index(
                fields=["state", "lease_until"], name="item_unfinished", condition=Q(state__in=UNFINISHED)
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def error(self) -> str | None:
        """The sentence for the item's error, in the language now active."""
        return sentence(self.error_code, self.error_details) if self.error_code else None

    def claim(self, token: uuid.UUID, machine: str) -> bool:
        """Make the item ours; False when another worker was quicker."""
        now = timezone.now()
        with transaction.atomic():
            # The job before its item, as everywhere (see `_lock_job`).
            Job.objects.filter(pk=self.job_id, state=State.PENDING).update(
                state=State.PROCESSING, updated_at=now
            )
            claimed = (
                JobItem.objects.due()
                .filter(pk=self.pk)
                .update(
                    state=State.PROCESSING,
                    token=token,
                    machine=machine,
                    lease_until=now + self.LEASE,
                    started_at=now,
                    updated_at=now,
                    error_code=None,
                    error_details={},
                )
            )
        return bool(claimed)

    def renew(self, token: uuid.UUID) -> bool:
        """Prolong the lease; False when the item is no longer this token's."""
        renewed = JobItem.objects.owned_by(token).filter(pk=self.pk)
        return bool(renewed.update(lease_until=timezone.now() + self.LEASE))

    def report(self, token: uuid.UUID, **numbers: int | None) -> bool:
        """Write progress, which never falls; False when the item is no longer this token's."""
        progress = Greatest(F("progress"), min(99, numbers.pop("progress") or 0))
        owned = JobItem.objects.owned_by(token).filter(pk=self.pk)
        return bool(owned.update(progress=progress, updated_at=timezone.now(), **numbers))

    def name_it(self, token: uuid.UUID, title: str) -> None:
        """Record the title that the platform gives; a job of one item takes it too."""
        alone = ~Exists(JobItem.objects.filter(job=OuterRef("pk")).exclude(pk=self.pk))
        owned = JobItem.objects.owned_by(token).filter(pk=self.pk)
        with transaction.atomic():
            self._lock_job()
            if owned.update(title=title, updated_at=timezone.now()):
                Job.objects.filter(alone, pk=self.job_id, title="").update(title=title)

    def complete(self, token: uuid.UUID, files: Iterable["File"]) -> bool:
        """Publish the files and finish the item, in one step; False when it is no longer this token's."""
        with transaction.atomic():
            job = self._lock_job()
            if job is None or not self._finish(token):
                return False
            for file in files:
                file.save(force_insert=True)
                file.items.add(self)
            job.settle()
        return True

    def twin(self) -> "JobItem | None":
        """The latest item that has made the same of the same, and whose files are still there."""
        made = JobItem.objects.filter(content_key=self.content_key, state=State.COMPLETED)
        return (
            made.filter(Exists(File.objects.fetchable().filter(items=OuterRef("pk"))))
            .order_by("-finished_at")
            .first()
        )

    def complete_as(self, twin: "JobItem", token: uuid.UUID) -> bool:
        """Share another item's files, which live as long as the last that has them, and finish the item.

        False when the files have just expired, or the item is no longer this token's.
        """
        with transaction.atomic():
            job = self._lock_job()
            prolonged = twin.files.fetchable().update(expires_at=Greatest(F("expires_at"), file_expiry()))
            if prolonged < twin.files.count() or job is None or not self._finish(token):
                return False
            self.files.set(twin.files.all())
            job.settle()
        return True

    def _finish(self, token: uuid.UUID) -> bool:
        return self._let_go(
            token,
            state=State.COMPLETED,
            progress=100,
            # The last report of progress may have been one too many in its half second.
            downloaded_bytes=Coalesce(F("total_bytes"), F("downloaded_bytes")),
            finished_at=timezone.now(),
        )

    def give_way(self, token: uuid.UUID, expansion: Expansion) -> bool:
        """Put what this item stands for in its place; False when it is no longer this token's."""
        with transaction.atomic():
            job = self._lock_job()
            deleted, _rows = JobItem.objects.owned_by(token).filter(pk=self.pk).delete()
            if job and deleted:
                job.add_items(expansion.items)
                Job.objects.filter(pk=job.pk).update(title=expansion.title, updated_at=timezone.now())
                job.settle()
        return bool(deleted)

    def fail(self, token: uuid.UUID, failure: Failure, retry_in: timedelta | None) -> bool:
        """Record a failed attempt: back to pending after `retry_in`, or failed for good where it is None."""
        with transaction.atomic():
            job = self._lock_job()
            failed = self._let_go(
                token,
                state=State.FAILED if retry_in is None else State.PENDING,
                attempts=F("attempts") + 1,
                error_code=failure.code.value,
                error_details={name: str(value) for name, value in failure.details.items()},
                not_before=None if retry_in is None else timezone.now() + retry_in,
                finished_at=timezone.now() if retry_in is None else None,
            )
            if job and failed:
                job.settle()
        return failed

    def release(self, token: uuid.UUID) -> bool:
        """Give the item back unharmed, because its worker stops."""
        return self._let_go(token, state=State.PENDING)

    def bury(self, token: uuid.UUID, given_up: Failure) -> bool:
        """Record that the runner died: back to pending, unless it dies again and again without a new byte."""
        gained = self.downloaded_bytes > self.bytes_at_death
        deaths = 1 if gained else self.deaths + 1
        self._remember_death(token, deaths)
        if deaths >= self.MAX_DEATHS:
            return self.fail(token, given_up, retry_in=None)
        return self.release(token)

    def _lock_job(self) -> Job | None:
        """Call it before any change to the item that touches the job as well.

        Who locks the one and then the other in different orders ends up waiting for each other for ever.
        """
        return Job.objects.select_for_update().filter(pk=self.job_id).first()

    def _remember_death(self, token: uuid.UUID, deaths: int) -> None:
        JobItem.objects.owned_by(token).filter(pk=self.pk).update(
            deaths=deaths, bytes_at_death=self.downloaded_bytes
        )

    def _let_go(self, token: uuid.UUID, **changes: Any) -> bool:
        owned = JobItem.objects.owned_by(token).filter(pk=self.pk)
        return bool(
            owned.update(
                token=None,
                lease_until=None,
                speed_bytes=None,
                eta_seconds=None,
                updated_at=timezone.now(),
                **changes,
            )
        )


class FileQuerySet(models.QuerySet["File"]):
    """The vocabulary for files."""

    def update(self, **changes: Any) -> int:
        """Also moves `updated_at` of the jobs that have the files: what is told of them changes."""
        with transaction.atomic():
            Job.objects.filter(items__files__in=self.values("pk")).update(updated_at=timezone.now())
            return super().update(**changes)

    def alive(self) -> Self:
        """Files whose bytes are there."""
        return self.filter(deleted_at=None)

    def expired(self) -> Self:
        """Files whose time is over and whose bytes are still there."""
        return self.alive().filter(expires_at__lte=timezone.now())

    def only_of(self, job: Job) -> Self:
        """Files of this job that no other job has."""
        of_others = JobItem.objects.filter(files=OuterRef("pk")).exclude(job=job)
        return self.filter(~Exists(of_others), items__job=job).distinct()

    def forgotten(self) -> Self:
        """Rows of deleted files that nobody needs to be told about any more."""
        return self.filter(deleted_at__lte=timezone.now() - File.ROW_KEPT)

    def fetchable(self) -> Self:
        """Files that can be downloaded now."""
        return self.alive().filter(expires_at__gt=timezone.now())

    def of(self, job: Job) -> Self:
        """Files of this job, in the order of its items."""
        return (
            self.filter(items__job=job)
            .annotate(item_index=models.Min("items__index"))
            .order_by("item_index", "created_at", "pk")
        )

    def named(self, name: str) -> "File | None":
        """The living file of this name, else the last that had it."""
        if "\0" in name:
            return None  # PostgreSQL would not even look for it
        newest_first = (F("deleted_at").desc(nulls_first=True), "-created_at")
        return self.filter(name=unicodedata.normalize("NFC", name)).order_by(*newest_first).first()


def file_expiry() -> datetime:
    """When a file published now expires."""
    return timezone.now() + timedelta(minutes=settings.FILE_RETENTION_MINUTES)


class File(models.Model):
    """Finished content under a name. Its key in storage is its id; no name ever becomes a path.

    The row outlives the bytes by 30 days, so that an expired file is told from an unknown one.
    """

    ROW_KEPT = timedelta(days=30)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    items = models.ManyToManyField(JobItem, related_name="files", verbose_name=_("items"))
    size_bytes = models.BigIntegerField(_("size"))
    content_type = models.CharField(_("type"), max_length=100)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    duration_seconds = models.FloatField(_("duration"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), default=file_expiry, db_index=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(deleted_at=None), name="file_name_alive"),
        ]
        indexes = [models.Index(fields=["name"], name="file_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def resolution(self) -> str | None:
        """As `1920x1080`; None for sound."""
        return f"{self.width}x{self.height}" if self.width and self.height else None

    @property
    def is_fetchable(self) -> bool:
        """Whether it can be downloaded now."""
        return self.deleted_at is None and self.expires_at > timezone.now()


class PlatformPauseQuerySet(models.QuerySet["PlatformPause"]):
    """The vocabulary for pauses."""

    def in_force(self) -> Self:
        """Pauses that are not over."""
        return self.filter(until__gt=timezone.now())

    def prolong(self, provider: str, until: datetime) -> None:
        """Pause the platform until then at least: a longer pause stays."""
        self.get_or_create(provider=provider, defaults={"until": until})
        self.filter(provider=provider, until__lt=until).update(until=until)


class PlatformPause(models.Model):
    """A platform that told us to slow down: nobody asks it for anything until then."""

    provider = models.CharField(_("platform"), max_length=32, primary_key=True)
    until = models.DateTimeField(_("until"))

    objects = PlatformPauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("platform pause")
        verbose_name_plural = _("platform pauses")

    def __str__(self) -> str:
        return f"{self.provider}: {self.until:%H:%M:%S}"


class DeletedJob(models.Model):
    """A job that is no more: whoever watches the jobs is told so."""

    KEPT = timedelta(hours=1)

    job_id = models.UUIDField(primary_key=True)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.job_id)


class IdempotencyKey(models.Model):
    """A client's key for a request that created a job, and how that was answered."""

    KEPT = timedelta(hours=24)

    key = models.CharField(max_length=255, primary_key=True)
    request_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.key
