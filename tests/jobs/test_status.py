"""GET /status/{job_id}."""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs.errors import Code, Failure, sentence
from jobs.models import File, Job, JobItem, PlatformPause, State
from tests.jobs.rows import ALL_STATES, expire, make_file, make_item, make_job

pytestmark = pytest.mark.django_db

MOMENT = datetime(2025, 1, 15, 12, tzinfo=UTC)
NOT_FOUND = sentence(Code.NOT_FOUND)


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> None:
    """A folder of this test's own."""
    settings.DATA_DIR = tmp_path


def status(client: Client, job: Job, **query: Any) -> dict[str, Any]:
    """What is told of a job."""
    answer = client.get(f"/status/{job.pk}", query)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_a_pending_job_has_the_documented_fields_and_nothing_to_tell_yet(client: Client) -> None:
    job = make_job(created_at=MOMENT, updated_at=MOMENT)
    job.items.update(updated_at=MOMENT)

    assert status(client, job) == {
        "job_id": str(job.pk),
        "status": "pending",
        "progress": 0,
        "files": [],
        "error": None,
        "title": None,
        "created_at": "2025-01-15T12:00:00.000000Z",
        "type": "video",
        "error_code": None,
        "updated_at": "2025-01-15T12:00:00.000000Z",
        "expires_at": None,
        "speed": None,
        "eta": None,
        "waiting_until": None,
        "waiting_reason": None,
        "downloaded_bytes": 0,
        "total_bytes": None,
        "files_count": 0,
    }


def test_a_running_job_tells_how_far_it_is(client: Client) -> None:
    job = make_job(State.PROCESSING, title="فیلم 🎬")
    job.items.update(
        progress=45, downloaded_bytes=450, total_bytes=1000, speed_bytes=50, eta_seconds=11, updated_at=MOMENT
    )

    told = status(client, job)

    assert told["title"] == "فیلم 🎬"
    assert (told["progress"], told["downloaded_bytes"], told["total_bytes"]) == (45, 450, 1000)
    assert (told["speed"], told["eta"]) == (50, 11)


def test_a_completed_job_lists_its_files(client: Client) -> None:
    job = make_job(State.COMPLETED, title="Video")
    file = make_file(
        job.items.get(), width=1280, height=720, duration_seconds=212.5, expires_at=MOMENT.replace(year=2999)
    )

    told = status(client, job)

    assert (told["status"], told["progress"], told["error"], told["files_count"]) == (
        "completed",
        100,
        None,
        1,
    )
    assert told["expires_at"] == "2999-01-15T12:00:00.000000Z"
    assert told["files"] == [
        {
            "filename": "abc12345_Video.mp4",
            "path": f"files/{file.pk}",
            "size": 10,
            "download_url": "/download/file/abc12345_Video.mp4",
            "content_type": "video/mp4",
            "resolution": "1280x720",
            "duration": 212.5,
            "expires_at": "2999-01-15T12:00:00.000000Z",
        }
    ]


@pytest.mark.parametrize(
    "name", ["abc12345_Video Title.mp4", "abc12345_فیلم «زیبا».mp4", "abc12345_50% + 🎬.mp4"]
)
def test_a_download_url_is_told_as_people_write_it(client: Client, name: str) -> None:
    job = make_job(State.COMPLETED)
    make_file(job.items.get(), name=name, content=b"content")

    assert status(client, job)["files"][0]["download_url"] == f"/download/file/{name}"


def test_sound_has_no_resolution(client: Client) -> None:
    job = make_job(State.COMPLETED)
    make_file(job.items.get(), content_type="audio/mp4", duration_seconds=None)

    told = status(client, job)["files"][0]

    assert (told["resolution"], told["duration"]) == (None, None)


def test_progress_is_100_only_for_a_completed_job(client: Client) -> None:
    job = make_job(State.PROCESSING)
    job.items.update(progress=100)

    assert status(client, job)["progress"] == 99


def test_files_that_cannot_be_fetched_any_more_are_not_listed(client: Client) -> None:
    job = make_job(State.COMPLETED)
    item = job.items.get()
    expire(make_file(item, name="expired"))
    make_file(item, name="deleted", deleted_at=timezone.now())
    make_file(item, name="living")

    told = status(client, job)

    assert [file["filename"] for file in told["files"]] == ["living"]
    assert told["files_count"] == 1


def test_a_job_expires_with_the_first_of_its_files(client: Client) -> None:
    job = make_job(State.COMPLETED)
    for day in (3, 2, 4):
        make_file(job.items.get(), name=str(day), expires_at=MOMENT.replace(year=2999, day=day))

    assert status(client, job)["expires_at"] == "2999-01-02T12:00:00.000000Z"


def test_a_failed_job_tells_why_in_the_words_of_the_table(client: Client) -> None:
    job = make_job(State.FAILED)
    job.items.update(error_code="no_matching_format", error_details={"format_id": "999"})

    told = status(client, job)

    assert told["error_code"] == "no_matching_format"
    assert told["error"] == sentence(Code.NO_MATCHING_FORMAT, {"format_id": "999"})
    assert "999" in told["error"]


def test_an_attempt_that_will_be_repeated_is_no_error_of_the_job(client: Client) -> None:
    job = make_job(State.PROCESSING)
    job.items.update(error_code="upstream_error", state=State.PENDING)

    told = status(client, job)

    assert (told["status"], told["error"], told["error_code"]) == ("processing", None, None)


def test_a_job_tells_when_it_is_tried_again_and_why_not_now(client: Client) -> None:
    job = make_job(State.PROCESSING)
    later = MOMENT.replace(year=2999)
    job.items.update(error_code="upstream_error", state=State.PENDING, not_before=later)

    told = status(client, job)

    assert told["waiting_until"] == "2999-01-15T12:00:00.000000Z"
    assert told["waiting_reason"] == sentence(Code.UPSTREAM_ERROR)


def test_a_job_tells_that_its_platform_refuses_us(client: Client) -> None:
    PlatformPause.objects.prolong(settings.PLATFORMS[0], MOMENT.replace(year=2999))
    waiting, running, finished = make_job(), make_job(State.PROCESSING), make_job(State.FAILED)
    elsewhere = make_job(provider="another")

    told = status(client, waiting)

    assert told["waiting_until"] == "2999-01-15T12:00:00.000000Z"
    assert told["waiting_reason"] == sentence(Code.UPSTREAM_BLOCKED)
    for job in (running, finished, elsewhere):
        assert (status(client, job)["waiting_until"], status(client, job)["waiting_reason"]) == (None, None)


def test_a_job_that_may_be_tried_now_does_not_wait(client: Client) -> None:
    job = make_job(State.PROCESSING, items=2)
    job.items.update(state=State.PENDING)
    job.items.filter(index=0).update(error_code="upstream_error", not_before=MOMENT.replace(year=2999))
    PlatformPause.objects.prolong(settings.PLATFORMS[0], MOMENT)

    assert status(client, job)["waiting_until"] is None


@pytest.mark.parametrize("code", [code for code in Code if code != Code.INVALID_REQUEST])
def test_every_error_that_a_job_can_have_is_shown_as_it_was_stored(client: Client, code: Code) -> None:
    names = ("format_id", "languages", "method", "media_type", "seconds", "error_id")
    details: dict[str, Any] = dict.fromkeys(names, "7")
    job, token = make_job(), uuid.uuid4()
    item = job.items.get()
    item.claim(token, "machine")

    item.fail(token, Failure(code, **details), retry_in=None)

    told = status(client, job)
    assert (told["status"], told["error_code"]) == ("failed", code)
    assert told["error"] == sentence(code, details)


@pytest.mark.parametrize("state", ALL_STATES)
def test_a_job_of_one_item_does_not_speak_of_items(client: Client, state: State) -> None:
    told = status(client, make_job(state))

    assert told["status"] == state
    assert not {"items", "total_items", "completed_count", "errors"} & set(told)


# --- jobs of several items -------------------------------------------------------------------------


def test_a_job_of_several_items_tells_about_each(client: Client) -> None:
    job = make_job(State.PROCESSING, items=0, type="batch")
    make_item(job, 0, State.COMPLETED, title="First")
    make_item(job, 1, State.FAILED, progress=30, error_code="not_found")
    make_item(job, 2, State.PROCESSING, progress=51)

    told = status(client, job)

    failed = {
        "index": 1,
        "url": "https://example.org/1",
        "title": None,
        "status": "failed",
        "progress": 30,
        "error": NOT_FOUND,
        "error_code": "not_found",
    }
    assert (told["total_items"], told["completed_count"], told["progress"]) == (3, 1, 60)
    assert [item["status"] for item in told["items"]] == ["completed", "failed", "processing"]
    assert told["items"][0]["title"] == "First"
    assert told["items"][1] == failed
    assert told["errors"] == [failed]
    assert (told["error"], told["error_code"]) == (None, None)


def test_the_first_error_is_the_one_of_a_job_that_failed_altogether(client: Client) -> None:
    job = make_job(State.FAILED, items=0)
    make_item(job, 0, State.FAILED, error_code="not_found")
    make_item(job, 1, State.FAILED, error_code="private")

    told = status(client, job)

    assert (told["error_code"], told["error"]) == ("not_found", NOT_FOUND)
    assert [error["error_code"] for error in told["errors"]] == ["not_found", "private"]


def test_totals_are_unknown_as_long_as_one_is(client: Client) -> None:
    job = make_job(State.PROCESSING, items=0)
    make_item(job, 0, State.PROCESSING, total_bytes=10, downloaded_bytes=3, speed_bytes=2, eta_seconds=4)
    item = make_item(
        job, 1, State.PROCESSING, total_bytes=None, downloaded_bytes=4, speed_bytes=5, eta_seconds=9
    )

    told = status(client, job)
    assert (told["downloaded_bytes"], told["total_bytes"], told["speed"], told["eta"]) == (7, None, 7, 9)

    JobItem.objects.filter(pk=item.pk).update(total_bytes=30)
    assert status(client, job)["total_bytes"] == 40


def test_files_come_in_the_order_of_the_items(client: Client) -> None:
    job = make_job(State.COMPLETED, items=3)
    for item in reversed(job.items.all()):
        make_file(item, name=f"{item.index}-video")
        make_file(item, name=f"{item.index}-audio")

    names = [file["filename"] for file in status(client, job)["files"]]

    assert names == ["0-video", "0-audio", "1-video", "1-audio", "2-video", "2-audio"]


def test_a_file_of_two_items_is_listed_once(client: Client) -> None:
    job, other = make_job(State.COMPLETED, items=2), make_job(State.COMPLETED)
    make_file(*job.items.all(), other.items.get())

    told = status(client, job)

    assert (len(told["files"]), told["files_count"]) == (1, 1)
    assert status(client, other)["files_count"] == 1


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, range(100)),
        ({"items_limit": 2}, range(2)),
        ({"items_skip": 3, "items_limit": 2}, range(3, 5)),
        ({"items_skip": 118}, range(118, 120)),
        ({"items_skip": 2**31 - 1}, range(0)),
        ({"items_limit": 500}, range(120)),
    ],
)
def test_long_lists_come_in_pages(client: Client, query: dict[str, int], shown: range) -> None:
    job = make_job(State.FAILED, items=0)
    JobItem.objects.bulk_create(
        JobItem(job=job, index=index, state=State.FAILED, error_code="private") for index in range(120)
    )
    for item in job.items.all():
        file = File.objects.create(name=str(item.index), content_type="video/mp4", size_bytes=1)
        file.items.add(item)

    told = status(client, job, **query)

    assert [item["index"] for item in told["items"]] == list(shown)
    assert [item["index"] for item in told["errors"]] == list(shown)
    assert [file["filename"] for file in told["files"]] == [str(index) for index in shown]
    assert (told["total_items"], told["files_count"]) == (120, 120)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[(name, value) for name in ("items_skip", "items_limit") for value in ("-1", "x", "1.5", "null")],
        *[
            (name, value)
            for name in ("items_skip", "items_limit")
            for value in ("9" * 30, "9" * 5000, "\x00")
        ],
        ("items_limit", "0"),
        ("items_limit", "501"),
        ("items_skip", str(2**31)),
    ],
)
def test_a_bad_page_is_an_invalid_request_that_names_the_parameter(
    client: Client, name: str, value: str
) -> None:
    answer = client.get(f"/status/{make_job().pk}", {name: value})

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_request"
    assert answer.json()["detail"].startswith(f"{name}: ")


@pytest.mark.parametrize(
    "job_id", [str(uuid.uuid4()), "nonsense", "0", "..", "%00", "{job_id}", "فیلم", "x" * 5000, "9" * 40]
)
def test_an_unknown_id_and_what_is_no_id_are_a_job_not_found(client: Client, job_id: str) -> None:
    answer = client.get(f"/status/{job_id}")

    assert answer.status_code == 404
    assert answer.json()["code"] == "job_not_found"


def test_it_is_never_cached(client: Client) -> None:
    assert client.get(f"/status/{make_job().pk}").headers["Cache-Control"] == "no-store"


def test_it_is_free_of_the_rate_limit(client: Client, settings: Any) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 1
    job = make_job()

    for _ in range(3):
        status(client, job)


def test_it_costs_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    alone, several = make_job(State.COMPLETED), make_job(State.FAILED, items=50)
    make_file(alone.items.get())

    with django_assert_max_num_queries(5):
        status(client, alone)
    with django_assert_max_num_queries(8):
        status(client, several)


def test_a_browser_gets_a_page(client: Client) -> None:
    page = client.get(f"/status/{make_job().pk}", headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
