"""What a platform says of an address: asked once, kept for a while, shared by all who ask meanwhile.

Kept on this machine alone: the addresses of media in it work only from where they were asked for.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches

from .errors import Code, Failure

# Addresses of media live for hours; titles and counts may be a little old.
KEPT_SECONDS = 300
FAILURE_KEPT_SECONDS = 30
POOL_THREADS = 8
LOOK_SECONDS = 0.02


class Patience:
    """How long a request waits for a platform, however often it asks."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def left_seconds(self) -> float:
        """Never negative: what is known already is still to be had."""
        return max(0.0, self._until - time.monotonic())


def shared(
    key: str, ask: Callable[[], dict[str, Any]], patience_seconds: float | None = None
) -> dict[str, Any]:
    """The answer to `key`, from `ask` unless somebody has asked lately or is asking now.

    With `patience_seconds` it is asked in one of a few threads, and given up after so long. Raises Failure;
    where trying again cannot help, the same one for a while.
    """
    name = _name(key)
    if (kept := _kept(name)) is not None:
        return kept
    with _alone(name, patience_seconds) as seconds_left:
        if (kept := _kept(name)) is not None:
            return kept
        return _ask_and_keep(name, ask, seconds_left)


def forget(key: str) -> None:
    """The next one asks anew: what is kept has turned out to be of no use any more."""
    caches["extractions"].delete(_name(key))


def _name(key: str) -> str:
    way_out = settings.OUTBOUND_PROXY or ""
    return hashlib.sha256(f"{way_out}\n{key}".encode()).hexdigest()


def _kept(name: str) -> dict[str, Any] | None:
    kept = caches["extractions"].get(name)
    if isinstance(kept, Failure):
        raise kept
    return kept  # type: ignore[no-any-return]


def _ask_and_keep(
    name: str, ask: Callable[[], dict[str, Any]], patience_seconds: float | None
) -> dict[str, Any]:
    try:
        answer = ask() if patience_seconds is None else _within(patience_seconds, ask)
    except Failure as failure:
        if not failure.kind.retryable:
            caches["extractions"].set(name, failure, FAILURE_KEPT_SECONDS)
        raise
    caches["extractions"].set(name, answer, KEPT_SECONDS)
    return answer


def _within(seconds: float, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    future = _pool().submit(ask)
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        future.cancel()
        raise Failure(Code.UPSTREAM_TIMEOUT) from None


@cache
def _pool() -> ThreadPoolExecutor:
    """Made when first used: threads do not survive the forks that come before."""
    return ThreadPoolExecutor(POOL_THREADS, thread_name_prefix="extraction")


@contextmanager
def _alone(name: str, patience_seconds: float | None) -> Iterator[float | None]:
    """Hold the lock of this name against all threads and processes of this machine, or lose patience.

    Its file goes with its last holder, so there are only as many as there are names in use. Gives what is
    left of the patience. Raises Failure.
    """
    folder = Path(settings.DATA_DIR) / "cache" / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    until = None if patience_seconds is None else time.monotonic() + patience_seconds
    descriptor = None
    while descriptor is None:
        if until is not None and time.monotonic() > until:
            raise Failure(Code.UPSTREAM_TIMEOUT)
        descriptor = _try_lock(path)
    try:
        yield None if until is None else max(0.0, until - time.monotonic())
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _try_lock(path: Path) -> int | None:
    """The locked file's descriptor, or None after a moment."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_nlink:  # or its last holder has just removed it
            return descriptor
    except BlockingIOError:
        time.sleep(LOOK_SECONDS)
    os.close(descriptor)
    return None
