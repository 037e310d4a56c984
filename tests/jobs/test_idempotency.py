"""`Idempotency-Key`: the same request sent again makes no second job."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from jobs.models import IdempotencyKey, Job, State
from jobs.purge import purge
from tests.jobs.rows import make_job
from tests.service import Service

pytestmark = pytest.mark.django_db

BODY = {"url": "https://youtu.be/M4gD1WSo5mA", "quality": "720p"}
KEY = "2f1c9f0e-6b0a-4a0e-9d7b-1f6f5a3c2b1d"


def post(
    client: Client,
    body: Any = BODY,
    key: str = KEY,
    path: str = "/download/single",
    content_type: str = "application/json",
) -> Any:
    """The answer to a body with this key."""
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post(path, data, content_type=content_type, headers={"Idempotency-Key": key})


def assert_conflict(answer: Any) -> None:
    """The key was used for something else."""
    assert answer.status_code == 409
    assert answer.json()["code"] == "idempotency_conflict"
    assert Job.objects.count() == 1


# --- The same request -----------------------------------------------------------------------------


def test_the_same_request_gets_the_same_answer_and_makes_no_second_job(client: Client) -> None:
    first = post(client)
    Job.objects.update(state=State.COMPLETED)

    again = post(client)

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    assert Job.objects.count() == 1
    assert OrmQ.objects.count() == 1


def test_how_the_json_is_written_does_not_matter(client: Client) -> None:
    first = post(client)

    again = post(client, '{\n  "quality": "720p",\n  "url": "https:\\/\\/youtu.be/M4gD1WSo5mA"\n}')

    assert again.json() == first.json()


def test_without_a_key_each_request_makes_a_job(client: Client) -> None:
    for _ in range(2):
        client.post("/download/single", BODY, content_type="application/json")

    assert Job.objects.count() == 2
    assert not IdempotencyKey.objects.exists()


def test_other_keys_make_other_jobs(client: Client) -> None:
    ids = {post(client, key=key).json()["job_id"] for key in ["a", "b", "A"]}

    assert len(ids) == 3


def test_a_retry_is_made_once(client: Client) -> None:
    path = f"/jobs/{make_job(State.FAILED).pk}/retry"
    first = post(client, "", path=path)

    again = post(client, "", path=path)

    assert first.status_code == 202
    assert again.json() == first.json()
    assert Job.objects.count() == 2


def test_the_answer_stays_the_same_when_the_job_is_gone(client: Client) -> None:
    first = post(client)
    client.delete(f"/jobs/{first.json()['job_id']}")

    assert post(client).json() == first.json()
    assert not Job.objects.exists()


def test_two_at_the_same_moment_in_two_processes_make_one_job(shared_service: Service) -> None:
    def send(number: int) -> dict[str, Any]:
        answer = requests.post(
            f"{shared_service.url}/download/single",
            json={"url": "https://youtu.be/ordinaryVid"},
            headers={"Idempotency-Key": f"moment-{number % 4}"},
            timeout=30,
        )
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(32)))

    assert len({answer["job_id"] for answer in answers}) == 4
    assert all(answer["status"] == "pending" for answer in answers)
    for answer in answers[:4]:
        shared_service.finished(answer["job_id"])


# --- Another request ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [{**BODY, "quality": "480p"}, {"url": BODY["url"]}, {}, {"url": "ftp://nowhere.test"}]
)
def test_a_known_key_with_another_body_is_a_conflict(client: Client, body: Any) -> None:
    post(client)

    assert_conflict(post(client, body))


def test_a_known_key_for_another_endpoint_is_a_conflict(client: Client) -> None:
    post(client)

    assert_conflict(post(client, path=f"/jobs/{Job.objects.get().pk}/retry"))


# --- What fails -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"url": "https://youtube.com.evil.test/"},
        {},
        "{",
        "[]",
        '"x"',
        "NaN",
        '{"url": NaN}',
        '{"url": "\\ud800"}',
    ],
)
def test_a_request_that_fails_leaves_its_key_free(client: Client, body: Any) -> None:
    refused = post(client, body)

    assert refused.status_code == 400
    assert not IdempotencyKey.objects.exists()
    assert post(client).status_code == 202


def test_a_job_that_cannot_be_retried_leaves_the_key_free(client: Client) -> None:
    job = make_job(State.COMPLETED)

    answer = post(client, "", path=f"/jobs/{job.pk}/retry")

    assert answer.json()["code"] == "job_not_retryable"
    assert not IdempotencyKey.objects.exists()


def test_a_body_of_another_type_is_refused_as_ever(client: Client) -> None:
    assert post(client, "url=x", content_type="text/plain").status_code == 415


@pytest.mark.parametrize("key", ["", " ", "two words", "ي", "a\tb", "a" * 256, "\x7f"])
def test_a_key_must_be_a_word(client: Client, key: str) -> None:
    answer = post(client, key=key)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_request"
    assert "Idempotency-Key" in answer.json()["detail"]
    assert not Job.objects.exists()


@pytest.mark.parametrize("key", ["a", "a" * 255, '"quoted"', "!#$%&'*+-.^_`|~/\\"])
def test_any_visible_ascii_makes_a_key(client: Client, key: str) -> None:
    assert post(client, key=key).status_code == 202
    assert post(client, key=key).status_code == 202
    assert Job.objects.count() == 1


# --- How long -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "jobs"), [(23.9, 1), (24.1, 2)])
def test_keys_are_known_for_a_day(
    client: Client, settings: Any, tmp_path: Any, hours: float, jobs: int
) -> None:
    settings.DATA_DIR = tmp_path
    post(client)
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=hours))

    purge()
    post(client)

    assert Job.objects.count() == jobs


# --- Documentation --------------------------------------------------------------------------------


def test_every_endpoint_that_makes_a_job_documents_the_header(client: Client) -> None:
    paths = client.get("/schema", headers={"accept": "application/json"}).json()["paths"]
    creating = {
        path: operations["post"]
        for path, operations in paths.items()
        if "202" in operations.get("post", {}).get("responses", {})
    }
    assert {"/download/single", "/jobs/{job_id}/retry"} <= set(creating)
    for operation in creating.values():
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert "Idempotency-Key" in names
        assert {"400", "409"} <= set(operation["responses"])
