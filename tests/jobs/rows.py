"""Jobs, items and files as rows, for tests that need no worker."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from jobs import storage
from jobs.models import File, Job, JobItem, State

ALL_STATES = list(State)
FINISHED_STATES = [State.COMPLETED, State.FAILED, State.CANCELLED]
UNFINISHED_STATES = [State.PENDING, State.PROCESSING]


def make_job(state: State = State.PENDING, items: int = 1, **fields: Any) -> Job:
    """A job; its items are in the same state."""
    values = {
        "provider": settings.PLATFORMS[0],
        "type": "video",
        "request": {"url": "https://example.org/"},
        "is_collection": items != 1,
    }
    job = Job.objects.create(state=state, **values | fields)
    for index in range(items):
        make_item(job, index, state)
    return job


def make_item(job: Job, index: int, state: State = State.PENDING, **fields: Any) -> JobItem:
    """One of the job's items."""
    progress = 100 if state == State.COMPLETED else 0
    values = {"url": f"https://example.org/{index}", "progress": progress, "options": {"quality": "best"}}
    return JobItem.objects.create(job=job, index=index, state=state, **values | fields)


def make_file(*items: JobItem, content: bytes = b"0123456789", **fields: Any) -> File:
    """A file of these items, with its bytes in the storage."""
    values = {"name": "abc12345_Video.mp4", "content_type": "video/mp4", "size_bytes": len(content)}
    file = File.objects.create(**values | fields)
    file.items.set(items)
    draft = Path(settings.DATA_DIR) / f"draft-{file.pk}"
    draft.write_bytes(content)
    storage.keep(draft, file.pk)
    return file


def expire(file: File) -> None:
    """Let the file's time be over."""
    File.objects.filter(pk=file.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
