"""POST /jobs/{job_id}/retry."""

import uuid
from typing import Any

import pytest
from django.test import Client

from jobs.models import Job, State
from tests.jobs.rows import make_item, make_job

pytestmark = pytest.mark.django_db


def retry(client: Client, job_id: object) -> Any:
    """The answer to retrying."""
    return client.post(f"/jobs/{job_id}/retry")


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_a_failed_or_cancelled_job_is_tried_again_as_a_new_one(client: Client, state: State) -> None:
    old = make_job(state)

    answer = retry(client, old.pk)

    new = Job.objects.exclude(pk=old.pk).get()
    assert answer.status_code == 202
    assert answer.json() == {
        "job_id": str(new.pk),
        "status": "pending",
        "message": "Download started. Use /status/{job_id} to check progress.",
        "status_url": f"/status/{new.pk}",
        "retry_of": str(old.pk),
    }
    assert (new.state, new.type, new.provider, new.request) == (
        State.PENDING,
        old.type,
        old.provider,
        old.request,
    )
    old.refresh_from_db()
    assert old.state == state


def test_only_what_was_not_achieved_is_done_again(client: Client) -> None:
    old = make_job(State.COMPLETED, items=0, type="batch")
    for index, state in enumerate([State.COMPLETED, State.FAILED, State.COMPLETED, State.CANCELLED]):
        make_item(old, index, state, options={"quality": f"{index}"})

    new = Job.objects.get(pk=retry(client, old.pk).json()["job_id"])

    items = list(new.items.values_list("index", "url", "options", "state"))
    assert items == [
        (0, "https://example.org/1", {"quality": "1"}, "pending"),
        (1, "https://example.org/3", {"quality": "3"}, "pending"),
    ]


@pytest.mark.parametrize("state", [State.PENDING, State.PROCESSING, State.COMPLETED])
def test_a_job_that_runs_or_has_succeeded_cannot_be_retried(client: Client, state: State) -> None:
    answer = retry(client, make_job(state).pk)

    assert answer.status_code == 400
    assert answer.json()["code"] == "job_not_retryable"
    assert Job.objects.count() == 1


@pytest.mark.parametrize("job_id", [uuid.uuid4(), "nonsense", "%00"])
def test_an_unknown_job_is_not_found(client: Client, job_id: object) -> None:
    answer = retry(client, job_id)

    assert answer.status_code == 404
    assert answer.json()["code"] == "job_not_found"


def test_it_is_under_the_rate_limit_because_it_makes_a_job(client: Client, settings: Any) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 1
    job = make_job(State.FAILED)

    answers = [retry(client, job.pk) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 429]
    assert answers[1].json()["code"] == "rate_limited"


def test_get_is_not_allowed(client: Client) -> None:
    answer = client.get(f"/jobs/{make_job().pk}/retry")

    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
