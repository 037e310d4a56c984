"""Processes that never outlive those they work for, and a way to tell them all to stop."""

import contextlib
import ctypes
import logging
import os
import select
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

logger = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)
_parent = 0


def let_no_child_outlive_its_parent() -> None:
    """From now on every process forked here, at any depth, is killed when the one that forked it dies.

    Linux only: the signal follows the *thread* that forked (prctl(2)), so fork from main threads. Elsewhere
    nothing happens, and killing the group must do.
    """
    if _LINUX:
        os.register_at_fork(before=_remember_parent, after_in_child=_die_with_parent)


def _remember_parent() -> None:
    global _parent  # noqa: PLW0603 - the one way from the moment before a fork to the one after it
    _parent = os.getpid()


def _die_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != _parent:  # it died before we could ask to die with it
        os._exit(1)


class Child:
    """A forked process that leads a group of its own; what it starts belongs to that group."""

    def __init__(self, pid: int, exit_descriptor: int) -> None:
        self.pid = pid
        self._exit_descriptor = exit_descriptor

    def fileno(self) -> int:
        """Becomes readable when the process has ended, so that `select` can wait for it."""
        return self._exit_descriptor

    def end(self) -> int:
        """Kill whatever is left of the group and reap the process; its exit code, or minus its signal.

        The group's number cannot have gone to somebody else before: the unreaped process keeps it.
        """
        if self._leads_its_group():
            with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: no permission on zombies
                os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        os.close(self._exit_descriptor)
        return os.waitstatus_to_exitcode(status)

    def _leads_its_group(self) -> bool:
        """False in the moment between fork and `setsid`, when its group is still ours."""
        try:
            return os.getpgid(self.pid) == self.pid
        except ProcessLookupError:  # macOS, for a zombie: it did lead one
            return True


def fork(work: Callable[[], None]) -> Child:
    """Run `work` in a process of its own session.

    No other thread may be alive and no database connection open: neither survives a fork in one piece.
    """
    sys.stdout.flush()  # else the child would say again what waits there
    sys.stderr.flush()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _become_child(work, writer)
    os.close(writer)
    return Child(pid, reader)


def _become_child(work: Callable[[], None], exit_descriptor: int) -> NoReturn:
    code = 1
    try:
        os.setsid()
        _keep_to_itself(exit_descriptor)
        work()
        code = 0
    except Exception:
        logger.exception("process %s failed", os.getpid())
    finally:
        os._exit(code)


def _keep_to_itself(descriptor: int) -> None:
    """Close it in whatever this process forks: its end is to be noticed though others live on."""
    mine = os.getpid()

    def close_in_child() -> None:
        if os.getppid() == mine:  # further down, the number stands for something else
            os.close(descriptor)

    os.register_at_fork(after_in_child=close_in_child)


class Drain:
    """Tells every process forked after it was made to stop: a byte in a pipe, which nobody reads away."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()

    def begin(self) -> None:
        """Safe to call from a signal handler."""
        os.write(self._writer, b".")

    @property
    def begun(self) -> bool:
        """Whether it is time to stop."""
        return bool(select.select([self], [], [], 0)[0])

    def fileno(self) -> int:
        """Readable once it has begun."""
        return self._reader
