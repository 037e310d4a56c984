"""GET /thumbnail."""

import pytest
from django.test import Client

from tests.upstream.youtube import samples

pytestmark = pytest.mark.django_db

URL = f"https://www.youtube.com/watch?v={samples.ORDINARY.id}"


@pytest.mark.parametrize(
    ("quality", "file"),
    [
        ("maxres", "maxresdefault"),
        ("hq", "hqdefault"),
        ("mq", "mqdefault"),
        ("sd", "sddefault"),
        ("default", "default"),
    ],
)
def test_every_quality_has_its_address(api: Client, quality: str, file: str) -> None:
    answer = api.get("/thumbnail", {"url": URL, "quality": quality}).json()

    assert (answer["video_id"], answer["title"]) == (samples.ORDINARY.id, samples.ORDINARY.title)
    assert answer["quality"] == quality
    assert answer["thumbnail_url"] == f"https://img.youtube.com/vi/{samples.ORDINARY.id}/{file}.jpg"


def test_the_largest_is_the_default(api: Client) -> None:
    assert api.get("/thumbnail", {"url": URL}).json()["quality"] == "maxres"


def test_all_that_there_may_be_are_numbered(api: Client) -> None:
    pictures = api.get("/thumbnail", {"url": URL}).json()["all_thumbnails"]

    assert [each["quality"] for each in pictures] == [str(number) for number in range(len(pictures))]
    assert {
        "quality": str([each["width"] for each in pictures].index(480)),
        "url": f"https://i.ytimg.com/vi/{samples.ORDINARY.id}/hqdefault.jpg",
        "width": 480,
        "height": 360,
    } in pictures


@pytest.mark.parametrize("video_id", [samples.LIVE_NOW.id, samples.UPCOMING.id])
def test_a_broadcast_has_one_too(api: Client, video_id: str) -> None:
    answer = api.get("/thumbnail", {"url": f"youtu.be/{video_id}"})

    assert answer.status_code == 200
    assert video_id in answer.json()["thumbnail_url"]


@pytest.mark.parametrize("quality", ["MAXRES", "4k", "../x", "x" * 5000, "\x00"])
def test_another_quality_is_an_invalid_request(api: Client, quality: str) -> None:
    answer = api.get("/thumbnail", {"url": URL, "quality": quality})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert answer.json()["detail"].startswith("quality: ")
