"""django-q2's task queue with locks that the kernel drops when their holder dies.

A worker waits for its next task with the queue's lock held, in shared memory: killed there, it would leave
the lock taken for ever and freeze the whole cluster (django-q2 1.11.1).
"""

import fcntl
import multiprocessing.queues
import tempfile
from typing import Any

from django_q import cluster
from django_q.queues import Queue


class KernelLock:
    """What `multiprocessing.Lock` does, by a record lock on a file that has no name."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the queue

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take the lock; False where it is held and `block` is not. Nobody here waits with a time limit."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | (0 if block else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give the lock back."""
        fcntl.lockf(self._file, fcntl.LOCK_UN)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class RobustQueue(Queue):  # type: ignore[misc]
    """Survives the death of whoever reads or writes it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._rlock = KernelLock()
        self._wlock = KernelLock()

    # Without django-q2's counter, which has a lock of the same kind and serves statistics alone.
    get = multiprocessing.queues.Queue.get
    put = multiprocessing.queues.Queue.put


def install() -> None:
    """Clusters started from now on use it."""
    cluster.Queue = RobustQueue
