"""What changed in the database, and how it is told: each event is the present state of a job or an item.

An event's id is the time of the change in microseconds, so it means the same to every process and after
every restart.
"""

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from .models import DeletedJob, File, Job, JobItem, State
from .reports import JobSummary, summaries
from .schema import ERROR_CODES
from .serializers import DeletedSerializer, ItemSerializer, JobSummarySerializer

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PAGE = 500


# --- What changed ----------------------------------------------------------------------------------


class Change(NamedTuple):
    """A row that was written: `kind` is the name of its event, `key` the row's own."""

    at: datetime
    kind: str
    key: Any
    job_id: UUID


def changes(since: datetime, job_id: UUID | None = None) -> Iterator[Change]:
    """The last change of each row written since then, in their order; of one job, or of all.

    Reads a page of rows at a time, as it is consumed.
    """
    deleted: QuerySet[Any] = DeletedJob.objects.all()
    # An item is written after its job or together with it: who reads in the same order sees all items of a
    # job that he sees finished.
    jobs: QuerySet[Any] = Job.objects.annotate(job_id=F("pk"))
    items: QuerySet[Any] = JobItem.objects.all()
    sources = {"deleted": deleted, "job": jobs, "item": items}
    return heapq.merge(
        *(
            _changes_of(kind, rows.filter(job_id=job_id) if job_id else rows, since)
            for kind, rows in sources.items()
        )
    )


def _changes_of(kind: str, rows: QuerySet[Any], since: datetime) -> Iterator[Change]:
    columns = rows.order_by("updated_at", "pk").values_list("updated_at", "pk", "job_id")
    page = columns.filter(updated_at__gte=since)[:PAGE]
    while found := list(page):
        yield from (Change(at, kind, key, job_id) for at, key, job_id in found)
        at, key, _job_id = found[-1]
        page = columns.filter(updated_at__gte=at).exclude(updated_at=at, pk__lte=key)[:PAGE]


# --- What is told ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class JobState(JobSummary):
    """A job in short, with what changes while it runs."""

    updated_at: datetime
    speed_bytes: int | None
    eta_seconds: int | None
    expires_at: datetime | None
    failure: JobItem | None


def job_states(job_ids: Collection[UUID]) -> list[JobState]:
    """The jobs among these that there are, in a few queries for all of them."""
    jobs = Job.objects.filter(pk__in=job_ids)
    is_running = Q(items__state=State.PROCESSING)
    numbers = {
        row["pk"]: row
        for row in jobs.values("pk").annotate(
            items_updated_at=Max("items__updated_at"),
            speed_bytes=Sum("items__speed_bytes", filter=is_running),
            eta_seconds=Max("items__eta_seconds", filter=is_running),
        )
    }
    files = File.objects.fetchable().filter(items__job__in=job_ids).order_by().values_list("items__job")
    expiries = dict(files.annotate(Min("expires_at")))
    failures = _first_failures(jobs)
    return [
        JobState(
            **vars(summary),
            updated_at=max(summary.job.updated_at, row["items_updated_at"] or summary.job.updated_at),
            speed_bytes=row["speed_bytes"],
            eta_seconds=row["eta_seconds"],
            expires_at=expiries.get(summary.job.pk),
            failure=failures.get(summary.job.pk),
        )
        for summary in summaries(jobs)
        if (row := numbers.get(summary.job.pk))
    ]


def _first_failures(jobs: QuerySet[Job]) -> dict[UUID, JobItem]:
    """The first item that failed, of each of the jobs that failed as a whole."""
    failed_items = JobItem.objects.filter(job=OuterRef("pk"), state=State.FAILED).order_by("index")
    firsts = jobs.filter(state=State.FAILED).order_by().values(first=Subquery(failed_items.values("pk")[:1]))
    return {item.job_id: item for item in JobItem.objects.filter(pk__in=firsts)}


class JobEventSerializer(JobSummarySerializer):
    """A job in short, with what changes while it runs."""

    error = serializers.CharField(source="failure.error", default=None)
    error_code = serializers.ChoiceField(ERROR_CODES, source="failure.error_code", default=None)
    updated_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text=_("When the first of its files is deleted."))
    speed = serializers.IntegerField(source="speed_bytes", help_text=_("Bytes a second."))
    eta = serializers.IntegerField(source="eta_seconds", help_text=_("Seconds left."))


class ItemEventSerializer(ItemSerializer):
    """An item, and whose it is."""

    job_id = serializers.UUIDField()
    downloaded_bytes = serializers.IntegerField()
    total_bytes = serializers.IntegerField()
    speed = serializers.IntegerField(source="speed_bytes", help_text=_("Bytes a second."))
    eta = serializers.IntegerField(source="eta_seconds", help_text=_("Seconds left."))


_SERIALIZERS: Mapping[str, serializers.Serializer[Any]] = {
    "job": JobEventSerializer(),
    "item": ItemEventSerializer(),
    "deleted": DeletedSerializer(),
}


@dataclass(frozen=True)
class Event:
    """What is told of a job or an item. After the last event of a job nothing in it can change."""

    name: str
    at: datetime
    job_id: UUID
    state: Any
    is_last: bool = False
    _texts: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def text(self, language: str) -> bytes:
        """As the stream has it. Made once for all who read the language."""
        if language not in self._texts:
            with translation.override(language):
                data = JSONRenderer().render(_SERIALIZERS[self.name].to_representation(self.state))
            self._texts[language] = b"event: %s\nid: %d\ndata: %s\n\n" % (
                self.name.encode(),
                event_id(self.at),
                data,
            )
        return self._texts[language]


def events_of(found: Sequence[Change]) -> list[Event]:
    """What to tell of changes that are in their order: one event for each item and each job they touch.

    A job's numbers are its items', so it is told of too where only an item changed. An item that only stands
    for others is not told of, unless it has failed.
    """
    touched = {change.job_id: change.at for change in found}  # of several, the last
    keys = [change.key for change in found if change.kind == "item"]
    items = JobItem.objects.filter(Q(expands=False) | Q(state=State.FAILED)).in_bulk(keys)
    events = [
        Event("item", change.at, change.job_id, items[change.key])
        for change in found
        if change.kind == "item" and change.key in items
    ]
    events += [
        Event("job", touched[state.job.pk], state.job.pk, state, is_last=state.job.is_finished)
        for state in job_states(touched)
    ]
    events += [
        Event("deleted", change.at, change.job_id, {"job_id": change.key, "deleted": True}, is_last=True)
        for change in found
        if change.kind == "deleted"
    ]
    return sorted(events, key=lambda event: event.at)


def event_id(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


def time_of(last_event_id: int) -> datetime:
    """The other way round."""
    return EPOCH + timedelta(microseconds=last_event_id)
