"""POST /instagram/download/batch: several things in one job."""

import json
from typing import Any

import pytest
from django.test import Client

from jobs.models import Job
from tests.instagram.downloads import accepted, completed, finished, names, post
from tests.service import Service
from tests.upstream import Behaviour, Kind, Upstream
from tests.upstream.instagram import Photo, Post, samples

POST = {"url": "CnU4zIh9x_F", "type": "post"}


@pytest.mark.django_db
def test_it_answers_as_documented(client: Client) -> None:
    answer = post(
        client, "batch", {"items": [POST, {"url": "@somebody", "type": "story"}], "quality": "high"}
    )

    job = Job.objects.get()
    assert answer.status_code == 202
    assert answer.json() == {
        "job_id": str(job.pk),
        "status": "pending",
        "total_items": 2,
        "message": "Batch download started. Use /instagram/status/{job_id} to check progress.",
        "status_url": f"/instagram/status/{job.pk}",
    }
    assert (job.type, job.stops_at_first_failure) == ("instagram_batch", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("items", "code", "where"),
    [
        ([], "invalid_request", "items"),
        ([POST] * 21, "invalid_request", "items"),
        ("CnU4zIh9x_F", "invalid_request", "items"),
        ([POST, {"url": "CnU4zIh9x_F"}], "invalid_request", "items[1].type"),
        ([POST, {"url": "CnU4zIh9x_F", "type": "profile"}], "invalid_request", "items[1].type"),
        ([POST, POST, {"url": "https://evil.test/", "type": "post"}], "unsupported_url", "items[2].url"),
        ([POST, {"url": "no body", "type": "story"}], "unsupported_url", "items[1].url"),
        ([POST, "CnU4zIh9x_F"], "invalid_request", "items[1]"),
    ],
)  # fmt: skip
def test_a_bad_item_is_named_by_its_index_and_nothing_is_created(
    client: Client, items: Any, code: str, where: str
) -> None:
    answer = post(client, "batch", {"items": items})

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["detail"].startswith(f"{where}: ")
    assert not Job.objects.exists()


def test_each_is_what_its_own_endpoint_makes_of_it(
    shared_service: Service, shared_upstream: Upstream
) -> None:
    picture = Post("BatchPict01", samples.PERSON, (Photo(),))
    shared_upstream.add(picture)
    items = [
        {"url": picture.shortcode, "type": "post"},
        {"url": samples.REEL.shortcode, "type": "reel"},
        {"url": samples.STORYTELLER.username, "type": "story"},
        {"url": samples.IMAGE.shortcode, "type": "reel"},
    ]

    status = completed(shared_service, "batch", items=items, quality="medium")

    assert names(status)[:2] == ["BatchPict01_image.jpg", "BatchPict01_metadata.json"]
    assert names(status)[2].startswith(f"{samples.REEL.shortcode}_video")
    assert [item["error_code"] for item in status["items"]] == [None, None, "login_required", "wrong_media"]
    assert [error["index"] for error in status["errors"]] == [2, 3]
    assert (status["total_items"], status["completed_count"]) == (4, 2)


def test_the_first_failure_ends_one_that_does_not_continue(shared_service: Service) -> None:
    items = [
        {"url": samples.IMAGE.shortcode, "type": "post"},
        {"url": samples.IMAGE.shortcode, "type": "reel"},
        {"url": samples.REEL.shortcode, "type": "reel"},
        {"url": samples.STORYTELLER.username, "type": "story"},
    ]

    status = finished(shared_service, "batch", items=items, continue_on_error=False)

    assert status["status"] == "completed"
    assert [item["status"] for item in status["items"]] == ["completed", "failed", "cancelled"]
    assert status["errors"][0]["error_code"] == "wrong_media"


def test_one_that_does_not_continue_makes_one_after_the_other(service: Service, upstream: Upstream) -> None:
    entries = [Post(f"BatchTurn{number:02}", samples.PERSON, (Photo(640, 640),)) for number in range(3)]
    upstream.add(*entries)
    first = entries[0].shortcode
    stall = upstream.misbehave(Behaviour(stall_after_bytes=100), kind=Kind.MEDIA, video_id=first)

    items = [{"url": each.shortcode, "type": "post"} for each in entries]
    job_id = accepted(service, "batch", items=items, continue_on_error=False)
    upstream.wait_for(lambda: bool(upstream.seen(Kind.MEDIA, first)), 30)
    assert [item["status"] for item in service.status(job_id)["items"]] == [
        "processing",
        "pending",
        "pending",
    ]
    assert not any(upstream.seen(video_id=each.shortcode) for each in entries[1:])

    upstream.forgive(stall)
    service.post(f"/jobs/{job_id}/cancel")
    assert {item["status"] for item in service.status(job_id)["items"]} == {"cancelled"}


def test_the_same_batch_again_downloads_nothing(shared_service: Service, shared_upstream: Upstream) -> None:
    picture = Post("BatchTwice1", samples.PERSON, (Photo(640, 640),))
    shared_upstream.add(picture)
    single = completed(shared_service, "post", url=picture.shortcode)
    asked = len(shared_upstream.seen(video_id=picture.shortcode))

    status = completed(shared_service, "batch", items=[{"url": picture.shortcode, "type": "post"}])

    assert names(status) == names(single)
    assert len(shared_upstream.seen(video_id=picture.shortcode)) == asked


@pytest.mark.django_db
def test_it_is_kept_as_it_was_asked(client: Client) -> None:
    post(client, "batch", {"items": [POST], "continue_on_error": False})

    job = Job.objects.get()
    assert job.stops_at_first_failure
    assert json.loads(json.dumps(job.request))["items"][0]["type"] == "post"
