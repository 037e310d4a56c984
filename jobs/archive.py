"""All files of a job as one ZIP, made while it is sent: neither in memory nor on disk.

Stored, not compressed: media is compressed already, and so the length is known before the first byte.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models.functions import Greatest
from django.utils import timezone
from zipstream import ZipStream

from . import outages, storage
from .errors import Code, Failure
from .models import File, Job
from .serving import release_connection

KEPT = timedelta(minutes=10)
KEEP_EVERY_SECONDS = 60.0


class Archive:
    """The files of a job that can be fetched now. `len()` is its size in bytes; iterate over it once."""

    def __init__(self, job: Job) -> None:
        """Raises Failure when there are none."""
        self._job = job
        self._keep()  # first: what is listed then is not deleted before it is sent
        self._zip = ZipStream(sized=True)
        try:
            for file in File.objects.fetchable().of(job):
                path = Path(settings.DATA_DIR, storage.relative_path(file.pk))
                self._zip.add_path(path, file.name, recurse=False)
        except FileNotFoundError as error:
            raise Failure(Code.FILE_EXPIRED) from error
        if not self._zip:
            had_files = File.objects.filter(items__job=job).exists()
            raise Failure(Code.FILE_EXPIRED if had_files else Code.FILE_NOT_FOUND)

    def __len__(self) -> int:
        return len(self._zip)

    def __iter__(self) -> Iterator[bytes]:
        kept_at = time.monotonic()
        for block in self._zip:
            if time.monotonic() - kept_at > KEEP_EVERY_SECONDS:
                with outages.tolerated():
                    self._keep()
                release_connection()
                kept_at = time.monotonic()
            yield block

    def _keep(self) -> None:
        """Let none of the files expire for a while: each is opened only when its turn has come."""
        until = timezone.now() + KEPT
        files = File.objects.fetchable().filter(items__job=self._job)
        files.update(expires_at=Greatest("expires_at", until))
