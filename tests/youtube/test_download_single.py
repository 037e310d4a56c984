"""POST /download/single."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django_q.models import OrmQ

from jobs.models import Job, JobItem, State

pytestmark = pytest.mark.django_db

URL = "https://www.youtube.com/watch?v=M4gD1WSo5mA"
DEFAULTS = {"type": "video", "quality": "best", "format_id": None, "audio_format": "best"}


def post(client: Client, body: Any, **headers: str) -> Any:
    """The answer to a body, which is sent as JSON."""
    return client.post("/download/single", json.dumps(body), content_type="application/json", headers=headers)


def test_it_answers_202_with_the_documented_body(client: Client) -> None:
    answer = post(client, {"url": URL})

    job = Job.objects.get()
    assert answer.status_code == 202
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {
        "job_id": str(job.pk),
        "status": "pending",
        "message": "Download started. Use /status/{job_id} to check progress.",
        "status_url": f"/status/{job.pk}",
    }


def test_it_makes_a_pending_job_of_one_item_and_wakes_a_worker(client: Client) -> None:
    post(client, {"url": " youtu.be/M4gD1WSo5mA?si=x "})

    item = JobItem.objects.get()
    assert (item.url, item.options, item.state) == (URL, DEFAULTS, State.PENDING)
    assert (item.job.provider, item.job.type, item.job.state) == ("youtube", "video", State.PENDING)
    assert item.job.request == {"url": URL, **DEFAULTS}
    assert OrmQ.objects.count() == 1


def test_a_job_is_there_at_once(client: Client) -> None:
    status_url = post(client, {"url": URL}).json()["status_url"]

    assert client.get(status_url).json()["status"] == "pending"


GOOD: Mapping[str, list[Any]] = {
    "quality": [
        *("best", "worst", "144p", "240p", "360p", "480p"),
        *("720p", "1080p", "1440p", "4k", "audio_only"),
    ],
    "type": ["video", "audio", "both"],
    "audio_format": ["best", "mp3", "m4a", "opus", "flac", "wav"],
    "format_id": [None, "137", "137+140", "140-drc", "hls-1080p", "251_en.x"],
}
NO_CHOICE: list[Any] = ["", None, 1, [], {}, True, "\x00"]
BAD: Mapping[str, list[Any]] = {
    "quality": [*NO_CHOICE, "9000p", "720P", "x" * 100_000],
    "type": [*NO_CHOICE, "image"],
    "audio_format": [*NO_CHOICE, "exe"],
    "format_id": [
        *("", "+", "137+", "+140", "137+140+18", "137 + 140", "a" * 51, "13\n7", "۱۳۷", "1\x00"),
        *("best[height<=720]", "137/18", "137,18", "(137)"),
        *([], {}, True, ["137"]),
    ],
    "url": [None, "", "  ", [], {}, True, [URL], {"url": URL}],
}


def each(values: Mapping[str, list[Any]]) -> list[tuple[str, Any]]:
    """Every name with each of its values."""
    return [(name, value) for name in values for value in values[name]]


@pytest.mark.parametrize(("name", "value"), each(GOOD))
def test_every_documented_value_is_taken(client: Client, name: str, value: str | None) -> None:
    assert post(client, {"url": URL, name: value}).status_code == 202
    assert JobItem.objects.get().options == DEFAULTS | {name: value}


@pytest.mark.parametrize(("name", "value"), each(BAD))
def test_a_bad_value_is_an_invalid_request_that_names_the_parameter(
    client: Client, name: str, value: Any
) -> None:
    answer = post(client, {"url": URL, name: value})

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_request"
    assert answer.json()["detail"].startswith(f"{name}: ")
    assert not Job.objects.exists()


@pytest.mark.parametrize("name", ["url", "quality", "type", "audio_format", "format_id", "\ud800"])
def test_half_a_letter_is_an_invalid_request(client: Client, name: str) -> None:
    answer = post(client, {"url": URL, name: "\ud800"})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert not Job.objects.exists()


def test_the_url_is_required(client: Client) -> None:
    answer = post(client, {})

    assert answer.status_code == 400
    assert answer.json() == {"detail": "url: This field is required.", "code": "invalid_request"}


@pytest.mark.parametrize(
    "url",
    [
        "cats",
        123,
        "ytsearch:cats",
        "--exec=id",
        "file:///etc/passwd",
        "https://youtube.com.evil.test/watch?v=M4gD1WSo5mA",
        "https://user@www.youtube.com/watch?v=M4gD1WSo5mA",
        "https://127.0.0.1/watch?v=M4gD1WSo5mA",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=M4gD1WSo5mA\x00",
        "https://www.youtube.com/watch?v=M4gD1WSo5mA&x=" + "x" * 100_000,
    ],
)
def test_what_is_no_address_of_youtube_is_an_unsupported_url(client: Client, url: Any) -> None:
    answer = post(client, {"url": url})

    assert answer.status_code == 400
    assert answer.json()["code"] == "unsupported_url"
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "url", ["https://www.youtube.com/playlist?list=PLWxziGKTUvQFIsbbFcTZz7jOT4TMGnZBh", "youtube.com/@name"]
)
def test_a_playlist_or_channel_is_not_a_video(client: Client, url: str) -> None:
    answer = post(client, {"url": url})

    assert answer.status_code == 400
    assert answer.json()["code"] == "not_a_video"


@pytest.mark.parametrize("body", [None, 1, "text", [], [URL], True])
def test_a_body_that_is_no_object_is_an_invalid_request(client: Client, body: Any) -> None:
    answer = post(client, body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_request"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"url": }', b"[" * 100_000])
def test_a_body_that_is_no_json_is_an_invalid_request(client: Client, body: bytes) -> None:
    answer = client.post("/download/single", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_request"


def test_a_form_is_an_unsupported_media_type(client: Client) -> None:
    answer = client.post("/download/single", {"url": URL})

    assert answer.status_code == 415
    assert answer.json()["code"] == "unsupported_media_type"


def test_get_is_not_allowed(client: Client) -> None:
    answer = client.get("/download/single")

    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
    assert answer.headers["Allow"] == "POST, OPTIONS"


def test_another_website_is_refused(client: Client) -> None:
    answer = post(client, {"url": URL}, Origin="https://evil.test")

    assert answer.status_code == 403
    assert answer.json()["code"] == "cross_site"
    assert not Job.objects.exists()


def test_it_is_under_the_rate_limit(client: Client, settings: Any) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 1

    answers = [post(client, {"url": URL}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 429]
    assert answers[1].json()["code"] == "rate_limited"
    assert int(answers[1].headers["Retry-After"]) > 0
    assert Job.objects.count() == 1


def test_unknown_parameters_are_ignored(client: Client) -> None:
    assert post(client, {"url": URL, "cookies": "x"}).status_code == 202
    assert "cookies" not in Job.objects.get().request


def test_a_browser_gets_a_form_with_the_defaults(client: Client) -> None:
    page = client.get("/download/single", headers={"Accept": "text/html"})

    assert page.headers["Content-Type"].startswith("text/html")
    for shown in ("&quot;url&quot;", "&quot;quality&quot;: &quot;best&quot;", "&quot;format_id&quot;: null"):
        assert shown in page.text
