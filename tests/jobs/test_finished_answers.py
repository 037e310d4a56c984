"""GET /status of a job that has finished: asked again, it costs one query and is as true as before."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs import engine
from jobs.admin.files import keep_longer
from jobs.models import File, Job, State
from jobs.purge import delete_bytes
from tests.jobs.rows import FINISHED_STATES, UNFINISHED_STATES, expire, make_file, make_job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A folder of this test's own, and nothing kept of other tests."""
    settings.DATA_DIR = tmp_path
    yield
    caches["answers"].clear()


def status(client: Client, job: Job, **headers: str) -> Any:
    """What is told of a job."""
    return client.get(f"/status/{job.pk}", headers=headers).json()


@pytest.mark.parametrize("state", FINISHED_STATES)
def test_asked_again_it_costs_one_query(
    client: Client, state: State, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    job = make_job(state)
    before = client.get(f"/status/{job.pk}")

    with django_assert_num_queries(1):
        again = client.get(f"/status/{job.pk}")

    assert (again.status_code, again.content) == (200, before.content)
    assert again.headers == before.headers


@pytest.mark.parametrize("state", UNFINISHED_STATES)
def test_an_unfinished_job_is_always_asked_for(client: Client, state: State) -> None:
    job = make_job(state)
    status(client, job)

    job.items.update(downloaded_bytes=5)

    assert status(client, job)["downloaded_bytes"] == 5


def test_a_cancelled_job_is_told_as_cancelled_at_once(client: Client) -> None:
    job = make_job(State.PROCESSING)
    status(client, job)

    job.cancel()

    assert status(client, job)["status"] == "cancelled"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(keep_longer, id="kept longer by the admin"),
        pytest.param(delete_bytes, id="deleted by the admin"),
        pytest.param(lambda files: files.update(name="other"), id="changed in whatever way"),
    ],
)
def test_a_change_of_a_file_is_told_at_once(client: Client, change: Callable[[Any], int]) -> None:
    job, untouched = make_job(State.COMPLETED), make_job(State.COMPLETED)
    file = make_file(job.items.get(), name="a")
    make_file(untouched.items.get(), name="b")
    before, told_of_other = status(client, job), status(client, untouched)

    change(File.objects.filter(pk=file.pk))

    after = status(client, job)
    assert after["files"] != before["files"]
    assert after["updated_at"] > before["updated_at"]
    assert status(client, untouched) == told_of_other


def test_a_file_that_expires_is_not_told_of_any_more(client: Client) -> None:
    job = make_job(State.COMPLETED)
    soon = timezone.now() + timedelta(milliseconds=300)
    make_file(job.items.get(), name="first", expires_at=soon)
    make_file(job.items.get(), name="second")
    assert status(client, job)["files_count"] == 2

    threading.Event().wait((soon - timezone.now()).total_seconds() + 0.01)

    assert [file["filename"] for file in status(client, job)["files"]] == ["second"]


def test_what_another_job_does_with_a_shared_file_is_told(client: Client) -> None:
    job, other = make_job(State.COMPLETED), make_job(State.COMPLETED)
    file = make_file(job.items.get(), other.items.get())
    assert status(client, job)["files_count"] == 1

    expire(file)

    assert status(client, job)["files_count"] == status(client, other)["files_count"] == 0


def test_a_deleted_job_is_not_found(client: Client) -> None:
    job = make_job(State.COMPLETED)
    job_id = job.pk
    status(client, job)

    engine.delete(job)

    assert client.get(f"/status/{job_id}").status_code == 404


def test_each_language_has_its_own_answer(client: Client) -> None:
    job = make_job(State.FAILED)
    job.items.update(error_code="private")

    english, persian, again = (
        status(client, job, accept_language=language)["error"] for language in ("en", "fa", "en")
    )

    assert english != persian
    assert english == again


def test_a_page_of_the_items_is_not_taken_for_the_first_one(client: Client) -> None:
    job = make_job(State.COMPLETED, items=3)
    assert len(status(client, job)["items"]) == 3

    page = client.get(f"/status/{job.pk}", {"items_skip": 2}).json()

    assert [item["index"] for item in page["items"]] == [2]


def test_a_browser_gets_its_page_and_a_program_its_json(client: Client) -> None:
    job = make_job(State.COMPLETED)

    kinds = [
        client.get(f"/status/{job.pk}", headers={"Accept": accept}).headers["Content-Type"]
        for accept in ("*/*", "text/html", "application/json", "text/html")
    ]

    assert [kind.partition(";")[0] for kind in kinds] == [
        "application/json",
        "text/html",
        "application/json",
        "text/html",
    ]


def test_a_host_that_is_not_ours_is_refused_as_ever(client: Client) -> None:
    job = make_job(State.COMPLETED)
    status(client, job)

    assert client.get(f"/status/{job.pk}", headers={"Host": "evil.test"}).status_code == 400


def test_other_methods_are_answered_as_ever(client: Client) -> None:
    job = make_job(State.COMPLETED)
    status(client, job)

    assert client.post(f"/status/{job.pk}").status_code == 405
    assert client.head(f"/status/{job.pk}").content == b""
