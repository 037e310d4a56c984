"""Processes that never outlive those they work for, and a way to tell them all to stop."""

import contextlib
import ctypes
import os
import select
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

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
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _become_child(work)
    os.close(writer)
    return Child(pid, reader)


def _become_child(work: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        work()
        code = 0
    finally:
        os._exit(code)


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
