"""Processes that are watched: started again when they die, and ended when their time has come."""

import itertools
import logging
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import psutil
import pytest

from jobs import processes, supervisor
from jobs.processes import Child
from jobs.supervisor import Supervisor
from tests.service import eventually


def hang() -> NoReturn:
    """Do nothing for ever."""
    while True:
        signal.pause()


def start_another() -> psutil.Process:
    """Start a process that hangs, in the same group."""
    return psutil.Process(os.fork() or hang())


def dies(notes: Path) -> None:
    """Write down when it was started, and die."""
    with notes.open("a") as file:
        file.write(f"{time.monotonic()}\n")


def starts(notes: Path) -> list[float]:
    """When it was started."""
    return [float(line) for line in notes.read_text().splitlines()] if notes.exists() else []


def has_ended(child: Child) -> bool:
    """Whether its supervisor would know by now."""
    return bool(select.select([child], [], [], 0)[0])


@contextmanager
def forked(run: Callable[[], None]) -> Iterator[Child]:
    """A process that does this; it is gone in the end, unless the test has ended it already."""
    child = processes.fork(run)
    try:
        yield child
    finally:
        with suppress(ChildProcessError):
            child.end()


def supervising(run: Callable[[], None]) -> AbstractContextManager[Child]:
    """A supervisor, in a process of its own, of a service that does this."""
    return forked(Supervisor([("service", run)]).run)


def is_gone(process: psutil.Process) -> bool:
    """Whether it has ended; its parent may not have noticed."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


# --- the supervisor --------------------------------------------------------------------------------


def test_what_dies_again_and_again_is_started_again_after_growing_pauses(tmp_path: Path) -> None:
    notes = tmp_path / "starts"

    with supervising(lambda: dies(notes)):
        eventually(lambda: len(starts(notes)) == 4, 20)

    pauses = [later - earlier for earlier, later in itertools.pairwise(starts(notes))]
    for pause, least in zip(pauses, [0.5, 1.0, 2.0], strict=True):
        assert least <= pause < least + 0.5


def test_what_was_well_for_a_while_is_started_again_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "HEALTHY_SECONDS", 0.0)
    notes = tmp_path / "starts"

    with supervising(lambda: dies(notes)):
        eventually(lambda: len(starts(notes)) == 4, 20)

    pauses = [later - earlier for earlier, later in itertools.pairwise(starts(notes))]
    assert all(pause < 1.0 for pause in pauses)


def test_what_does_not_follow_the_order_to_stop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.5)

    def ignore_orders() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        hang()

    with supervising(ignore_orders) as running:
        eventually(lambda: bool(psutil.Process(running.pid).children()))
        (service,) = psutil.Process(running.pid).children()

        os.kill(running.pid, signal.SIGTERM)

        eventually(lambda: has_ended(running), 5)
        assert is_gone(service)


# --- a process -------------------------------------------------------------------------------------


def test_the_end_of_a_process_is_noticed_though_what_it_started_lives_on() -> None:
    def run() -> None:
        start_another()

    with forked(run) as child:
        eventually(lambda: has_ended(child), 5)

        assert child.end() == 0


def test_ending_a_process_ends_all_that_it_started(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"

    def run() -> None:
        note.write_text(str(start_another().pid))
        hang()

    with forked(run) as child:
        eventually(lambda: note.exists() and bool(note.read_text()))
        grandchild = psutil.Process(int(note.read_text()))

        assert child.end() == -signal.SIGKILL

    eventually(lambda: is_gone(grandchild), 5)


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    def fail() -> None:
        logging.getLogger().addHandler(logging.FileHandler(tmp_path / "log"))
        raise ValueError("the reason")

    with forked(fail) as child:
        eventually(lambda: has_ended(child), 5)

        assert child.end() == 1
    assert "ValueError: the reason" in (tmp_path / "log").read_text()


def test_what_was_printed_before_is_not_printed_twice(capfd: pytest.CaptureFixture[str]) -> None:
    print("once")  # noqa: T201

    def print_more() -> None:
        print("more", flush=True)  # noqa: T201

    with forked(print_more) as child:
        eventually(lambda: has_ended(child), 5)

    assert capfd.readouterr().out.split() == ["once", "more"]
