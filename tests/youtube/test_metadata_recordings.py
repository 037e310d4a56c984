"""The endpoints that tell, on real answers of YouTube; whatever is in the folder of recordings."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from tests.conftest import MEDIA, put_in_front_of
from tests.upstream import Upstream
from tests.upstream.__main__ import default_recordings
from tests.upstream.youtube.recordings import Recordings

pytestmark = pytest.mark.django_db

FOLDER = default_recordings()
# Why a video can be out of reach for good.
REASONS = {"private", "login_required", "members_only", "geo_restricted", "not_found"}


def recorded(kind: str) -> list[Any]:
    """The ids of what was recorded, or one test to be skipped."""
    ids: list[str] = []
    if FOLDER:
        recordings = Recordings(FOLDER, None)  # type: ignore[arg-type] # asked for its ids alone
        ids = recordings.video_ids() if kind == "video" else recordings.playlist_ids()
    return ids or [pytest.param("", marks=pytest.mark.skip(reason="no recordings"))]


@pytest.fixture(scope="module")
def recorded_upstream() -> Iterator[Upstream]:
    caches["extractions"].clear()
    with Upstream(MEDIA, FOLDER) as running:
        yield running
        assert not running.unexpected


@pytest.fixture
def api(recorded_upstream: Upstream, settings: Settings, client: Client) -> Client:
    """The API in front of the recordings; what one test has asked, the next remembers."""
    put_in_front_of(recorded_upstream, settings)
    return client


def answer(api: Client, path: str, video_id: str, **parameters: str) -> dict[str, Any]:
    """What is told of a recorded video; of one that could not be played only why."""
    response = api.get(path, {"url": f"https://youtu.be/{video_id}", **parameters})
    if response.status_code != 200:
        assert response.json()["code"] in REASONS
        pytest.skip("no recordings of its formats: it could not be played")
    return dict(response.json())


@pytest.mark.parametrize("video_id", recorded("video"))
def test_videos_are_told_about(api: Client, video_id: str) -> None:
    found = answer(api, "/info", video_id)

    assert (found["type"], found["id"]) == ("video", video_id)
    for name in ("title", "description", "channel", "channel_url", "thumbnail", "webpage_url", "live_status"):
        assert isinstance(found[name], str), name
    for name in ("view_count", "channel_subscriber_count", "age_limit"):
        assert isinstance(found[name], int), name
    assert isinstance(found["duration"], int) != (found["live_status"] == "is_live")
    assert len(found["upload_date"]) == 8
    assert found["channel_id"].startswith("UC")
    assert all(each["url"] and each["width"] and each["height"] for each in found["thumbnails"])
    assert found["thumbnail"] in {each["url"] for each in found["thumbnails"]} or found["thumbnails"]


@pytest.mark.parametrize("video_id", recorded("video"))
def test_their_formats_are_listed(api: Client, video_id: str) -> None:
    groups = answer(api, "/formats", video_id)["formats"]

    listed = [each for group in groups.values() for each in group]
    assert len({each["format_id"] for each in listed}) == len(listed) > 0
    assert not [each for each in listed if each["ext"] == "mhtml"]
    assert all(each["acodec"] == "none" and each["resolution"] for each in groups["video_only"])
    assert all(each["resolution"] == "audio only" and each["abr"] for each in groups["audio_only"])


@pytest.mark.parametrize("video_id", recorded("video"))
def test_their_subtitles_are_listed(api: Client, video_id: str) -> None:
    found = answer(api, "/subtitles", video_id)

    assert list(found["subtitle_details"]) == found["manual_subtitles"]
    assert list(found["auto_subtitle_details"]) == found["auto_generated_subtitles"]
    assert "live_chat" not in found["manual_subtitles"]
    for language in found["manual_subtitles"]:
        one = answer(api, "/subtitles", video_id, lang=language)
        assert (one["language"], one["is_auto_generated"]) == (language, False)
        assert one["formats"] == found["subtitle_details"][language]


@pytest.mark.parametrize("video_id", recorded("video"))
def test_their_thumbnails_are_told(api: Client, video_id: str) -> None:
    found = answer(api, "/thumbnail", video_id, quality="hq")

    assert found["thumbnail_url"] == f"https://img.youtube.com/vi/{video_id}/hqdefault.jpg"
    assert all(each["url"].startswith("https://i.ytimg.com/") for each in found["all_thumbnails"])


@pytest.mark.parametrize("playlist_id", recorded("playlist"))
def test_playlists_are_listed(api: Client, playlist_id: str) -> None:
    url = f"https://www.youtube.com/playlist?list={playlist_id}"
    found = api.get("/download/playlist/info", {"url": url}).json()

    assert found["playlist_id"] == playlist_id
    assert found["playlist_title"] not in ("", playlist_id)
    assert found["uploader"]
    assert found["playlist_count"] == len(found["videos"]) > 0
    assert [each["index"] for each in found["videos"]] == list(range(len(found["videos"])))
    assert all(each["duration"] for each in found["videos"] if each["available"])
    assert all(len(each["id"]) == 11 and each["title"] and each["thumbnail"] for each in found["videos"])
