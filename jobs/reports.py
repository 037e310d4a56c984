"""What is told of jobs: one in full (/status), a page of them in short (/jobs); each in a few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Avg, Count, F, Min, Q, QuerySet
from django.utils import timezone

from .errors import Code, sentence
from .models import File, Job, JobItem, JobNumbers, PlatformPause, State


@dataclass(frozen=True)
class Wait:
    """Nothing of a job may be tried before `until`; `reason` is a sentence in the language now active."""

    until: datetime
    reason: str | None


@dataclass(frozen=True)
class JobReport:
    """A job in full; of its `items`, `errors` and `files` those on the page.

    All is read after the job's row, so a job that is said to be completed has its files.
    """

    job: Job
    page: slice

    @cached_property
    def numbers(self) -> JobNumbers:
        """What the items add up to."""
        return self.job.numbers()

    @property
    def has_several_items(self) -> bool:
        """False where the only item is told as the job itself."""
        return self.job.is_collection

    @cached_property
    def failure(self) -> JobItem | None:
        """The first item that failed, if the whole job did."""
        return self._failed_items.first() if self.job.state == State.FAILED else None

    @property
    def items(self) -> QuerySet[JobItem]:
        """In their order."""
        return self.job.items.filter(Q(expands=False) | Q(state=State.FAILED))[self.page]

    @property
    def errors(self) -> QuerySet[JobItem]:
        """The items that failed."""
        return self._failed_items[self.page]

    @property
    def files(self) -> QuerySet[File]:
        """Those that can be downloaded now, in the order of the items."""
        return self._files[self.page]

    @property
    def files_count(self) -> int:
        """How many can be downloaded now."""
        return int(self._files_summary["count"])

    @property
    def expires_at(self) -> datetime | None:
        """When the first of the files expires."""
        first: datetime | None = self._files_summary["expires_at"]
        return first

    @cached_property
    def wait(self) -> Wait | None:
        """What an unfinished job waits for, where that is not a worker."""
        pending = self.job.items.filter(state=State.PENDING)
        if self.job.is_finished or self.job.items.filter(state=State.PROCESSING).exists():
            return None
        first = pending.order_by(F("not_before").asc(nulls_first=True), "index").first()
        pause = PlatformPause.objects.in_force().filter(provider=self.job.provider).first()
        waits = [Wait(pause.until, sentence(Code.UPSTREAM_BLOCKED))] if pause else []
        if first and first.not_before and first.not_before > timezone.now():
            waits.append(Wait(first.not_before, first.error))
        return max(waits, key=lambda wait: wait.until, default=None)

    @property
    def _failed_items(self) -> QuerySet[JobItem]:
        return self.job.items.filter(state=State.FAILED)

    @property
    def _files(self) -> QuerySet[File]:
        return File.objects.fetchable().of(self.job)

    @cached_property
    def _files_summary(self) -> dict[str, Any]:
        return self._files.aggregate(count=Count("pk"), expires_at=Min("expires_at"))


@dataclass(frozen=True)
class JobSummary:
    """A job in short: how many items it has, how many of them are what, and how many files there are."""

    job: Job
    progress: int
    total: int
    completed: int
    failed: int
    files_count: int


def summaries(jobs: Iterable[Job]) -> list[JobSummary]:
    """The jobs in short, in their order, without those deleted meanwhile."""
    page = {job.pk: job for job in jobs}
    items = (
        Job.objects.filter(pk__in=page)
        .values("pk")
        .annotate(
            total=Count("items", filter=Q(items__expands=False) | Q(items__state=State.FAILED)),
            completed=Count("items", filter=Q(items__state=State.COMPLETED)),
            failed=Count("items", filter=Q(items__state=State.FAILED)),
            average_progress=Avg("items__progress"),
        )
    )
    files = File.objects.fetchable().filter(items__job__in=page).order_by().values_list("items__job")
    numbers = {row["pk"]: row for row in items}
    files_counts = dict(files.annotate(Count("pk", distinct=True)))
    return [
        JobSummary(
            job=job,
            progress=job.progress_from(row["average_progress"]),
            total=row["total"],
            completed=row["completed"],
            failed=row["failed"],
            files_count=files_counts.get(job.pk, 0),
        )
        for job in page.values()
        if (row := numbers.get(job.pk))
    ]
