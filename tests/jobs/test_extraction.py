"""jobs/extraction.py: one answer for all who ask, in threads and in processes."""

import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from pytest_django import Settings

from jobs import extraction
from jobs.errors import Code, Failure
from tests.service import eventually


class Platform:
    """Answers when it is let, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_answer = threading.Event()
        self.failure: Failure | None = None

    def __call__(self) -> dict[str, Any]:
        self.asked += 1
        self.may_answer.wait(10)
        if self.failure:
            raise self.failure
        return {"title": "Found"}


@pytest.fixture
def platform() -> Iterator[Platform]:
    caches["extractions"].clear()
    yield Platform()
    caches["extractions"].clear()


def test_fifty_who_ask_at_once_share_one_answer(platform: Platform) -> None:
    with ThreadPoolExecutor(50) as pool:
        answers = [pool.submit(extraction.shared, "video", platform, 10) for _ in range(50)]
        platform.may_answer.set()
        assert {answer.result()["title"] for answer in answers} == {"Found"}
    assert platform.asked == 1


def _note_and_answer(path: Path) -> dict[str, Any]:
    with path.open("a") as notes:
        notes.write("asked\n")
    return {"title": "Found"}


def _ask(path: Path, together: Any) -> None:
    together.wait()
    assert extraction.shared("from processes", lambda: _note_and_answer(path)) == {"title": "Found"}


def test_processes_share_it_too(platform: Platform, tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    together = fork.Barrier(4)
    processes = [fork.Process(target=_ask, args=(tmp_path / "notes", together)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(20)
    assert [process.exitcode for process in processes] == [0] * 4
    assert (tmp_path / "notes").read_text().count("asked") == 1


def test_what_cannot_change_soon_is_not_asked_again(platform: Platform) -> None:
    platform.may_answer.set()
    platform.failure = Failure(Code.NO_MATCHING_FORMAT, format_id="99")
    for _ in range(2):
        with pytest.raises(Failure, match="99"):
            extraction.shared("gone", platform)
    assert platform.asked == 1


def test_a_failure_that_may_pass_is_not_kept(platform: Platform) -> None:
    platform.may_answer.set()
    platform.failure = Failure(Code.UPSTREAM_ERROR)
    for _ in range(2):
        with pytest.raises(Failure):
            extraction.shared("flaky", platform)
    assert platform.asked == 2


def test_a_platform_that_is_too_slow_is_given_up(platform: Platform) -> None:
    with pytest.raises(Failure) as raised:
        extraction.shared("slow", platform, patience_seconds=0.05)
    assert raised.value.code == Code.UPSTREAM_TIMEOUT
    platform.may_answer.set()
    assert extraction.shared("slow", platform, patience_seconds=5) == {"title": "Found"}


def test_who_waits_for_anothers_answer_loses_patience_too(platform: Platform) -> None:
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(extraction.shared, "slow", platform)
        eventually(lambda: platform.asked == 1)
        with pytest.raises(Failure) as raised:
            extraction.shared("slow", platform, patience_seconds=0.1)
        assert not first.done()
        platform.may_answer.set()
    assert raised.value.code == Code.UPSTREAM_TIMEOUT
    assert first.result() == {"title": "Found"}


def test_what_is_forgotten_is_asked_anew(platform: Platform) -> None:
    platform.may_answer.set()
    extraction.shared("video", platform)
    extraction.forget("video")
    extraction.shared("video", platform)
    assert platform.asked == 2


def test_another_way_out_has_its_own_answers(platform: Platform, settings: Settings) -> None:
    platform.may_answer.set()
    extraction.shared("video", platform)
    settings.OUTBOUND_PROXY = "http://elsewhere:3128"
    extraction.shared("video", platform)
    assert platform.asked == 2


def test_no_lock_is_left_behind(platform: Platform, settings: Settings) -> None:
    platform.may_answer.set()
    extraction.shared("video", platform)
    assert not list((settings.DATA_DIR / "cache" / "locks").iterdir())
