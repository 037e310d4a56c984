"""Submit, claim, work, recover: the life of a job, and the only file that knows django-q2.

The rows are the only truth. A message in the queue is a mere wake-up: losing or repeating one costs nothing.
"""

import logging
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

from . import runner, storage, workplace
from .errors import Code, Failure
from .models import DeletedJob, File, Job, JobItem, State
from .processes import Drain
from .providers import ItemRequest

logger = logging.getLogger(__name__)

BACK_TO_QUEUE_SECONDS = 3600
TAKEN_MESSAGES_KEPT = timedelta(minutes=1)
WAKE_UP = "jobs.engine.work"
SCHEDULES = {"purge": "jobs.purge.purge", "recover": "jobs.engine.recover"}


@dataclass(frozen=True)
class Submission:
    """What a request becomes: a job of `type` with these items. `request` is kept for showing it.

    A collection is told item by item, also when it has only one. One that `stops_at_first_failure` is made
    one item after the other, and cancels the rest then.
    """

    provider: str
    type: str
    items: Sequence[ItemRequest]
    request: Mapping[str, Any] = field(default_factory=dict)
    is_collection: bool = False
    stops_at_first_failure: bool = False
    retry_of: Job | None = None


def submit(submission: Submission) -> Job:
    """Write the job, its items and the wake-ups, in one transaction."""
    with transaction.atomic():
        job = Job.objects.create(
            provider=submission.provider,
            type=submission.type,
            request=submission.request,
            retry_of=submission.retry_of,
            is_collection=submission.is_collection,
            stops_at_first_failure=submission.stops_at_first_failure,
            title="" if submission.is_collection else submission.items[0].title,
        )
        JobItem.objects.add_to(job, submission.items)
        wake(min(len(submission.items), settings.WORKERS))
    return job


def retry(job: Job) -> Job:
    """A new job from what failed or was cancelled in this one.

    Raises Failure where nothing was, and Job.DoesNotExist when the job is deleted at the same time.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        items = job.items.filter(state__in=[State.FAILED, State.CANCELLED])
        if not job.is_finished or not items:
            raise Failure(Code.JOB_NOT_RETRYABLE)
        return submit(
            Submission(
                provider=job.provider,
                type=job.type,
                items=[ItemRequest(item.url, item.options, item.title, item.expands) for item in items],
                request=job.request,
                is_collection=job.is_collection,
                stops_at_first_failure=job.stops_at_first_failure,
                retry_of=job,
            )
        )


def delete(job: Job) -> None:
    """Remove the job, cancelled if need be, and the files that no other job has."""
    job.cancel()
    with transaction.atomic():
        keys = list(File.objects.alive().only_of(job).values_list("pk", flat=True))
        File.objects.filter(pk__in=keys).update(deleted_at=timezone.now())
        DeletedJob.objects.get_or_create(job_id=job.pk)
        job.delete()
    for key in keys:
        storage.remove(key)


def wake(workers: int) -> None:
    """Ask that many idle workers to look for something to do, unless enough of them have been asked already.

    Who is awake goes on by himself: more wake-ups than workers would only keep scheduled tasks waiting.
    """
    for _ in range(min(workers, settings.WORKERS - get_broker().queue_size())):
        async_task(WAKE_UP, q_options={"save": False})


# --- in a worker -----------------------------------------------------------------------------------

_drain: Drain | None = None


def drain_with(drain: Drain) -> None:
    """Workers forked from now on stop when it begins."""
    global _drain  # noqa: PLW0603 - django-q2 calls `work` by its name: there is no other way to hand it over
    _drain = drain


def work() -> None:
    """Run items until none is due. Returns at once when this machine is busy enough already."""
    slot = workplace.take_slot()
    if slot is None:
        return
    until = time.monotonic() + BACK_TO_QUEUE_SECONDS
    drain = _drain or Drain()
    try:
        while time.monotonic() < until and not drain.begun and (claim := claim_next()):
            runner.run(claim, drain)
            if claim.item.expands:
                top_up_wake_ups()
    finally:
        slot.release()


def claim_next() -> runner.Claim | None:
    """Claim the next due item: fair between jobs, and the oldest first."""
    for job in JobItem.objects.claimable().jobs_in_turn()[: settings.WORKERS + 1]:
        for item in job.items.due()[: settings.WORKERS + 1]:
            if claim := _claim(item):
                return claim
    return None


def _claim(item: JobItem) -> runner.Claim | None:
    # The lock comes first: an item that this machine runs is locked from the moment the row says so.
    lock = workplace.lock_item(item.pk)
    if lock is None:
        return None
    token = uuid.uuid4()
    if item.claim(token, workplace.machine_id()):
        return runner.Claim(item=item, token=token, lock=lock)
    workplace.leave(item.pk, lock)
    return None


# --- beside the workers ----------------------------------------------------------------------------


def recover() -> None:
    """Give the items of dead runners to living workers, and wake as many as have something to do."""
    for item in JobItem.objects.with_expired_lease():
        _bury(item)
    for item in JobItem.objects.filter(state=State.PROCESSING, machine=workplace.machine_id()):
        with workplace.locked(item.pk) as runner_is_dead:
            if runner_is_dead:
                _bury(item)
    _forget_taken_messages()
    top_up_wake_ups()


def _bury(item: JobItem) -> None:
    if item.token and item.bury(item.token, Failure(Code.INTERNAL_ERROR, error_id=f"item-{item.pk}")):
        logger.warning("item %s of job %s lost its runner", item.pk, item.job_id)


def _forget_taken_messages() -> None:
    """Whoever took one may be dead, and django-q2 would keep it for a day: it has done its part long ago."""
    now = timezone.now()
    taken_at = now + timedelta(seconds=Conf.RETRY)  # how `lock` says that it was taken now
    OrmQ.objects.filter(lock__gt=now, lock__lt=taken_at - TAKEN_MESSAGES_KEPT).delete()


def top_up_wake_ups() -> None:
    """As many wake-ups as there are idle workers with something to do, never one per item."""
    idle = workplace.free_slots()
    needed = JobItem.objects.claimable()[:idle].count()
    wake(max(0, needed - get_broker().queue_size()))


class QueueWatchdog:
    """Tells when the queue no longer moves: a message waits and waits, though a worker must be idle."""

    def __init__(self, patience_seconds: float) -> None:
        self._patience_seconds = patience_seconds
        self._oldest: int | None = None
        self._seen_at = 0.0

    def stuck(self) -> bool:
        """Whether nobody has taken the oldest message for so long; ask again and again."""
        oldest = _oldest_message() if workplace.free_slots() else None
        if oldest != self._oldest:
            self._oldest, self._seen_at = oldest, time.monotonic()
        return oldest is not None and time.monotonic() - self._seen_at > self._patience_seconds


def _oldest_message() -> int | None:
    oldest: OrmQ | None = OrmQ.objects.filter(lock__lt=timezone.now()).order_by("pk").first()
    return oldest.pk if oldest else None


def ensure_schedules() -> None:
    """The tasks that django-q2 starts every minute, for all machines together."""
    for name, function in SCHEDULES.items():
        Schedule.objects.get_or_create(
            name=name, defaults={"func": function, "schedule_type": Schedule.MINUTES, "minutes": 1}
        )
