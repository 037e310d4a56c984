"""One item in a process of its own: lease, progress, cancel, verification, publishing.

The worker forks a child for each item and watches it; the child downloads, verifies and publishes. Memory
goes back to the system with the child, and killing its group ends everything that it started.
"""

import contextlib
import logging
import mimetypes
import os
import select
import shutil
import signal
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import connections

from . import media, outages, processes, retries, storage, workplace
from .errors import Code, Failure
from .models import File, JobItem, State
from .processes import Drain
from .providers import DownloadContext, ItemRequest, Product, Progress, provider_named

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.25
RENEW_SECONDS = 10
FENCE_SECONDS = 27  # well before the lease (45 s) runs out and somebody else may start

# The same on every system, and with what Python 3.11 does not know.
_CONTENT_TYPES = mimetypes.MimeTypes()
for _type, _suffix in [
    ("image/webp", ".webp"),
    ("audio/mp4", ".m4a"),
    ("audio/flac", ".flac"),
    ("video/x-matroska", ".mkv"),
]:
    _CONTENT_TYPES.add_type(_type, _suffix)


@dataclass(frozen=True)
class Claim:
    """An item that is ours while its row has our token, and the lock on its folder."""

    item: JobItem
    token: uuid.UUID
    lock: workplace.Lock


# --- in the worker ---------------------------------------------------------------------------------


def run(claim: Claim, drain: Drain) -> None:
    """Run a claimed item in a child process and see it to its end, whatever that is.

    What another item has made already is shared with it.
    """
    if _share(claim):
        with claim.lock:
            workplace.remove_work_folder(claim.item.pk)
        return
    connections.close_all()  # a connection must not be shared with the child
    child = processes.fork(lambda: _download(claim))
    try:
        _watch(child, claim, drain)
    finally:
        child.end()
        with claim.lock:
            _clean_up(claim, drain)


def _share(claim: Claim) -> bool:
    twin = claim.item.twin()
    if twin is None or not all(storage.exists(file.pk) for file in twin.files.all()):
        return False
    claim.item.name_it(claim.token, twin.title)
    return claim.item.complete_as(twin, claim.token)


def _watch(child: processes.Child, claim: Claim, drain: Drain) -> None:
    """Return when the child has ended, has lost its item, or has to stop."""
    while True:
        ready, _, _ = select.select([child.fileno(), drain.fileno()], [], [], LOOK_SECONDS)
        if ready or not _is_still_ours(claim):
            return


def _is_still_ours(claim: Claim) -> bool:
    with outages.tolerated():
        return JobItem.objects.owned_by(claim.token).exists()
    return True  # nobody knows: the child looks after its lease by itself


def _clean_up(claim: Claim, drain: Drain) -> None:
    """The child is gone: see to what it left."""
    item = JobItem.objects.filter(pk=claim.item.pk).first()
    if item and item.token == claim.token:  # it went without a word
        if drain.begun:
            item.release(claim.token)
        else:
            logger.warning("the process of item %s died", item.pk)
            item.bury(claim.token, Failure(Code.INTERNAL_ERROR, error_id=f"item-{item.pk}"))
    elif item is None or item.state != State.PENDING:  # an item to be tried again keeps its partial files
        workplace.remove_work_folder(claim.item.pk)


# --- in the child ----------------------------------------------------------------------------------


def _download(claim: Claim) -> None:
    with _renewed_lease(claim):
        try:
            _expand(claim) if claim.item.expands else _download_and_publish(claim)
        except Failure as failure:
            logger.info("item %s: %s", claim.item.pk, failure.code)
            retries.record_failure(claim.item, claim.token, failure)
        except outages.OUTAGE:
            raise  # a death, not a failure: the item is tried again
        except Exception:
            retries.record_failure(claim.item, claim.token, _bug(claim))


def _bug(claim: Claim) -> Failure:
    """Log the exception being handled under an id that the job's error names."""
    error_id = uuid.uuid4().hex[:12]
    logger.exception("item %s: bug %s", claim.item.pk, error_id)
    return Failure(Code.INTERNAL_ERROR, error_id=error_id)


def _request(item: JobItem) -> ItemRequest:
    return ItemRequest(item.url, item.options, item.title, item.expands)


def _expand(claim: Claim) -> None:
    item = claim.item
    item.give_way(claim.token, provider_named(item.job.provider).expand(_request(item)))


def _download_and_publish(claim: Claim) -> None:
    folder = workplace.work_folder(claim.item.pk)
    if claim.item.started_at is None:
        _empty(folder)  # an item of a database that is no more had the same number
    ensure_free_space(folder)
    with _emptied_of_what_is_of_no_use(folder):
        products = _make(claim, folder)
        files = [_verified(product) for product in products]
    _publish(claim, products, files)


def _make(claim: Claim, folder: Path) -> list[Product]:
    item = claim.item
    context = DownloadContext(
        folder=folder,
        progress=ProgressReport(claim),
        announce_title=lambda title: item.name_it(claim.token, title),
    )
    try:
        return provider_named(item.job.provider).download(_request(item), context)
    finally:
        connections.close_all()  # they were idle all the while, and may have been cut: take new ones


def ensure_free_space(folder: Path, needed_bytes: int = 0) -> None:
    """Raises Failure when less than `MIN_FREE_SPACE` would be left."""
    if shutil.disk_usage(folder).free - needed_bytes < settings.MIN_FREE_SPACE:
        raise Failure(Code.TOO_LARGE)


@contextlib.contextmanager
def _emptied_of_what_is_of_no_use(folder: Path) -> Iterator[None]:
    """After a failure that nobody can resume, empty the folder: a full disk stops the whole service.

    Tools may only say that they failed; that the disk was full can be seen.
    """
    try:
        yield
    except Failure as failure:
        if failure.code not in (Code.INCOMPLETE_DOWNLOAD, Code.TOO_LARGE):
            raise
        is_full = shutil.disk_usage(folder).free <= settings.MIN_FREE_SPACE
        _empty(folder)
        if is_full:
            raise Failure(Code.TOO_LARGE) from failure
        raise


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _verified(product: Product) -> File:
    """The File that a product will be. Raises Failure when it is not what was asked for."""
    size = product.path.stat().st_size
    if size > settings.MAX_FILE_SIZE:
        raise Failure(Code.TOO_LARGE)
    content_type = _CONTENT_TYPES.guess_type(product.name)[0] or "application/octet-stream"
    file = File(name=product.name, size_bytes=size, content_type=content_type)
    if product.expected:
        found = media.verify(product.path, product.expected)
        file.width, file.height, file.duration_seconds = found.width, found.height, found.duration_seconds
    return file


def _publish(claim: Claim, products: Sequence[Product], files: Sequence[File]) -> None:
    """Move the bytes to where they are served from, then say so in one conditional step, or take them back.

    What is left when we die in between, or when the database does not say how it ended, is for the purge: it
    removes what has no row.
    """
    for product, file in zip(products, files, strict=True):
        storage.keep(product.path, file.pk)
    if not claim.item.complete(claim.token, files):
        for file in files:
            storage.remove(file.pk)


class ProgressReport:
    """Writes progress to the item's row, at most twice a second."""

    INTERVAL_SECONDS: ClassVar[float] = 0.5

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._written_at = 0.0
        self._lock = threading.Lock()

    def __call__(self, progress: Progress) -> None:
        """May be called from any thread, as often as is convenient."""
        with self._lock:
            now = time.monotonic()
            if now - self._written_at < self.INTERVAL_SECONDS:
                return
            self._written_at = now
        with outages.tolerated():
            self._claim.item.report(
                self._claim.token,
                progress=int(progress.share * 100),
                downloaded_bytes=progress.downloaded_bytes,
                total_bytes=progress.total_bytes,
                speed_bytes=progress.speed_bytes,
                eta_seconds=progress.eta_seconds,
            )


@contextlib.contextmanager
def _renewed_lease(claim: Claim) -> Iterator[None]:
    """Keep the lease while the block runs; without it for too long, die.

    The kernel sees to that, whatever our threads wait for: a database may fall silent. The worker, or the
    death of this process, ends the rest of the group.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, FENCE_SECONDS)
    done = threading.Event()
    thread = threading.Thread(target=_keep_renewing, args=(claim, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()


def _keep_renewing(claim: Claim, done: threading.Event) -> None:
    while not done.wait(RENEW_SECONDS):
        with outages.tolerated():
            asked_at = time.monotonic()
            if not claim.item.renew(claim.token):
                break
            # Answers may take long, and the lease counts from when we asked.
            signal.setitimer(signal.ITIMER_REAL, asked_at + FENCE_SECONDS - time.monotonic())
    if not done.is_set():
        logger.error("item %s is no longer ours: stopping", claim.item.pk)
        os.killpg(0, signal.SIGKILL)
