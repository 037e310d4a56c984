"""An item: one thing to download, and all that can happen to it."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..errors import Failure, sentence
from ..providers import Expansion, ItemRequest
from .file import File, file_expiry
from .job import Job, JobQuerySet
from .platform_pause import PlatformPause
from .state import UNFINISHED, State

# More items than any job has.
FAR_AWAY = 1_000_000


def content_key(provider: str, request: ItemRequest) -> str:
    """What makes two items the same: the platform, the address, and all that was asked for."""
    wishes = {name: value for name, value in request.options.items() if value is not None}
    return hashlib.sha256(json.dumps([provider, request.url, wishes], sort_keys=True).encode()).hexdigest()


class JobItemQuerySet(models.QuerySet["JobItem"]):
    """The vocabulary for items."""

    def unfinished(self) -> Self:
        """Items that wait or run."""
        return self.filter(state__in=UNFINISHED)

    def due(self) -> Self:
        """Items that a worker may claim now; of a job that stops at its first failure the first one left."""
        # No join: an update would look at the state in a subquery, and of two at once both see the old one.
        earlier = JobItem.objects.unfinished().filter(
            job=OuterRef("job"), index__lt=OuterRef("index"), job__stops_at_first_failure=True
        )
        return self.filter(
            Q(not_before=None) | Q(not_before__lte=timezone.now()), ~Exists(earlier), state=State.PENDING
        )

    def claimable(self) -> Self:
        """Due items of platforms that let us ask."""
        return self.due().exclude(job__provider__in=PlatformPause.objects.in_force().values("provider"))

    def owned_by(self, token: uuid.UUID) -> Self:
        """The item that this token's holder runs, unless it has lost it."""
        return self.filter(token=token, state=State.PROCESSING)

    def with_expired_lease(self) -> Self:
        """Items whose runner has not been heard of for too long."""
        return self.filter(state=State.PROCESSING, lease_until__lt=timezone.now())

    def jobs_in_turn(self) -> JobQuerySet:
        """Their unfinished jobs: those with the fewest items under way first, then who waits longest."""
        return (
            Job.objects.unfinished()
            .filter(Exists(self.filter(job=OuterRef("pk"))))
            .annotate(
                running=Count("items", filter=Q(items__state=State.PROCESSING)),
                waits_since=Coalesce(Max("items__started_at"), "created_at"),
            )
            .order_by("running", "waits_since")
        )

    def cancel(self) -> None:
        """Cancel them; whoever runs one finds its token gone."""
        now = timezone.now()
        self.update(state=State.CANCELLED, token=None, lease_until=None, finished_at=now, updated_at=now)

    def add_to(self, job: Job, requests: Iterable[ItemRequest], first_index: int = 0) -> None:
        """Give the job its items, in their order. What is known to fail has failed already."""
        now = timezone.now()
        self.bulk_create(
            (
                JobItem(
                    job=job,
                    index=index,
                    url=request.url,
                    options=request.options,
                    content_key=content_key(job.provider, request),
                    title=request.title,
                    expands=request.expands,
                    state=State.FAILED if request.error else State.PENDING,
                    error_code=request.error,
                    finished_at=now if request.error else None,
                )
                for index, request in enumerate(requests, first_index)
            ),
            batch_size=500,
        )


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

    def complete(self, token: uuid.UUID, files: Iterable[File]) -> bool:
        """Publish the files and finish the item, in one step; False when it is no longer this token's."""
        with transaction.atomic():
            job = self._lock_job()
            # In one order, so that no two wait for each other's names.
            made = sorted(files, key=lambda file: file.name)
            if job is None or not self._finish(token, sum(file.size_bytes for file in made)):
                return False
            for file in made:
                file.publish()
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

    def _finish(self, token: uuid.UUID, made_bytes: int = 0) -> bool:
        arrived = Greatest(F("downloaded_bytes"), made_bytes)  # where nobody told how much it would be
        return self._let_go(
            token,
            state=State.COMPLETED,
            progress=100,
            # The last report of progress may have been one too many in its half second.
            downloaded_bytes=Coalesce(F("total_bytes"), arrived),
            finished_at=timezone.now(),
        )

    def give_way(self, token: uuid.UUID, expansion: Expansion) -> bool:
        """Put what this item stands for in its place; False when it is no longer this token's."""
        with transaction.atomic():
            job = self._lock_job()
            deleted, _rows = JobItem.objects.owned_by(token).filter(pk=self.pk).delete()
            if job and deleted:
                if not job.items.exists():
                    Job.objects.filter(pk=job.pk).update(title=expansion.title, updated_at=timezone.now())
                self._make_room(len(expansion.items))
                JobItem.objects.add_to(job, expansion.items, self.index)
                job.settle()
        return bool(deleted)

    def _make_room(self, count: int) -> None:
        """Move the later items of the job, so that `count` fit in this one's place."""
        later = JobItem.objects.filter(job=self.job_id, index__gt=self.index)
        # By way of where none is: no index may be there twice, not even in the middle of an update.
        later.update(index=F("index") + FAR_AWAY, updated_at=timezone.now())
        later.update(index=F("index") - FAR_AWAY + count - 1)

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
