"""Forget what has had its time: files first of all, then the rows and folders that nobody needs any more.

Runs every minute, on whichever machine is quicker, or on two at once: each step is harmless when repeated.
What lies on a machine's own disk, that machine looks for by itself.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_q.models import Task

from . import storage, workplace
from .counters import DatabaseCounterCache
from .models import DeletedJob, File, FileQuerySet, IdempotencyKey, Job, JobItem

logger = logging.getLogger(__name__)

BATCH = 500
CACHE_KEPT = timedelta(days=1)
ORPHANS_KEPT = timedelta(hours=1)
JOBS_KEPT = timedelta(days=30)
SUCCESSES_KEPT = timedelta(days=1)
FAILURES_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class PurgedHere:
    """How many there were of each on this machine."""

    work_folders: int
    cached_answers: int


@dataclass(frozen=True)
class Purged(PurgedHere):
    """How many there were of each."""

    files: int
    orphans: int
    file_rows: int
    jobs: int
    task_records: int


def purge() -> Purged:
    """Delete expired files, and all else whose time is over."""
    call_command("clearsessions")
    _forget_counters()
    _forget_records()
    here = purge_this_machine()
    return Purged(
        **vars(here),
        files=delete_bytes(File.objects.expired()),
        orphans=_remove_orphans(),
        file_rows=_delete_rows(File.objects.forgotten()),
        jobs=_forget_jobs(),
        task_records=_forget_task_records(),
    )


def purge_this_machine() -> PurgedHere:
    """Delete what only this machine can: its folders of items that need them no more, and what it cached."""
    return PurgedHere(work_folders=_remove_work_folders(), cached_answers=_remove_cached())


def delete_bytes(files: FileQuerySet) -> int:
    """Delete the bytes of the living ones among `files`; the rows stay and say so. How many it were."""
    deleted = 0
    living = files.alive().order_by()
    while keys := list(living.values_list("pk", flat=True)[:BATCH]):
        for key in keys:
            # The row goes first: it must not promise bytes that are gone, and whoever has just prolonged
            # the file wins. Bytes that are left over when we die in between are found as orphans.
            if living.filter(pk=key).update(deleted_at=timezone.now()):
                deleted += 1
                _remove(key)
    return deleted


def _remove_orphans() -> int:
    orphans = storage.orphans(older_than=timezone.now() - ORPHANS_KEPT)
    return sum(_remove(key) for key in orphans)


def _remove(key: UUID) -> bool:
    """Whether the bytes are gone. One file that cannot be deleted must not save all the others."""
    try:
        storage.remove(key)
    except OSError:
        logger.exception("cannot delete the file %s; it will be tried again as an orphan", key)
        return False
    return True


def _remove_work_folders() -> int:
    """Remove this machine's folders of items that are finished or gone, unless somebody still works there."""
    folders = {int(path.name) for path in workplace.work_root().glob("*") if path.name.isdecimal()}
    unfinished = JobItem.objects.unfinished().filter(pk__in=folders).values_list("pk", flat=True)
    removed = 0
    for item_id in folders.difference(unfinished):
        with workplace.locked(item_id) as nobody_works_there:
            if nobody_works_there:
                workplace.remove_work_folder(item_id)
                removed += 1
    return removed


def _remove_cached() -> int:
    """What was cached a day ago, by us or by yt-dlp: nobody else looks for what is not asked for again."""
    oldest = timezone.now() - CACHE_KEPT
    return sum(_remove_older(path, oldest) for path in Path(settings.DATA_DIR, "cache").rglob("*"))


def _remove_older(path: Path, moment: datetime) -> bool:
    with suppress(FileNotFoundError):  # somebody else was quicker
        if path.is_file() and path.stat().st_mtime < moment.timestamp():
            path.unlink()
            return True
    return False


def _forget_jobs() -> int:
    long_ago = timezone.now() - JOBS_KEPT
    has_living_files = Exists(File.objects.alive().filter(items__job=OuterRef("pk")))
    # `created_at` says nothing that `finished_at` does not, but it has an index.
    jobs = Job.objects.filter(~has_living_files, created_at__lte=long_ago, finished_at__lte=long_ago)
    # A job may have thousands of items: they go in batches of their own.
    _delete_rows(JobItem.objects.filter(job__in=jobs.order_by()))
    return _delete_rows(jobs)


def _forget_task_records() -> int:
    now = timezone.now()
    return _delete_rows(Task.objects.filter(success=True, stopped__lte=now - SUCCESSES_KEPT)) + _delete_rows(
        Task.objects.filter(success=False, stopped__lte=now - FAILURES_KEPT)
    )


def _forget_counters() -> None:
    counters = caches["counters"]
    if isinstance(counters, DatabaseCounterCache):  # Redis forgets by itself
        counters.forget_expired()


def _forget_records() -> None:
    now = timezone.now()
    _delete_rows(IdempotencyKey.objects.filter(created_at__lte=now - IdempotencyKey.KEPT))
    _delete_rows(DeletedJob.objects.filter(updated_at__lte=now - DeletedJob.KEPT))


def _delete_rows(rows: QuerySet[Any]) -> int:
    """Delete rows a batch at a time, so that no other writer waits for long. How many there were."""
    deleted = 0
    while keys := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        _, counts = rows.filter(pk__in=keys).delete()
        deleted += counts.get(rows.model._meta.label, 0)
    return deleted
