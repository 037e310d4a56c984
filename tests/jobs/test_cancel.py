"""POST /jobs/{job_id}/cancel."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from jobs.models import File, Job, State
from tests.jobs.rows import FINISHED_STATES, UNFINISHED_STATES, make_item, make_job

pytestmark = pytest.mark.django_db


def cancel(client: Client, job_id: object, **headers: str) -> Any:
    """The answer to cancelling."""
    return client.post(f"/jobs/{job_id}/cancel", headers=headers)


@pytest.mark.parametrize("state", UNFINISHED_STATES)
def test_an_unfinished_job_is_cancelled_at_once(client: Client, state: State) -> None:
    job = make_job(state)

    answer = cancel(client, job.pk)

    job.refresh_from_db()
    assert answer.status_code == 200
    assert job.state == State.CANCELLED
    assert job.cancelled_at
    assert answer.json() == {
        "job_id": str(job.pk),
        "status": "cancelled",
        "message": "Download job has been cancelled",
        "cancelled_at": job.cancelled_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    assert client.get(f"/status/{job.pk}").json()["status"] == "cancelled"


def test_what_is_unfinished_in_it_is_cancelled_and_what_is_finished_stays(client: Client) -> None:
    job = make_job(State.PROCESSING, items=0)
    for index, state in enumerate(State):
        make_item(job, index, state)

    cancel(client, job.pk)

    states = list(job.items.values_list("state", flat=True))
    assert states == ["cancelled", "cancelled", "completed", "failed", "cancelled"]


def test_nothing_can_complete_or_fail_the_job_afterwards(client: Client) -> None:
    job, token = make_job(), uuid.uuid4()
    item = job.items.get()
    item.claim(token, "machine")

    cancel(client, job.pk)

    file = File(name="late.mp4", content_type="video/mp4", size_bytes=1)
    assert not item.complete(token, [file])
    assert not item.report(token, progress=50)
    assert Job.objects.get().state == State.CANCELLED
    assert not File.objects.exists()


@pytest.mark.parametrize("state", FINISHED_STATES)
def test_a_finished_job_cannot_be_cancelled(client: Client, state: State) -> None:
    job = make_job(state)

    answer = cancel(client, job.pk)

    assert answer.status_code == 400
    assert answer.json()["code"] == "job_not_cancellable"
    assert Job.objects.get().state == state


def test_it_is_cancelled_only_once(client: Client) -> None:
    job = make_job()

    assert [cancel(client, job.pk).status_code for _ in range(2)] == [200, 400]


@pytest.mark.parametrize("job_id", [uuid.uuid4(), "nonsense", "%00"])
def test_an_unknown_job_is_not_found(client: Client, job_id: object) -> None:
    answer = cancel(client, job_id)

    assert answer.status_code == 404
    assert answer.json()["code"] == "job_not_found"


def test_a_job_that_is_deleted_this_very_moment_is_not_found(client: Client) -> None:
    job = make_job()
    still_there = [job.pk]

    def delete_before_the_update(execute: Any, sql: str, *args: Any) -> Any:
        if sql.startswith("UPDATE") and still_there:
            Job.objects.get(pk=still_there.pop()).delete()
        return execute(sql, *args)

    with connection.execute_wrapper(delete_before_the_update):
        answer = cancel(client, job.pk)

    assert answer.status_code == 404
    assert answer.json()["code"] == "job_not_found"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff"])
def test_whatever_body_it_has_is_ignored(client: Client, body: bytes) -> None:
    answer = client.post(f"/jobs/{make_job().pk}/cancel", body, content_type="application/json")

    assert answer.status_code == 200


def test_another_website_is_refused(client: Client) -> None:
    job = make_job()

    answer = cancel(client, job.pk, Origin="https://evil.test")

    assert answer.status_code == 403
    assert answer.json()["code"] == "cross_site"
    assert Job.objects.get().state == State.PENDING


def test_it_is_free_of_the_rate_limit(client: Client, settings: Any) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 1

    assert [cancel(client, make_job().pk).status_code for _ in range(3)] == [200] * 3


def test_get_is_not_allowed(client: Client) -> None:
    answer = client.get(f"/jobs/{make_job().pk}/cancel")

    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
