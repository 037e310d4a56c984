"""GET /instagram/status/{job_id}."""

import uuid

import pytest
from django.test import Client

from jobs.errors import Code
from jobs.models import State
from tests.jobs.rows import make_file, make_item, make_job

pytestmark = pytest.mark.django_db


def make_post(state: State = State.COMPLETED) -> object:
    """The id of an Instagram job."""
    return make_job(state, provider="instagram", type="instagram_post").pk


def test_a_completed_job_has_all_the_documented_fields(client: Client) -> None:
    job = make_job(State.COMPLETED, provider="instagram", type="instagram_post")
    make_file(
        job.items.get(),
        content=bytes(2_621_440),
        name="CnU4zIh9x_F_image.jpg",
        content_type="image/jpeg",
        width=1080,
        height=1350,
    )

    answer = client.get(f"/instagram/status/{job.pk}")

    told = answer.json()
    assert answer.status_code == 200
    documented = {
        "job_id": str(job.pk),
        "status": "completed",
        "progress": 100,
        "type": "instagram_post",
        "error": None,
        "created_at": job.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "message": "The download is finished. Its files are in “files” until they expire.",
        "file_count": 1,
    }
    assert documented.items() <= told.items()
    (file,) = told["files"]
    documented = {
        "filename": "CnU4zIh9x_F_image.jpg",
        "size": 2_621_440,
        "size_mb": 2.5,
        "download_url": "/instagram/download/file/CnU4zIh9x_F_image.jpg",
        "media_type": "image",
    }
    assert documented.items() <= file.items()


@pytest.mark.parametrize(
    ("content_type", "media_type"),
    [
        ("image/webp", "image"),
        ("video/mp4", "video"),
        ("audio/mpeg", "audio"),
        ("application/zip", "zip"),
        ("application/json", "metadata"),
        ("text/vtt", "other"),
    ],
)
def test_it_tells_the_kind_of_each_file(client: Client, content_type: str, media_type: str) -> None:
    job = make_job(State.COMPLETED)
    make_file(job.items.get(), content_type=content_type)

    assert client.get(f"/instagram/status/{job.pk}").json()["files"][0]["media_type"] == media_type


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_sentence_in_both_languages(client: Client, state: State) -> None:
    job_id = make_post(state)

    english, persian = (
        client.get(f"/instagram/status/{job_id}", headers={"Accept-Language": language}).json()["message"]
        for language in ("en", "fa")
    )

    assert english.endswith(".")
    assert persian


def test_a_failed_job_tells_why(client: Client) -> None:
    job = make_job(State.FAILED)
    job.items.update(error_code=Code.NOT_FOUND, error_details={"about": "stories"})

    told = client.get(f"/instagram/status/{job.pk}").json()

    assert told["error_code"] == "not_found"
    assert told["error"].startswith("This person has no stories now.")


def test_of_several_items_each_is_told_and_one_that_stood_for_others_when_it_failed(client: Client) -> None:
    job = make_job(State.COMPLETED, items=0, is_collection=True, type="instagram_batch")
    make_item(job, 0, State.COMPLETED)
    make_item(job, 1, State.FAILED, expands=True, error_code=Code.NOT_FOUND)

    told = client.get(f"/instagram/status/{job.pk}").json()

    assert [item["index"] for item in told["items"]] == [0, 1]
    assert [error["index"] for error in told["errors"]] == [1]
    assert (told["total_items"], told["completed_count"]) == (2, 1)


def test_it_answers_for_any_job_and_its_files_come_in_pages(client: Client) -> None:
    job = make_job(State.COMPLETED, items=3, type="batch")

    answer = client.get(f"/instagram/status/{job.pk}", {"items_skip": 1, "items_limit": 1})

    assert [item["index"] for item in answer.json()["items"]] == [1]


@pytest.mark.parametrize("job_id", [uuid.uuid4(), "nonsense", "%00"])
def test_an_unknown_job_is_not_found(client: Client, job_id: object) -> None:
    answer = client.get(f"/instagram/status/{job_id}")

    assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")


def test_a_finished_job_s_answer_is_made_once(client: Client, django_assert_num_queries: object) -> None:
    job_id = make_post()
    first = client.get(f"/instagram/status/{job_id}").json()

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert client.get(f"/instagram/status/{job_id}").json() == first
