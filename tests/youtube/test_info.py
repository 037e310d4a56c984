"""GET /info."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.test import Client

from tests.upstream import Behaviour, Kind, Upstream
from tests.upstream.youtube import samples
from tests.upstream.youtube.catalogue import Playlist, Video, entry_of
from youtube import metadata_api

pytestmark = pytest.mark.django_db

ORDINARY = f"https://www.youtube.com/watch?v={samples.ORDINARY.id}"
GAPS = f"https://www.youtube.com/playlist?list={samples.WITH_GAPS.id}"
VIDEO_PATHS = ["/info", "/formats", "/subtitles", "/thumbnail"]
ALL_PATHS = [*VIDEO_PATHS, "/download/playlist/info"]
NUMBERED = f"https://www.youtube.com/playlist?list={samples.TWO_PAGES.id}"


def info(api: Client, url: str, **parameters: Any) -> dict[str, Any]:
    """The answer, which is a success."""
    answer = api.get("/info", {"url": url, **parameters})
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def refusal(api: Client, url: str, **parameters: Any) -> tuple[int, str]:
    """Status and code of an answer that is none."""
    answer = api.get("/info", {"url": url, **parameters})
    assert set(answer.json()) == {"detail", "code"}
    return answer.status_code, answer.json()["code"]


# --- a video ---------------------------------------------------------------------------------------


def test_it_tells_all_about_a_video(api: Client) -> None:
    picture = f"https://i.ytimg.com/vi/{samples.ORDINARY.id}"
    assert info(api, ORDINARY) == {
        "type": "video",
        "id": samples.ORDINARY.id,
        "title": "A walk around the harbour",
        "description": "Invented for tests.",
        "duration": 20,
        "duration_string": "20",
        "view_count": 1234,
        "upload_date": "20240301",
        "channel": "Standard Pictures",
        "channel_id": "UCstandardpictures000000",
        "channel_url": "https://www.youtube.com/channel/UCstandardpictures000000",
        "channel_subscriber_count": 7890,
        "thumbnail": f"{picture}/hq720.jpg",
        "thumbnails": [
            {"url": f"{picture}/mqdefault.jpg", "width": 320, "height": 180},
            {"url": f"{picture}/hqdefault.jpg", "width": 480, "height": 360},
            {"url": f"{picture}/hq720.jpg", "width": 1280, "height": 720},
        ],
        "webpage_url": ORDINARY,
        "is_live": False,
        "age_limit": 0,
        "live_status": "not_live",
        "availability": "public",
        "media_type": "video",
        "release_timestamp": None,
        "like_count": None,
        "chapters": [],
        "audio_languages": [],
    }


def test_it_tells_chapters_and_the_languages_that_are_spoken(api: Client) -> None:
    chapters = info(api, "youtu.be/chapters001")["chapters"]

    assert [each["title"] for each in chapters] == ["Opening", "Morning", "Noon", "Evening & night"]
    assert [(each["start_time"], each["end_time"]) for each in chapters][-1] == (50, 60)
    assert info(api, "youtu.be/languages01")["audio_languages"] == ["de", "en", "fa"]


def test_what_is_live_has_no_length(api: Client) -> None:
    found = info(api, "youtu.be/liveNow0001")

    assert (found["is_live"], found["live_status"]) == (True, "is_live")
    assert (found["duration"], found["duration_string"]) == (None, None)
    assert found["title"] == samples.LIVE_NOW.title  # to which yt-dlp adds the time


def test_what_has_not_started_is_told_with_the_time_when_it_will(api: Client) -> None:
    found = info(api, "youtu.be/upcoming001")

    assert (found["is_live"], found["live_status"]) == (False, "is_upcoming")
    assert found["release_timestamp"] > 0


def test_a_broadcast_that_is_over_is_a_video(api: Client) -> None:
    found = info(api, "youtu.be/wasLive0001")

    assert (found["is_live"], found["live_status"], found["duration"]) == (False, "was_live", 30)


def test_an_unlisted_video_says_so(api: Client) -> None:
    assert info(api, "youtu.be/unlistedVid")["availability"] == "unlisted"


@pytest.mark.parametrize("video", [samples.PERSIAN, samples.SIGNS, samples.HTML_TITLE, samples.LONG_TITLE])
def test_titles_are_told_as_they_are(api: Client, video: Video) -> None:
    found = info(api, f"youtu.be/{video.id}")

    assert (found["title"], found["channel"]) == (video.title, video.channel)
    assert found["description"] == video.description


def test_half_a_letter_in_a_title_breaks_nothing(api: Client, upstream: Upstream) -> None:
    video = Video("halfEmoji01", "Half \ud83d an emoji")
    upstream.add(video, Playlist("PLhalf_emoji", "Half \ud83d", [entry_of(video)]))

    assert info(api, "youtu.be/halfEmoji01")["title"] == "Half \ufffd an emoji"
    assert info(api, "youtube.com/playlist?list=PLhalf_emoji")["playlist_title"] == "Half \ufffd"


@pytest.mark.parametrize(
    "url",
    [
        "  youtu.be/ordinaryVid?si=abc ",
        "http://m.youtube.com/watch?feature=share&v=ordinaryVid",
        "music.youtube.com/watch?v=ordinaryVid",
        "www.youtube.com/shorts/ordinaryVid",
        "youtube.com/live/ordinaryVid?feature=share",
        "https://www.youtube-nocookie.com/embed/ordinaryVid",
        f"{ORDINARY}&list={samples.WITH_GAPS.id}&index=2",
    ],
)
def test_a_link_is_taken_as_people_paste_it(api: Client, url: str) -> None:
    found = info(api, url)

    assert (found["type"], found["id"], found["webpage_url"]) == ("video", "ordinaryVid", ORDINARY)


# --- what cannot be had ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("video", "expected"),
    [
        (samples.PRIVATE, (403, "private")),
        (samples.AGE_RESTRICTED, (403, "login_required")),
        (samples.MEMBERS_ONLY, (403, "members_only")),
        (samples.GEO_BLOCKED, (403, "geo_restricted")),
        (samples.GEO_BLOCKED_ON_WEB, (403, "geo_restricted")),
        (samples.DELETED, (404, "not_found")),
        (samples.NEVER_EXISTED, (404, "not_found")),
        (samples.BOT_CHECKED, (503, "upstream_blocked")),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_a_video_that_cannot_be_had_is_refused_with_the_reason(
    api: Client, video: Video, expected: tuple[int, str]
) -> None:
    assert refusal(api, f"youtu.be/{video.id}") == expected


@pytest.mark.parametrize("url", ["youtube.com/playlist?list=PLnever_was", "youtube.com/@never_was"])
def test_a_playlist_or_channel_that_does_not_exist_is_not_found(api: Client, url: str) -> None:
    assert refusal(api, url) == (404, "not_found")


def test_a_platform_that_throttles_us_says_until_when(api: Client, upstream: Upstream) -> None:
    upstream.misbehave(Behaviour(status=429, retry_after_seconds=77))

    answer = api.get("/info", {"url": ORDINARY})

    assert (answer.status_code, answer.json()["code"]) == (503, "upstream_blocked")
    assert answer.headers["Retry-After"] == "77"


def test_a_platform_that_fails_is_an_upstream_error_and_is_asked_again_next_time(
    api: Client, upstream: Upstream
) -> None:
    rule = upstream.misbehave(Behaviour(status=500))
    assert refusal(api, ORDINARY) == (502, "upstream_error")

    upstream.forgive(rule)
    assert info(api, ORDINARY)["id"] == "ordinaryVid"


@pytest.mark.parametrize("url", [ORDINARY, GAPS])
def test_a_platform_that_does_not_answer_in_time_is_given_up(
    api: Client, upstream: Upstream, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr(metadata_api, "PATIENCE_SECONDS", 0.2)
    upstream.latency_seconds = 5

    assert refusal(api, url) == (504, "upstream_timeout")


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "http://www.youtube.com/", "file:///etc/passwd"])
def test_nobody_can_send_us_elsewhere(api: Client, upstream: Upstream, elsewhere: str) -> None:
    upstream.misbehave(Behaviour(redirect_to=elsewhere))

    assert refusal(api, ORDINARY)[0] in {400, 502}
    assert {request.host for request in upstream.requests} == {"www.youtube.com"}


@pytest.mark.parametrize(
    "url",
    [
        "cats",
        "ytsearch:cats",
        "file:///etc/passwd",
        "ftp://www.youtube.com/watch?v=ordinaryVid",
        "https://youtube.com.evil.test/watch?v=ordinaryVid",
        "https://evil.test/https://www.youtube.com/watch?v=ordinaryVid",
        "https://user:word@www.youtube.com/watch?v=ordinaryVid",
        "https://www.youtube.com:8443/watch?v=ordinaryVid",
        "https://127.0.0.1/watch?v=ordinaryVid",
        "https://[::1]/watch?v=ordinaryVid",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/feed/history",
        "https://www.youtube.com/",
        "https://www.youtube.com/watch?v=ordinaryVid\x00",
        "https://www.youtube.com/watch?v=ordinaryVid&x=" + "x" * 5000,
    ],
)
def test_what_is_no_link_of_youtube_is_refused_and_nobody_is_asked(
    api: Client, upstream: Upstream, url: str
) -> None:
    for path in ALL_PATHS:
        answer = api.get(path, {"url": url})

        assert (answer.status_code, answer.json()["code"]) == (400, "unsupported_url")
        assert answer.json()["detail"].startswith("url: ")
    assert not upstream.requests


@pytest.mark.parametrize("query", [{}, {"url": ""}, {"url": "  "}])
def test_the_url_is_required(api: Client, query: dict[str, str]) -> None:
    for path in ALL_PATHS:
        answer = api.get(path, query)

        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
        assert answer.json()["detail"].startswith("url: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("skip", value) for value in ("-1", "x", "1.5", "9" * 30, "\x00", "۱x")],
        *[("limit", value) for value in ("0", "101", "-1", "x", "9" * 30)],
    ],
)
def test_a_bad_number_is_an_invalid_request_that_names_it(
    api: Client, upstream: Upstream, name: str, value: str
) -> None:
    answer = api.get("/info", {"url": GAPS, name: value})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert answer.json()["detail"].startswith(f"{name}: ")
    assert not upstream.requests


# --- asking no more than need be ---------------------------------------------------------------------


def extractions(upstream: Upstream, video_id: str) -> int:
    """How often the page of a video was asked for, which every extraction begins with."""
    return len(upstream.seen(Kind.PAGE, video_id))


def test_whoever_asks_again_is_answered_from_memory(api: Client, upstream: Upstream) -> None:
    first = info(api, ORDINARY)
    asked = len(upstream.requests)

    assert info(api, "youtu.be/ordinaryVid") == first
    assert len(upstream.requests) == asked


def test_fifty_who_ask_at_once_make_one_extraction(api: Client, upstream: Upstream) -> None:
    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(lambda _: Client().get("/info", {"url": ORDINARY}), range(50)))

    assert {answer.status_code for answer in answers} == {200}
    assert extractions(upstream, "ordinaryVid") == 1


def test_all_endpoints_share_one_extraction(api: Client, upstream: Upstream) -> None:
    for path in VIDEO_PATHS:
        assert api.get(path, {"url": ORDINARY}).status_code == 200

    assert extractions(upstream, "ordinaryVid") == 1


def test_what_is_remembered_has_no_headers_and_no_cookies_in_it(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Any] = []
    monkeypatch.setattr(caches["extractions"], "set", lambda _name, value, _seconds: kept.append(value))
    info(api, ORDINARY)

    assert kept
    assert not {"cookies", "http_headers"} & set(kept[0]["formats"][0])


# --- a playlist ------------------------------------------------------------------------------------


def test_it_tells_all_about_the_videos_of_a_playlist(api: Client) -> None:
    found = info(api, f"youtube.com/playlist?list={samples.THREE.id}")
    videos = found.pop("videos")

    assert found == {
        "type": "playlist",
        "playlist_id": samples.THREE.id,
        "playlist_title": "Three walks",
        "playlist_count": 3,
        "uploader": "Standard Pictures",
        "unavailable_count": 0,
        "skip": 0,
        "limit": 25,
        "has_more": False,
    }
    for index, (video, entry) in enumerate(zip(videos, samples.THREE.entries, strict=True)):
        assert {"type": "video", **video} == {"index": index, **info(api, f"youtu.be/{entry.video_id}")}


def test_what_cannot_be_had_is_left_out_and_counted(api: Client, upstream: Upstream) -> None:
    found = info(api, GAPS)

    assert [(each["index"], each["id"]) for each in found["videos"]] == [
        (0, "ordinaryVid"),
        (2, "veryShort01"),
        (4, "ordinaryVid"),
    ]
    assert (found["playlist_count"], found["unavailable_count"]) == (5, 2)
    assert not upstream.seen(video_id="privateVid1")  # the list itself tells
    assert extractions(upstream, "ordinaryVid") == 1


def test_what_turns_out_not_to_be_had_is_counted_too(api: Client, upstream: Upstream) -> None:
    videos = [samples.ORDINARY, samples.MEMBERS_ONLY, samples.GEO_BLOCKED, samples.BOT_CHECKED]
    upstream.add(Playlist("PLrefused", "Refused", [entry_of(each) for each in videos]))

    found = info(api, "youtube.com/playlist?list=PLrefused")

    assert ([each["id"] for each in found["videos"]], found["unavailable_count"]) == (["ordinaryVid"], 3)


def test_where_nothing_is_to_be_had_for_now_it_is_an_error(api: Client, upstream: Upstream) -> None:
    upstream.add(Playlist("PLchecked", "Checked", [entry_of(samples.BOT_CHECKED)]))

    assert refusal(api, "youtube.com/playlist?list=PLchecked") == (503, "upstream_blocked")


def test_where_nothing_is_to_be_had_ever_it_is_an_empty_page(api: Client, upstream: Upstream) -> None:
    upstream.add(Playlist("PLgone", "Gone", [entry_of(samples.PRIVATE), entry_of(samples.MEMBERS_ONLY)]))

    found = info(api, "youtube.com/playlist?list=PLgone")

    assert (found["videos"], found["unavailable_count"], found["playlist_count"]) == ([], 2, 2)


PAGES: Mapping[str, tuple[dict[str, int], tuple[list[int], bool]]] = {
    "the first": ({"limit": 2}, ([0, 1], True)),
    "across the list's own pages": ({"skip": 99, "limit": 3}, ([99, 100, 101], True)),
    "the last": ({"skip": 198, "limit": 100}, ([198, 199], False)),
    "to the very end": ({"skip": 198, "limit": 2}, ([198, 199], False)),
    "beyond the end": ({"skip": 200, "limit": 5}, ([], False)),
    "far beyond the end": ({"skip": 2**31 - 1}, ([], False)),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_the_entries_asked_for(api: Client, page: str) -> None:
    parameters, (indices, has_more) = PAGES[page]
    found = info(api, NUMBERED, **parameters)

    assert [each["index"] for each in found["videos"]] == indices
    assert [each["id"] for each in found["videos"]] == [f"numbrd{index + 1:05}" for index in indices]
    assert (found["has_more"], found["playlist_count"]) == (has_more, 200)
    assert found["skip"] == parameters.get("skip", 0)
    assert found["limit"] == parameters.get("limit", 25)


def test_without_parameters_it_tells_about_the_first_25(api: Client) -> None:
    found = info(api, NUMBERED)

    assert (len(found["videos"]), found["has_more"]) == (25, True)


@pytest.mark.parametrize("path", ["@standardpictures", "@standardpictures/videos", "@standardpictures/about"])
def test_a_channel_is_a_playlist_of_its_uploads(api: Client, path: str) -> None:
    found = info(api, f"youtube.com/{path}", limit=2)

    assert (found["type"], found["playlist_count"], found["uploader"]) == ("playlist", 5, "Standard Pictures")
    assert [each["id"] for each in found["videos"]] == ["ordinaryVid", "veryShort01"]


def test_an_empty_playlist_is_one(api: Client) -> None:
    found = info(api, f"youtube.com/playlist?list={samples.EMPTY_PLAYLIST.id}")

    assert (found["playlist_count"], found["videos"], found["has_more"]) == (0, [], False)


# --- as everywhere ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", VIDEO_PATHS)
def test_a_slash_at_the_end_and_head_are_answered(api: Client, path: str) -> None:
    query = urlencode({"url": ORDINARY})

    assert api.get(f"{path}/?{query}").json() == api.get(f"{path}?{query}").json()
    assert api.head(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("path", VIDEO_PATHS)
def test_nobody_keeps_the_answer(api: Client, path: str) -> None:
    assert api.get(path, {"url": ORDINARY}).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ALL_PATHS)
def test_other_methods_are_refused(api: Client, path: str) -> None:
    answer = api.delete(path)

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ALL_PATHS)
def test_it_is_under_the_rate_limit(api: Client, settings: Any, path: str) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 1

    answers = [api.get(path, {"url": url}) for url in (GAPS, ORDINARY)]

    assert answers[1].status_code == 429
    assert answers[1].json()["code"] == "rate_limited"
    assert int(answers[1].headers["Retry-After"]) > 0


def test_the_error_is_told_in_persian_too(api: Client) -> None:
    answer = api.get("/info", {"url": "youtu.be/privateVid1"}, headers={"Accept-Language": "fa"})

    assert answer.json()["code"] == "private"
    assert "خصوصی" in answer.json()["detail"]


def test_a_platform_that_refuses_us_is_told_with_a_time_to_wait(api: Client) -> None:
    answer = api.get("/info", {"url": f"https://youtu.be/{samples.BOT_CHECKED.id}"})
    assert (answer.status_code, answer.json()["code"]) == (503, "upstream_blocked")
    assert int(answer["Retry-After"]) > 0
