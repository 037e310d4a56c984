"""A job that stops at its first failure: one item after the other, and then the rest is cancelled."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from jobs import engine
from jobs.engine import Submission
from jobs.errors import Code, Failure
from jobs.models import Job, JobItem, State
from jobs.providers import Expansion, ItemRequest
from tests.jobs.database_process import Processes

pytestmark = pytest.mark.django_db
FAILURE = Failure(Code.PRIVATE)
SOON = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path


def submitted(count: int = 3, *, stops: bool = True, expanding: Sequence[int] = ()) -> Job:
    """A job of so many items, of which some stand for others."""
    requests = [
        ItemRequest(f"https://example.org/{number}", expands=number in expanding) for number in range(count)
    ]
    return engine.submit(Submission("p", "batch", requests, is_collection=True, stops_at_first_failure=stops))


def claim(item: JobItem) -> uuid.UUID | None:
    """Try to make the item ours."""
    token = uuid.uuid4()
    return token if item.claim(token, "here") else None


def states(job: Job) -> list[str]:
    """Those of its items."""
    return list(job.items.values_list("state", flat=True))


def test_only_the_first_item_that_is_left_can_be_claimed() -> None:
    first, second, third = submitted().items.all()

    assert claim(third) is None
    assert claim(second) is None
    token = claim(first)
    assert token
    assert claim(second) is None

    first.complete(token, [])
    assert claim(third) is None
    assert claim(second)


def test_workers_find_nothing_while_one_of_its_items_runs() -> None:
    job = submitted()

    claimed = engine.claim_next()

    assert claimed
    assert claimed.item.index == 0
    assert engine.claim_next() is None
    assert states(job) == ["processing", "pending", "pending"]


def test_other_jobs_items_run_side_by_side() -> None:
    job = submitted(stops=False)

    assert all(claim(item) for item in job.items.order_by("-index"))


def test_the_first_failure_cancels_the_rest() -> None:
    job = submitted()
    first, second, _third = job.items.all()
    first.complete(claim(first) or uuid.uuid4(), [])

    second.fail(claim(second) or uuid.uuid4(), FAILURE, retry_in=None)

    job.refresh_from_db()
    assert states(job) == ["completed", "failed", "cancelled"]
    assert job.state == State.COMPLETED
    assert job.items.get(index=2).finished_at


def test_a_job_whose_first_item_fails_has_failed() -> None:
    job = submitted()
    first = job.items.get(index=0)

    first.fail(claim(first) or uuid.uuid4(), FAILURE, retry_in=None)

    job.refresh_from_db()
    assert (job.state, states(job)) == (State.FAILED, ["failed", "cancelled", "cancelled"])


def test_an_attempt_that_is_made_again_is_no_failure_yet_and_the_rest_waits_for_it() -> None:
    job = submitted()
    first, second, _third = job.items.all()

    first.fail(claim(first) or uuid.uuid4(), FAILURE, retry_in=SOON)

    assert states(job) == ["pending"] * 3
    assert claim(second) is None
    assert engine.claim_next() is None


def test_one_that_dies_again_and_again_is_a_failure_too() -> None:
    job = submitted()
    first = job.items.get(index=0)
    for _ in range(JobItem.MAX_DEATHS):
        first.refresh_from_db()
        first.bury(claim(first) or uuid.uuid4(), Failure(Code.INTERNAL_ERROR, error_id="x"))

    assert states(job) == ["failed", "cancelled", "cancelled"]


def test_a_retry_stops_at_its_first_failure_too() -> None:
    job = submitted()
    job.cancel()

    again = engine.retry(job)

    assert again.stops_at_first_failure
    assert claim(again.items.get(index=1)) is None


def test_of_several_processes_at_once_only_one_gets_an_item_of_it(processes: Processes) -> None:
    processes.run("submit_in_order", "20")
    running = [processes.start("claim", "20") for _ in range(4)]

    claimed = [process.communicate(timeout=60)[0].split() for process in running]

    assert all(process.returncode == 0 for process in running)
    assert len([item for items in claimed for item in items]) == 1


# --- items that stand for others -------------------------------------------------------------------


@pytest.mark.parametrize("stops", [True, False])
def test_what_an_item_stands_for_takes_its_place(stops: bool) -> None:
    job = submitted(stops=stops, expanding=[1])
    first, second, _third = job.items.all()
    first.complete(claim(first) or uuid.uuid4(), [])

    second.give_way(
        claim(second) or uuid.uuid4(),
        Expansion("Somebody", [ItemRequest(f"https://example.org/1/{letter}") for letter in "abc"]),
    )

    assert list(job.items.values_list("index", "url")) == [
        (0, "https://example.org/0"),
        (1, "https://example.org/1/a"),
        (2, "https://example.org/1/b"),
        (3, "https://example.org/1/c"),
        (4, "https://example.org/2"),
    ]
    job.refresh_from_db()
    assert job.title == ""  # it is not that of one of its parts
    assert bool(claim(job.items.get(index=4))) is not stops


def test_alone_it_gives_the_job_its_title() -> None:
    job = submitted(1, expanding=[0])
    item = job.items.get()

    item.give_way(claim(item) or uuid.uuid4(), Expansion("Somebody", [ItemRequest("https://example.org/a")]))

    job.refresh_from_db()
    assert job.title == "Somebody"
