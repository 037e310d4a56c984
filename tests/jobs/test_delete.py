"""DELETE /jobs/{job_id}."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from jobs import storage
from jobs.models import Job, JobItem, State
from tests.jobs.rows import ALL_STATES, make_file, make_job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> None:
    """A folder of this test's own."""
    settings.DATA_DIR = tmp_path


def delete(client: Client, job_id: object, **headers: str) -> Any:
    """The answer to deleting."""
    return client.delete(f"/jobs/{job_id}", headers=headers)


@pytest.mark.parametrize("state", ALL_STATES)
def test_a_job_of_any_state_is_deleted(client: Client, state: State) -> None:
    job = make_job(state, items=2)

    answer = delete(client, job.pk)

    assert answer.status_code == 200
    assert answer.json() == {"job_id": str(job.pk), "deleted": True}
    assert not Job.objects.exists()
    assert not JobItem.objects.exists()
    assert client.get(f"/status/{job.pk}").json()["code"] == "job_not_found"


def test_its_files_go_with_it(client: Client) -> None:
    job = make_job(State.COMPLETED)
    file = make_file(job.items.get())

    delete(client, job.pk)

    assert client.get(f"/download/file/{file.name}").json()["code"] in {"file_expired", "file_not_found"}
    with pytest.raises(FileNotFoundError):
        storage.open_file(file.pk)


def test_a_file_that_another_job_has_stays(client: Client) -> None:
    job, other = make_job(State.COMPLETED), make_job(State.COMPLETED)
    file = make_file(job.items.get(), other.items.get(), content=b"shared")

    delete(client, job.pk)

    assert client.get(f"/download/file/{file.name}").getvalue() == b"shared"
    assert client.get(f"/status/{other.pk}").json()["files_count"] == 1


def test_a_job_that_was_retried_can_be_deleted(client: Client) -> None:
    old = make_job(State.FAILED)
    new = Job.objects.get(pk=client.post(f"/jobs/{old.pk}/retry").json()["job_id"])

    assert delete(client, old.pk).status_code == 200
    new.refresh_from_db()
    assert new.retry_of is None


def test_it_is_deleted_only_once(client: Client) -> None:
    job = make_job()

    assert [delete(client, job.pk).status_code for _ in range(2)] == [200, 404]


@pytest.mark.parametrize("job_id", [uuid.uuid4(), "nonsense", "%00"])
def test_an_unknown_job_is_not_found(client: Client, job_id: object) -> None:
    answer = delete(client, job_id)

    assert answer.status_code == 404
    assert answer.json()["code"] == "job_not_found"


def test_another_website_is_refused(client: Client) -> None:
    job = make_job()

    answer = delete(client, job.pk, Origin="https://evil.test")

    assert answer.status_code == 403
    assert answer.json()["code"] == "cross_site"
    assert Job.objects.exists()


def test_get_is_not_allowed(client: Client) -> None:
    answer = client.get(f"/jobs/{make_job().pk}")

    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
