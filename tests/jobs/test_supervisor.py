"""Processes that are watched: started again when they die, and ended when their time has come."""

import itertools
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from jobs import processes, supervisor
from jobs.processes import Child
from jobs.supervisor import Supervisor
from tests.service import eventually


def hang() -> None:
    """Do nothing for ever."""
    threshold = os.pipe()
    os.read(threshold[0], 1)


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
def supervising(run: Callable[[], None]) -> Iterator[Child]:
    """A supervisor, in a process of its own, of a service that does this."""
    child = processes.fork(Supervisor([("service", run)]).run)
    try:
        yield child
    finally:
        child.end()


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
        assert not service.is_running()
        assert running.end() == 0
        running = processes.fork(hang)


# --- a process -------------------------------------------------------------------------------------


def test_the_end_of_a_process_is_noticed_though_what_it_started_lives_on() -> None:
    child = processes.fork(lambda: None if processes.fork(hang) else None)

    eventually(lambda: has_ended(child), 5)

    assert child.end() == 0


def test_ending_a_process_ends_all_that_it_started(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"

    def start_another() -> None:
        pid = os.fork() or hang()
        note.write_text(str(pid))
        hang()

    child = processes.fork(start_another)
    eventually(lambda: note.exists() and bool(note.read_text()))
    grandchild = psutil.Process(int(note.read_text()))

    assert child.end() == -signal.SIGKILL

    eventually(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE, 5)


def test_a_process_that_fails_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    child = processes.fork(lambda: print(1 / 0))  # noqa: T201

    eventually(lambda: has_ended(child), 5)

    assert child.end() == 1
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_what_was_printed_before_is_not_printed_twice(capfd: pytest.CaptureFixture[str]) -> None:
    print("once")  # noqa: T201

    def print_more() -> None:
        print("more", flush=True)  # noqa: T201

    child = processes.fork(print_more)
    eventually(lambda: has_ended(child), 5)
    child.end()

    assert capfd.readouterr().out.split() == ["once", "more"]
