"""Purge: what goes, what stays, and what happens when it meets something that is in use."""

import os
import time
import uuid
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import Task
from pytest_django import DjangoAssertNumQueries

from jobs import purge, storage, workplace
from jobs.models import File, Job, JobItem, State
from tests.jobs.database_process import Processes
from tests.service import eventually

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """A folder of this test's own, for files and work."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def make_item(state: State = State.COMPLETED, finished_days_ago: float = 0) -> JobItem:
    """A job of one item that finished so long ago."""
    then = timezone.now() - finished_days_ago * DAY
    job = Job.objects.create(
        provider="p", type="video", state=state, created_at=then, updated_at=then, finished_at=then
    )
    return JobItem.objects.create(job=job, index=0, url="https://example.org/", state=state)


def make_file(expires_in: timedelta, item: JobItem | None = None, **fields: Any) -> File:
    """A file with its bytes."""
    file = File.objects.create(
        name=f"{uuid.uuid4()}.mp4",
        size_bytes=5,
        content_type="video/mp4",
        expires_at=timezone.now() + expires_in,
        **fields,
    )
    if item:
        file.items.add(item)
    keep_bytes(file.pk)
    return file


def keep_bytes(key: uuid.UUID) -> Path:
    """Put five bytes where a file's bytes are."""
    draft = Path(settings.DATA_DIR, "draft")
    draft.write_bytes(b"bytes")
    storage.keep(draft, key)
    return bytes_of(key)


def bytes_of(key: uuid.UUID) -> Path:
    """Where a file's bytes are."""
    return Path(settings.DATA_DIR, storage.relative_path(key))


def test_an_expired_file_loses_its_bytes_and_keeps_its_row() -> None:
    file = make_file(-DAY)

    assert purge.purge().files == 1

    file.refresh_from_db()
    assert file.deleted_at
    assert not bytes_of(file.pk).exists()


def test_a_file_whose_time_is_not_over_stays() -> None:
    file = make_file(DAY)

    assert purge.purge().files == 0

    assert bytes_of(file.pk).exists()
    assert File.objects.alive().get() == file


def test_more_files_than_one_batch_all_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge, "BATCH", 2)
    files = [make_file(-DAY) for _ in range(5)]

    assert purge.purge().files == 5

    assert not any(bytes_of(file.pk).exists() for file in files)


def test_a_file_that_is_being_sent_is_sent_to_its_end() -> None:
    file = make_file(-DAY)
    with storage.open_file(file.pk) as being_sent:
        being_sent.read(2)

        purge.purge()

        assert being_sent.read() == b"tes"
    assert not bytes_of(file.pk).exists()


def test_a_file_prolonged_at_the_last_moment_stays() -> None:
    file = make_file(-DAY)
    prolonged = False

    def prolong(execute: Any, sql: str, *args: Any) -> Any:
        nonlocal prolonged
        if sql.startswith("UPDATE") and not prolonged:  # purge has read that it is expired
            prolonged = True
            File.objects.filter(pk=file.pk).update(expires_at=timezone.now() + DAY)
        return execute(sql, *args)

    with connection.execute_wrapper(prolong):
        assert purge.purge().files == 0

    assert prolonged
    assert bytes_of(file.pk).exists()
    assert File.objects.alive().get() == file


def test_a_file_whose_bytes_are_gone_already_is_no_obstacle() -> None:
    file = make_file(-DAY)
    bytes_of(file.pk).unlink()

    assert purge.purge().files == 1


def test_the_row_of_a_deleted_file_is_kept_for_a_month() -> None:
    now = timezone.now()
    make_file(-31 * DAY, make_item(), deleted_at=now - 31 * DAY)
    younger = make_file(-29 * DAY, deleted_at=now - 29 * DAY)

    assert purge.purge().file_rows == 1

    assert File.objects.get() == younger


def test_bytes_that_belong_to_no_living_row_go_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    lost, living = keep_bytes(uuid.uuid4()), bytes_of(make_file(DAY).pk)
    of_dead_row = bytes_of(make_file(-DAY, deleted_at=timezone.now()).pk)

    assert purge.purge().orphans == 0  # they may be about to be published
    monkeypatch.setattr(purge, "ORPHANS_KEPT", timedelta(seconds=-1))
    assert purge.purge().orphans == 2

    assert not lost.exists()
    assert not of_dead_row.exists()
    assert living.exists()


@pytest.mark.parametrize("state", [State.COMPLETED, State.FAILED, State.CANCELLED])
def test_the_work_folder_of_a_finished_item_goes(state: State) -> None:
    folder = make_work_folder(make_item(state).pk)

    assert purge.purge().work_folders == 1

    assert not folder.exists()


@pytest.mark.parametrize("state", [State.PENDING, State.PROCESSING])
def test_the_work_folder_of_an_unfinished_item_stays_for_the_next_attempt(state: State) -> None:
    folder = make_work_folder(make_item(state).pk)

    assert purge.purge().work_folders == 0

    assert (folder / "video.part").exists()


def test_the_work_folder_of_an_unknown_item_goes() -> None:
    folder = make_work_folder(123_456)

    assert purge.purge().work_folders == 1

    assert not folder.exists()


def test_a_folder_that_somebody_still_works_in_stays() -> None:
    item = make_item(State.CANCELLED)
    folder = make_work_folder(item.pk)

    with workplace.locked(item.pk):
        assert purge.purge().work_folders == 0

    assert (folder / "video.part").exists()


def test_each_machine_looks_for_folders_of_its_own(processes: Processes, tmp_path: Path) -> None:
    folder = make_work_folder(123_456)

    machine = processes.start("recover")
    try:
        eventually(lambda: not folder.exists())
    finally:
        machine.kill()
        machine.communicate()


def test_what_was_cached_long_ago_goes(data_dir: Path) -> None:
    old, new = data_dir / "cache" / "extractions" / "old", data_dir / "cache" / "new"
    for path in (old, new):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    long_ago = time.time() - 25 * 3600
    os.utime(old, (long_ago, long_ago))

    assert purge.purge().cached_answers == 1

    assert not old.exists()
    assert new.exists()


def make_work_folder(item_id: int) -> Path:
    """The folder of an item, with a partial file in it."""
    folder = workplace.work_folder(item_id)
    folder.mkdir(parents=True)
    (folder / "video.part").write_bytes(b"half")
    return folder


def test_a_finished_job_is_forgotten_after_a_month() -> None:
    make_item(finished_days_ago=31)
    younger = make_item(finished_days_ago=29).job

    assert purge.purge().jobs == 1

    assert Job.objects.get() == younger
    assert JobItem.objects.get().job == younger


def test_a_job_with_a_living_file_is_not_forgotten() -> None:
    item = make_item(finished_days_ago=31)
    make_file(DAY, item)

    assert purge.purge().jobs == 0

    assert Job.objects.get() == item.job


def test_an_unfinished_job_is_never_forgotten() -> None:
    item = make_item(State.PENDING, finished_days_ago=400)
    Job.objects.update(finished_at=None)

    assert purge.purge().jobs == 0

    assert JobItem.objects.get() == item


def test_a_job_of_many_items_is_forgotten_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge, "BATCH", 2)
    job = make_item(finished_days_ago=31).job
    JobItem.objects.bulk_create(JobItem(job=job, index=index, url="u") for index in range(1, 6))

    with CaptureQueriesContext(connection) as queries:
        assert purge.purge().jobs == 1

    assert not JobItem.objects.exists()
    deletions = [q["sql"] for q in queries if q["sql"].startswith('DELETE FROM "jobs_jobitem" ')]
    assert len(deletions) == 3


def test_task_records_are_kept_for_a_day_and_failures_for_a_week() -> None:
    for success, days in [(True, 0.9), (True, 1.1), (False, 6.9), (False, 7.1)]:
        then = timezone.now() - days * DAY
        Task.objects.create(
            id=uuid.uuid4().hex, name=str(days), func="f", success=success, started=then, stopped=then
        )

    assert purge.purge().task_records == 2

    assert set(Task.objects.values_list("name", flat=True)) == {"0.9", "6.9"}


def test_expired_sessions_and_counters_are_forgotten() -> None:
    for seconds in (-60, 60):
        session = SessionStore()
        session.set_expiry(seconds)
        session.save()
        caches["counters"].add(f"counter{seconds}", 1, timeout=seconds)

    purge.purge()

    assert Session.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM jobs_counter")
        assert [key for (key,) in cursor.fetchall()] == [":1:counter60"]


def test_a_second_purge_finds_nothing_left() -> None:
    make_file(-DAY)
    make_work_folder(make_item(finished_days_ago=31).pk)

    assert any(vars(purge.purge()).values())
    assert not any(vars(purge.purge()).values())


def test_purging_nothing_is_cheap(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(12):
        purge.purge()


def test_the_command_says_what_it_did() -> None:
    make_file(-DAY)
    output = StringIO()

    call_command("purge", stdout=output)

    assert "files: 1" in output.getvalue().splitlines()
    assert "jobs: 0" in output.getvalue().splitlines()


def test_bytes_that_cannot_be_deleted_hold_nothing_up_and_are_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    files = [make_file(-DAY) for _ in range(3)]
    stubborn = bytes_of(files[0].pk)
    stubborn.unlink()
    stubborn.mkdir()  # which no unlink removes
    monkeypatch.setattr(purge, "ORPHANS_KEPT", timedelta(seconds=-1))

    assert purge.purge().files == 3
    assert not any(bytes_of(file.pk).exists() for file in files[1:])
    assert str(files[0].pk) in caplog.text

    stubborn.rmdir()
    keep_bytes(files[0].pk)
    assert purge.purge().orphans == 1
