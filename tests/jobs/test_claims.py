"""Who gets which item, for how long, and how often it is tried again."""

import uuid
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from pytest_django import Settings

from jobs import engine, retries, workplace
from jobs.engine import Submission
from jobs.errors import Code, Failure
from jobs.models import Job, JobItem, PlatformPause, State
from jobs.providers import ItemRequest
from jobs.runner import Claim
from tests.jobs.database_process import Processes
from tests.jobs.rows import make_item, make_job

HOUR = timedelta(hours=1)
PROCESSES = 4
ITEMS = 40


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path


def claimed() -> Claim:
    """The next claim; there is one."""
    claim = engine.claim_next()
    assert claim
    return claim


def set_item(item: JobItem, **fields: object) -> None:
    """Change a row behind everybody's back."""
    JobItem.objects.filter(pk=item.pk).update(**fields)


@pytest.mark.django_db
class TestClaiming:
    """Which item a worker gets."""

    def test_the_row_says_who_has_it_and_until_when(self) -> None:
        item = make_job().items.get()

        claim = claimed()

        item.refresh_from_db()
        assert (claim.item, item.token) == (item, claim.token)
        assert (item.state, item.job.state) == (State.PROCESSING, State.PROCESSING)
        assert item.machine == workplace.machine_id()
        assert item.lease_until is not None
        assert timedelta(seconds=40) < item.lease_until - timezone.now() <= JobItem.LEASE

    def test_nobody_else_gets_it(self) -> None:
        item = make_job().items.get()
        claimed()

        assert engine.claim_next() is None
        assert not item.claim(uuid.uuid4(), "another machine")

    def test_the_oldest_job_comes_first_and_its_items_in_their_order(self) -> None:
        newer = make_job(items=0)
        older = make_job(items=0, created_at=timezone.now() - HOUR)
        for index in (1, 0):
            make_item(older, index)
        make_item(newer, 0)

        assert claimed().item == older.items.get(index=0)

    def test_jobs_take_turns(self) -> None:
        long = make_job(items=3, created_at=timezone.now() - HOUR)
        short = make_job(items=1)

        jobs = [claimed().item.job for _ in range(4)]

        assert jobs == [long, short, long, long]

    def test_an_item_that_waits_for_its_time_is_left_alone(self) -> None:
        item = make_job().items.get()
        set_item(item, not_before=timezone.now() + HOUR)
        assert engine.claim_next() is None

        set_item(item, not_before=timezone.now())
        assert claimed().item == item

    @pytest.mark.parametrize("state", [State.PROCESSING, State.COMPLETED, State.FAILED, State.CANCELLED])
    def test_only_what_waits_is_claimed(self, state: State) -> None:
        make_job(state)

        assert engine.claim_next() is None

    def test_an_item_in_whose_folder_somebody_works_is_left_alone(self) -> None:
        busy, free = make_job(items=2).items.all()
        lock = workplace.lock_item(busy.pk)
        assert lock

        with lock:
            assert claimed().item == free

    def test_a_claim_that_came_too_late_leaves_no_folder_and_no_lock(self) -> None:
        item = make_job().items.get()
        stale = JobItem.objects.get(pk=item.pk)
        item.claim(uuid.uuid4(), "another machine")

        assert engine._claim(stale) is None

        assert not workplace.work_folder(item.pk).exists()

    def test_a_paused_platform_is_asked_for_nothing_and_the_others_go_on(self) -> None:
        make_job(provider="paused", created_at=timezone.now() - HOUR)
        other = make_job(provider="other")
        PlatformPause.objects.prolong("paused", timezone.now() + HOUR)

        assert claimed().item.job == other
        assert engine.claim_next() is None

    def test_a_pause_ends(self) -> None:
        job = make_job(provider="paused")
        PlatformPause.objects.prolong("paused", timezone.now())

        assert claimed().item.job == job


@pytest.mark.django_db
class TestLease:
    """What keeps an item with its runner, and what takes it away."""

    def test_it_is_prolonged_by_its_holder_only(self) -> None:
        make_job()
        claim = claimed()
        soon = timezone.now() + timedelta(seconds=1)
        set_item(claim.item, lease_until=soon)

        assert not claim.item.renew(uuid.uuid4())
        assert claim.item.renew(claim.token)

        claim.item.refresh_from_db()
        assert claim.item.lease_until is not None
        assert claim.item.lease_until > soon

    def test_without_it_nothing_can_be_written(self) -> None:
        make_job()
        claim = claimed()
        assert claim.item.release(claim.token)

        assert not claim.item.renew(claim.token)
        assert not claim.item.report(claim.token, progress=50)
        assert not claim.item.complete(claim.token, [])
        assert not claim.item.fail(claim.token, Failure(Code.PRIVATE), None)

        claim.item.refresh_from_db()
        assert (claim.item.state, claim.item.progress, claim.item.attempts) == (State.PENDING, 0, 0)

    def test_an_expired_one_is_recovered_as_a_death_and_not_as_a_failed_attempt(self) -> None:
        item = make_job().items.get()
        item.claim(uuid.uuid4(), "another machine")
        set_item(item, lease_until=timezone.now() - HOUR)

        engine.recover()

        item.refresh_from_db()
        assert (item.state, item.token, item.deaths, item.attempts) == (State.PENDING, None, 1, 0)

    def test_another_machine_is_trusted_until_its_lease_expires(self) -> None:
        item = make_job().items.get()
        item.claim(uuid.uuid4(), "another machine")

        engine.recover()

        item.refresh_from_db()
        assert item.state == State.PROCESSING

    def test_on_this_machine_a_free_lock_is_enough(self) -> None:
        make_job()
        claim = claimed()
        engine.recover()
        claim.item.refresh_from_db()
        assert claim.item.state == State.PROCESSING

        claim.lock.release()
        engine.recover()

        claim.item.refresh_from_db()
        assert claim.item.state == State.PENDING
        assert not workplace.work_folder(claim.item.pk).exists()

    def test_an_item_that_dies_and_dies_without_a_new_byte_is_given_up(self) -> None:
        item = make_job().items.get()

        for deaths in range(1, JobItem.MAX_DEATHS + 1):
            assert item.state == State.PENDING
            claimed().lock.release()
            engine.recover()
            item.refresh_from_db()
            assert item.deaths == deaths

        assert (item.state, item.error_code, item.job.state) == ("failed", "internal_error", "failed")

    def test_deaths_count_anew_after_a_new_byte(self) -> None:
        item = make_job().items.get()
        set_item(item, deaths=JobItem.MAX_DEATHS - 1, bytes_at_death=1000)

        claim = claimed()
        claim.item.report(claim.token, progress=50, downloaded_bytes=1001)
        claim.lock.release()
        engine.recover()

        item.refresh_from_db()
        assert (item.state, item.deaths, item.bytes_at_death) == (State.PENDING, 1, 1001)


@pytest.mark.django_db
class TestTryingAgain:
    """What becomes of a failed attempt."""

    def fail(self, code: Code, retry_after_seconds: int | None = None) -> JobItem:
        """The one item, after its next attempt has failed."""
        JobItem.objects.update(not_before=None)
        PlatformPause.objects.all().delete()
        claim = claimed()
        retries.record_failure(
            claim.item, claim.token, Failure(code, retry_after_seconds=retry_after_seconds)
        )
        claim.lock.release()
        return JobItem.objects.get()

    def test_what_can_help_is_tried_three_times_with_growing_pauses(self) -> None:
        make_job()
        for attempt, (least, most) in enumerate([(1, 3), (2, 6)], start=1):
            item = self.fail(Code.UPSTREAM_ERROR)
            assert (item.state, item.attempts, item.error_code) == ("pending", attempt, "upstream_error")
            assert item.not_before is not None
            seconds = (item.not_before - timezone.now()).total_seconds()
            assert least - 0.5 < seconds <= most

        item = self.fail(Code.UPSTREAM_ERROR)

        assert (item.state, item.attempts, item.not_before) == ("failed", 3, None)
        assert item.job.state == "failed"

    @pytest.mark.parametrize("code", [Code.PRIVATE, Code.NOT_FOUND, Code.TOO_LARGE, Code.INTERNAL_ERROR])
    def test_what_cannot_help_is_not_tried_again(self, code: Code) -> None:
        make_job()

        item = self.fail(code)

        assert (item.state, item.attempts, item.error_code) == ("failed", 1, code.value)

    def test_a_platform_that_says_when_is_obeyed(self) -> None:
        make_job()

        item = self.fail(Code.UPSTREAM_ERROR, retry_after_seconds=600)

        assert item.not_before is not None
        assert 590 < (item.not_before - timezone.now()).total_seconds() <= 600

    @pytest.mark.parametrize(("said", "expected"), [(None, 60), (600, 600)])
    def test_a_refusal_pauses_the_whole_platform(self, said: int | None, expected: int) -> None:
        make_job()

        self.fail(Code.UPSTREAM_BLOCKED, retry_after_seconds=said)

        pause = PlatformPause.objects.in_force().get()
        assert expected - 10 < (pause.until - timezone.now()).total_seconds() <= expected
        make_job()
        assert engine.claim_next() is None

    def test_a_shorter_pause_does_not_end_a_longer_one(self) -> None:
        long = timezone.now() + HOUR
        PlatformPause.objects.prolong("platform", long)

        PlatformPause.objects.prolong("platform", timezone.now())

        assert PlatformPause.objects.get().until == long


@pytest.mark.django_db
class TestWakeUps:
    """Never one for each item: the rows are the truth."""

    def submit(self, items: int) -> Job:
        """A job of so many items."""
        requests = [ItemRequest(f"https://example.org/{number}") for number in range(items)]
        return engine.submit(Submission(provider="p", type="batch", items=requests))

    @pytest.mark.parametrize(("items", "wake_ups"), [(1, 1), (3, 3), (4, 4), (100, 4)])
    def test_a_job_wakes_as_many_workers_as_it_can_use(self, items: int, wake_ups: int) -> None:
        self.submit(items)

        assert OrmQ.objects.count() == wake_ups

    def test_many_jobs_at_once_wake_no_more_than_there_are(self) -> None:
        for _ in range(20):
            self.submit(1)

        assert OrmQ.objects.count() == 4

    def test_lost_ones_are_made_up_for(self) -> None:
        self.submit(2)
        OrmQ.objects.all().delete()

        engine.recover()
        engine.recover()

        assert OrmQ.objects.count() == 2

    def test_busy_workers_are_not_woken(self) -> None:
        self.submit(10)
        OrmQ.objects.all().delete()
        slots = [workplace.take_slot() for _ in range(3)]

        engine.recover()

        assert OrmQ.objects.count() == 1
        for slot in slots:
            assert slot
            slot.release()

    def test_where_nothing_is_due_nobody_is_woken(self) -> None:
        make_job(State.COMPLETED)
        make_item(make_job(items=0), 0, not_before=timezone.now() + HOUR)

        engine.recover()

        assert OrmQ.objects.count() == 0


def test_several_processes_share_the_items_and_get_each_once(processes: Processes) -> None:
    processes.run("submit", str(ITEMS))

    running = [processes.start("claim") for _ in range(PROCESSES)]

    claims = Counter(line for process in running for line in process.communicate(timeout=60)[0].split())
    assert len(claims) == ITEMS
    assert set(claims.values()) == {1}
