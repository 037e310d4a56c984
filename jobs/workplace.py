"""Where this machine works: a locked folder for each item, a slot for each download and stream at a time.

The locks are `flock`s: forked children share them and the kernel drops them when the last holder dies, so a
free lock on an item that this machine runs proves that its runner is dead.
"""

import contextlib
import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from django.conf import settings

from .made_once import made_once

# Each has a thread of the web, an ffmpeg and CONNECTIONS_PER_DOWNLOAD connections for as long as it plays.
MAX_STREAMS = 8


def machine_id() -> str:
    """Names this data folder: whoever shares it sees the same locks."""
    return made_once(settings.DATA_DIR / "machine_id", lambda: str(uuid.uuid4()))


def work_root() -> Path:
    """Where the items' folders are."""
    return Path(settings.DATA_DIR) / "work"


def work_folder(item_id: int) -> Path:
    """An item's own folder: partial files, until they are published."""
    return work_root() / str(item_id)


class Lock:
    """A held lock, to be released at the end of a `with`. Children forked while it is held hold it too."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Let go; the lock is free once every process that shares it has."""
        os.close(self._descriptor)


def lock_item(item_id: int) -> Lock | None:
    """Lock an item's folder, which is made if need be; None when somebody works in it."""
    folder = work_folder(item_id)
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue  # removed between the two calls
        if not _try_lock(descriptor):
            return None
        if os.fstat(descriptor).st_nlink:
            return Lock(descriptor)
        os.close(descriptor)  # its last holder removed the folder; lock the one there is now


@contextlib.contextmanager
def locked(item_id: int) -> Iterator[bool]:
    """Hold an item's lock for a while; False when somebody works in its folder."""
    lock = lock_item(item_id)
    try:
        yield lock is not None
    finally:
        if lock:
            leave(item_id, lock)


def leave(item_id: int, lock: Lock) -> None:
    """Release the lock of an item on which no work was done: the folder goes, if there is nothing in it."""
    with contextlib.suppress(OSError):  # not empty, or removed already
        work_folder(item_id).rmdir()
    lock.release()


def remove_work_folder(item_id: int) -> None:
    """Remove an item's partial files. Call it with the item locked."""
    shutil.rmtree(work_folder(item_id), ignore_errors=True)


def take_slot() -> Lock | None:
    """One of this machine's `WORKERS` slots, or None when as many downloads are under way."""
    return _take_first(_download_slots())


def take_stream_slot() -> Lock | None:
    """One of this machine's `MAX_STREAMS` slots, or None when as many streams are under way."""
    return _take_first(_slots("streams", MAX_STREAMS))


def free_slots() -> int:
    """How many more downloads this machine could start now."""
    free = 0
    for path in _download_slots():
        if slot := _take(path):
            slot.release()  # at once: a worker may be looking for one
            free += 1
    return free


def _take_first(slots: Iterator[Path]) -> Lock | None:
    return next((slot for path in slots if (slot := _take(path))), None)


def _take(path: Path) -> Lock | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    return Lock(descriptor) if _try_lock(descriptor) else None


def _download_slots() -> Iterator[Path]:
    return _slots("downloads", settings.WORKERS)


def _slots(kind: str, count: int) -> Iterator[Path]:
    folder = Path(settings.DATA_DIR) / "slots" / kind
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / str(number) for number in range(count))


def _try_lock(descriptor: int) -> bool:
    """Lock, or close the descriptor and say False."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    return True
