"""Locks that die with their holders, folders that come and go with them, and slots for downloads."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from jobs import processes, workplace
from jobs.processes import Child
from jobs.workplace import Lock

ITEM = 7


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path
    settings.WORKERS = 3


def lock_item() -> Lock:
    """The item's lock, which is free."""
    lock = workplace.lock_item(ITEM)
    assert lock
    return lock


def is_free() -> bool:
    """Whether somebody could work on the item."""
    with workplace.locked(ITEM) as free:
        return free


@contextmanager
def a_child() -> Iterator[Child]:
    """A process that shares what is held now, and does nothing for ever; it is killed in the end."""
    child = processes.fork(signal.pause)
    try:
        yield child
    finally:
        child.end()


def test_an_item_is_locked_once() -> None:
    with lock_item():
        assert workplace.lock_item(ITEM) is None
        assert not is_free()

    assert is_free()


def test_items_are_locked_each_by_itself() -> None:
    with lock_item():
        other = workplace.lock_item(ITEM + 1)
        assert other
        other.release()


def test_a_lock_is_held_as_long_as_one_of_those_who_share_it_lives() -> None:
    lock = lock_item()
    with a_child():
        lock.release()
        assert not is_free()

    assert is_free()


def test_who_only_looks_leaves_partial_files_and_no_empty_folder() -> None:
    with lock_item():
        (workplace.work_folder(ITEM) / "video.part").write_bytes(b"half")
    assert is_free()
    assert [path.name for path in workplace.work_folder(ITEM).iterdir()] == ["video.part"]

    with lock_item():
        workplace.remove_work_folder(ITEM)
    assert is_free()
    assert not list(workplace.work_root().iterdir())


def test_who_waited_for_a_folder_that_was_removed_gets_the_one_there_is_now() -> None:
    first = lock_item()
    workplace.remove_work_folder(ITEM)

    with lock_item(), first:
        assert workplace.work_folder(ITEM).is_dir()
        assert workplace.lock_item(ITEM) is None


def test_there_are_as_many_slots_as_downloads_at_a_time() -> None:
    assert workplace.free_slots() == 3
    slots = [workplace.take_slot() for _ in range(3)]

    assert None not in slots
    assert workplace.take_slot() is None
    assert workplace.free_slots() == 0

    for slot in slots:
        assert slot
        slot.release()
    assert workplace.free_slots() == 3


def test_the_slot_of_the_dead_is_free_again() -> None:
    slot = workplace.take_slot()
    assert slot
    with a_child():
        slot.release()
        assert workplace.free_slots() == 2

    assert workplace.free_slots() == 3


def test_a_machine_keeps_its_name_and_another_folder_is_another_machine(
    tmp_path: Path, settings: Settings
) -> None:
    name = workplace.machine_id()
    assert workplace.machine_id() == name

    settings.DATA_DIR = tmp_path / "elsewhere"

    assert workplace.machine_id() != name
