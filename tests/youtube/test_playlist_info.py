"""GET /download/playlist/info."""

from typing import Any

import pytest
from django.test import Client

from tests.upstream import Behaviour, Kind, Upstream
from tests.upstream.youtube import playlists, samples
from tests.upstream.youtube.catalogue import Entry, Playlist
from youtube import metadata_api

pytestmark = pytest.mark.django_db

PATH = "/download/playlist/info"


def playlist(api: Client, url: str) -> dict[str, Any]:
    """The answer, which is a success."""
    answer = api.get(PATH, {"url": url})
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def refusal(api: Client, url: str) -> tuple[int, str]:
    """Status and code of an answer that is none."""
    answer = api.get(PATH, {"url": url})
    assert set(answer.json()) == {"detail", "code"}
    return answer.status_code, answer.json()["code"]


def test_every_entry_is_listed_with_its_index(api: Client, upstream: Upstream) -> None:
    found = playlist(api, f"https://www.youtube.com/playlist?list={samples.WITH_GAPS.id}")
    videos = found.pop("videos")

    assert found == {
        "playlist_id": samples.WITH_GAPS.id,
        "playlist_title": "Gaps and twins",
        "playlist_count": 5,
        "uploader": "Standard Pictures",
    }
    assert videos[2] == {
        "index": 2,
        "id": "veryShort01",
        "title": "Blink",
        "duration": 1,
        "url": "https://www.youtube.com/watch?v=veryShort01",
        "thumbnail": "https://i.ytimg.com/vi/veryShort01/hq720.jpg",
        "available": True,
    }
    assert not upstream.seen(Kind.PLAYER)  # the list tells it all


def test_the_index_counts_those_that_cannot_be_had(api: Client) -> None:
    videos = playlist(api, f"youtube.com/playlist?list={samples.WITH_GAPS.id}")["videos"]

    assert [(each["index"], each["title"], each["available"]) for each in videos] == [
        (0, "A walk around the harbour", True),
        (1, "[Private video]", False),
        (2, "Blink", True),
        (3, "[Deleted video]", False),
        (4, "A walk around the harbour", True),
    ]


def test_a_title_is_found_in_a_page_that_has_it_elsewhere(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    heading = playlists._playlist_heading
    monkeypatch.setattr(playlists, "_playlist_heading", lambda each: heading(each) | {"metadata": {}})

    assert playlist(api, f"youtube.com/playlist?list={samples.THREE.id}")["playlist_title"] == "Three walks"


def test_a_video_that_is_only_called_private_is_available(api: Client, upstream: Upstream) -> None:
    upstream.add(Playlist("PLjoke", "Joke", [Entry("ordinaryVid", "[Private video]", 20)]))

    assert playlist(api, "youtube.com/playlist?list=PLjoke")["videos"][0]["available"]


@pytest.mark.parametrize(
    "url",
    [
        f"youtube.com/watch?v=ordinaryVid&list={samples.THREE.id}",
        f"youtu.be/ordinaryVid?list={samples.THREE.id}&index=3",
        f"  m.youtube.com/playlist?list={samples.THREE.id}&si=x ",
        f"https://www.youtube.com/embed/videoseries?list={samples.THREE.id}",
    ],
)
def test_a_link_is_taken_as_people_paste_it(api: Client, url: str) -> None:
    assert playlist(api, url)["playlist_id"] == samples.THREE.id


def test_a_channel_is_a_playlist_of_its_uploads(api: Client) -> None:
    found = playlist(api, "https://www.youtube.com/@standardpictures")

    assert (found["playlist_count"], found["uploader"]) == (5, "Standard Pictures")
    assert found["videos"][2]["duration"] == 3 * 3600


@pytest.mark.parametrize(("playlist_id", "count"), [("PLtwo_hundred", 200), ("PLempty_playlist", 0)])
def test_all_pages_are_read(api: Client, playlist_id: str, count: int) -> None:
    found = playlist(api, f"youtube.com/playlist?list={playlist_id}")

    assert found["playlist_count"] == len(found["videos"]) == count
    assert [each["index"] for each in found["videos"]] == list(range(count))


def test_five_thousand_entries_are_listed(api: Client) -> None:
    found = playlist(api, f"youtube.com/playlist?list={samples.FIVE_THOUSAND.id}")

    assert found["playlist_count"] == len(found["videos"]) == 5000
    assert found["videos"][4999]["id"] == "numbrd05000"


def test_whoever_asks_again_is_answered_from_memory(api: Client, upstream: Upstream) -> None:
    url = f"youtube.com/playlist?list={samples.THREE.id}"
    first = playlist(api, url)
    asked = len(upstream.requests)

    assert playlist(api, f"youtube.com/watch?v=ordinaryVid&list={samples.THREE.id}") == first
    assert api.get("/info", {"url": url, "skip": "3"}).json()["playlist_count"] == 3
    assert len(upstream.requests) == asked


@pytest.mark.parametrize("url", ["youtu.be/ordinaryVid", "https://www.youtube.com/shorts/ordinaryVid"])
def test_a_video_is_not_a_playlist(api: Client, upstream: Upstream, url: str) -> None:
    assert refusal(api, url) == (400, "not_a_playlist")
    assert not upstream.requests


def test_a_playlist_that_does_not_exist_is_not_found(api: Client) -> None:
    assert refusal(api, "youtube.com/playlist?list=PLnever_was") == (404, "not_found")


def test_a_page_that_fails_fails_the_whole(api: Client, upstream: Upstream) -> None:
    upstream.misbehave(
        Behaviour(status=500),
        kind=Kind.PLAYLIST,
        where=lambda request: "continuation" in request.json,
    )

    assert refusal(api, f"youtube.com/playlist?list={samples.TWO_PAGES.id}") == (502, "upstream_error")


def test_a_platform_that_does_not_answer_in_time_is_given_up(
    api: Client, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata_api, "LISTING_PATIENCE_SECONDS", 0.2)
    upstream.latency_seconds = 5

    assert refusal(api, f"youtube.com/playlist?list={samples.THREE.id}") == (504, "upstream_timeout")


def test_it_has_more_patience_than_the_others() -> None:
    assert (metadata_api.PATIENCE_SECONDS, metadata_api.LISTING_PATIENCE_SECONDS) == (30, 60)
