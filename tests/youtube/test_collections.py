"""POST /download/batch, /download/playlist/all and /download/playlist/select: what is accepted."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django_q.models import OrmQ

from jobs.models import Job, JobItem

pytestmark = pytest.mark.django_db

VIDEO = "https://www.youtube.com/watch?v=M4gD1WSo5mA"
OTHER = "https://www.youtube.com/watch?v=KI7fMGRg0Wk"
PLAYLIST = "https://www.youtube.com/playlist?list=PLWxziGKTUvQFIsbbFcTZz7jOT4TMGnZBh"
WISH = {"quality": "best", "type": "video", "audio_format": "best"}


def post(client: Client, path: str, body: Mapping[str, Any]) -> Any:
    """POST JSON to a download endpoint."""
    return client.post(f"/download/{path}", body, content_type="application/json")


def test_a_batch_is_one_job_with_an_item_for_each_link(client: Client) -> None:
    answer = post(client, "batch", {"urls": [VIDEO, "youtu.be/KI7fMGRg0Wk"], "quality": "720p"})

    assert answer.status_code == 202
    job = Job.objects.get()
    assert answer.json() == {
        "job_id": str(job.pk),
        "status": "pending",
        "message": "Batch download started. Use /status/{job_id} to check progress.",
        "status_url": f"/status/{job.pk}",
        "total_urls": 2,
    }
    assert [(item.url, item.options["quality"]) for item in job.items.all()] == [
        (VIDEO, "720p"),
        (OTHER, "720p"),
    ]
    assert (job.type, job.is_collection) == ("batch", True)


def test_a_batch_wakes_as_many_workers_as_it_has_links(client: Client) -> None:
    post(client, "batch", {"urls": [VIDEO, OTHER]})
    assert OrmQ.objects.count() == 2


def test_a_batch_of_one_is_told_item_by_item_too(client: Client) -> None:
    job_id = post(client, "batch", {"urls": [VIDEO]}).json()["job_id"]
    status = client.get(f"/status/{job_id}").json()
    assert (status["total_items"], len(status["items"])) == (1, 1)


@pytest.mark.parametrize("urls", [[], [VIDEO] * 11, None, VIDEO, {}, [None], [[]], [""]])
def test_a_batch_needs_one_to_ten_links(client: Client, urls: object) -> None:
    answer = post(client, "batch", {"urls": urls})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert "urls" in answer.json()["detail"]
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("bad", "code"),
    [("https://example.org/", "unsupported_url"), (PLAYLIST, "not_a_video"), ("--exec", "unsupported_url")],
)
def test_one_bad_link_in_a_batch_is_named_and_nothing_is_created(client: Client, bad: str, code: str) -> None:
    answer = post(client, "batch", {"urls": [VIDEO, bad]})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["detail"].startswith("urls[1]: ")
    assert not Job.objects.exists()


@pytest.mark.parametrize("path", ["playlist/all", "playlist/select"])
def test_a_playlist_is_expanded_by_a_worker_and_not_by_the_request(client: Client, path: str) -> None:
    answer = post(
        client, path, {"url": f"{VIDEO}&list=PLWxziGKTUvQFIsbbFcTZz7jOT4TMGnZBh", "video_indices": [3, 1]}
    )

    assert answer.status_code == 202
    item = JobItem.objects.get()
    assert (item.url, item.expands, item.job.type) == (PLAYLIST, True, "playlist")
    assert item.options["wish"].items() >= WISH.items()
    assert item.options.get("indices") == ([3, 1] if path == "playlist/select" else None)


def test_a_playlist_that_is_not_expanded_yet_has_no_items_to_tell(client: Client) -> None:
    job_id = post(client, "playlist/all", {"url": PLAYLIST}).json()["job_id"]
    status = client.get(f"/status/{job_id}").json()
    assert (status["total_items"], status["items"], status["progress"]) == (0, [], 0)


@pytest.mark.parametrize("path", ["playlist/all", "playlist/select"])
@pytest.mark.parametrize(
    ("url", "code"), [(VIDEO, "not_a_playlist"), ("https://example.org/", "unsupported_url")]
)
def test_a_playlist_needs_its_link(client: Client, path: str, url: str, code: str) -> None:
    answer = post(client, path, {"url": url, "video_indices": [0]})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize("indices", [None, [], [-1], [0, 0], ["x"], [1.5], [2**31], "0", {}, [None], [[0]]])
def test_indices_are_whole_numbers_each_named_once(client: Client, indices: object) -> None:
    answer = post(client, "playlist/select", {"url": PLAYLIST, "video_indices": indices})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert "video_indices" in answer.json()["detail"]


def test_a_selection_needs_its_indices(client: Client) -> None:
    answer = post(client, "playlist/select", {"url": PLAYLIST})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
