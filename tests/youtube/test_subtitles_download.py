"""POST /subtitles."""

import json
import re
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jobs.errors import Code, Failure
from jobs.models import File
from jobs.purge import delete_bytes
from tests.upstream import Behaviour, Kind, Upstream
from tests.upstream.youtube import captions, samples
from tests.upstream.youtube.catalogue import Caption, Video
from youtube import metadata_api
from youtube.subrip import as_srt

pytestmark = pytest.mark.django_db

URL = f"https://www.youtube.com/watch?v={samples.CAPTIONED.id}"


def post(api: Client, body: Any) -> Any:
    """The answer to a body, which is sent as JSON."""
    return api.post("/subtitles", json.dumps(body), content_type="application/json")


def made(api: Client, **body: Any) -> dict[str, Any]:
    """The answer, which is a success."""
    answer = post(api, {"url": URL, **body})
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def refusal(api: Client, **body: Any) -> tuple[int, str]:
    """Status and code of an answer that is none; and there is no file."""
    answer = post(api, {"url": URL, **body})
    assert set(answer.json()) == {"detail", "code"}
    assert not File.objects.exists()
    return answer.status_code, answer.json()["code"]


def fetched(api: Client, answer: dict[str, Any]) -> str:
    """The text of the file that an answer tells of."""
    with closing(api.get(answer["download_url"])) as file:
        assert file.status_code == 200
        return file.getvalue().decode()


# --- the file --------------------------------------------------------------------------------------


def test_it_answers_with_a_file_that_can_be_fetched(api: Client) -> None:
    answer = made(api, lang="en")

    assert re.fullmatch(r"[0-9a-f]{8}_Read along\.en\.vtt", answer["filename"])
    assert answer["download_url"] == f"/download/file/{answer['filename']}"
    assert answer["video_id"] == samples.CAPTIONED.id
    assert (answer["title"], answer["language"]) == ("Read along", "en")
    assert fetched(api, answer).startswith("WEBVTT\n")


def test_english_that_somebody_wrote_as_vtt_is_the_default(api: Client) -> None:
    answer = made(api)

    assert (answer["language"], answer["is_auto_generated"]) == ("en", False)
    assert "Line 1 written in en" in fetched(api, answer)


def test_it_expires_like_any_other_file(api: Client) -> None:
    answer = made(api)
    file = File.objects.get()
    assert file.items.count() == 0
    assert timedelta(minutes=29) < file.expires_at - timezone.now() <= timedelta(minutes=30)

    File.objects.update(expires_at=timezone.now())
    assert delete_bytes(File.objects.expired()) == 1

    again = api.get(answer["download_url"])
    assert (again.status_code, again.json()["code"]) == (404, "file_expired")


def test_nothing_is_left_where_it_was_made(api: Client, settings: Any) -> None:
    made(api)

    assert not list((settings.DATA_DIR / "work").glob("subtitles-*"))


@pytest.mark.parametrize(("ext", "content_type"), [("vtt", "text/vtt"), ("srt", "application/x-subrip")])
def test_the_file_has_the_type_of_its_format(api: Client, ext: str, content_type: str) -> None:
    answer = made(api, format=ext)

    assert answer["filename"].endswith(f".en.{ext}")
    with closing(api.get(answer["download_url"])) as file:
        assert file.headers["Content-Type"] == content_type


def test_a_name_that_files_cannot_have_is_made_harmless(api: Client, upstream: Upstream) -> None:
    upstream.add(Video("badTitle001", "../../a/b\\c?#%\n" + "ن" * 300, captions=(Caption("fa", "Persian"),)))

    answer = made(api, url="youtu.be/badTitle001", lang="fa")

    assert not set("/\\?#%\n") & set(answer["filename"])
    assert len(answer["filename"].encode()) < 200
    assert answer["filename"].endswith(".fa.vtt")
    assert fetched(api, answer).startswith("WEBVTT")


# --- languages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "language", "line"),
    [
        ({"lang": "fa"}, "fa", "Line 1 written in fa"),
        ({"lang": "fa", "auto": True}, "fa", "Line 1 written in fa"),
        ({"lang": "de", "auto": True}, "de", "Line 1 heard in de"),
        ({"lang": "EN-us"}, "en", "Line 1 written in en"),
    ],
)
def test_the_language_asked_for_is_fetched(
    api: Client, body: dict[str, Any], language: str, line: str
) -> None:
    answer = made(api, **body)

    assert answer["language"] == language
    assert answer["is_auto_generated"] == ("heard" in line)
    assert line in fetched(api, answer)


def test_automatic_ones_are_only_for_who_wants_them(api: Client) -> None:
    answer = post(api, {"url": URL, "lang": "de"})

    assert (answer.status_code, answer.json()["code"]) == (404, "no_subtitles")
    assert "en, fa; automatic: en-orig" in answer.json()["detail"]


@pytest.mark.parametrize("video", [samples.ORDINARY, samples.UPCOMING, samples.LIVE_NOW])
def test_a_video_without_any_has_none(api: Client, video: Video) -> None:
    assert refusal(api, url=f"youtu.be/{video.id}", auto=True) == (404, "no_subtitles")


# --- SubRip ----------------------------------------------------------------------------------------


def test_srt_has_the_lines_with_their_times(api: Client) -> None:
    assert fetched(api, made(api, format="srt")).startswith(
        "1\n00:00:00,000 --> 00:00:03,000\nLine 1 written in en\n\n2\n00:00:03,000 --> 00:00:06,000\n"
    )


def document(*events: Any) -> str:
    """Captions as YouTube has them for its own player."""
    return json.dumps({"wireMagic": "pb3", "events": events})


def test_srt_of_what_people_wrote_keeps_their_times() -> None:
    shown = document(
        {"tStartMs": 500, "dDurationMs": 2000, "segs": [{"utf8": "سلام\n\n دنیا "}]},
        {"tStartMs": 1500, "dDurationMs": 3_600_000, "segs": [{"utf8": "A & "}, {"utf8": "B <3"}]},
    )

    assert as_srt(shown, one_at_a_time=False) == (
        "1\n00:00:00,500 --> 00:00:02,500\nسلام\nدنیا\n\n2\n00:00:01,500 --> 01:00:01,500\nA & B <3\n"
    )


def test_srt_of_what_a_machine_heard_shows_a_line_at_a_time() -> None:
    shown = document(
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
        {"tStartMs": 0, "dDurationMs": 4000, "segs": [{"utf8": "so"}, {"utf8": " then", "tOffsetMs": 300}]},
        {"tStartMs": 1990, "dDurationMs": 2010, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 2000, "dDurationMs": 1000, "segs": [{"utf8": "we go"}]},
    )

    assert as_srt(shown, one_at_a_time=True) == (
        "1\n00:00:00,000 --> 00:00:02,000\nso then\n\n2\n00:00:02,000 --> 00:00:03,000\nwe go\n"
    )


@pytest.mark.parametrize(
    ("lang", "first_end"), [("en", "00:00:09,000"), ("de", "00:00:03,000")], ids=["written", "automatic"]
)
def test_only_automatic_lines_are_shown_one_at_a_time(
    api: Client, monkeypatch: pytest.MonkeyPatch, lang: str, first_end: str
) -> None:
    rolling = document(
        {"tStartMs": 0, "dDurationMs": 9000, "segs": [{"utf8": "so then"}]},
        {"tStartMs": 3000, "dDurationMs": 9000, "segs": [{"utf8": "we go"}]},
    )
    monkeypatch.setitem(captions._FORMATS, "json3", ("application/json", lambda _lines: rolling))

    text = fetched(api, made(api, lang=lang, auto=True, format="srt"))

    assert text.startswith(f"1\n00:00:00,000 --> {first_end}\nso then\n")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"events": 1}', '{"events": [1]}', '{"events": [{"segs": [1]}]}']
)
def test_srt_of_what_is_no_captions_is_an_error(text: str) -> None:
    with pytest.raises(Failure) as raised:
        as_srt(text, one_at_a_time=False)

    assert raised.value.code == Code.EXTRACTION_FAILED


# --- what may go wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (Behaviour(status=429, retry_after_seconds=9), (503, "upstream_blocked")),
        (Behaviour(status=500), (502, "upstream_error")),
        (Behaviour(status=404), (502, "upstream_error")),
        (Behaviour(cut_after_bytes=20), (502, "upstream_error")),
        (Behaviour(redirect_to="https://www.youtube.com/"), (400, "extraction_failed")),
        (Behaviour(redirect_to="https://evil.test/"), (400, "extraction_failed")),
    ],
)
@pytest.mark.parametrize("ext", ["vtt", "srt"])
def test_captions_that_do_not_come_are_an_error(
    api: Client, upstream: Upstream, behaviour: Behaviour, expected: tuple[int, str], ext: str
) -> None:
    upstream.misbehave(behaviour, kind=Kind.CAPTIONS)

    assert refusal(api, format=ext) == expected


def test_captions_that_do_not_come_in_time_are_given_up(
    api: Client, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.get("/info", {"url": URL})
    monkeypatch.setattr(metadata_api, "PATIENCE_SECONDS", 0.2)
    upstream.latency_seconds = 5

    assert refusal(api) == (504, "upstream_timeout")


def test_a_full_disk_makes_no_file(api: Client, settings: Any) -> None:
    settings.MIN_FREE_SPACE = 1 << 60

    assert refusal(api) == (413, "too_large")


def test_a_video_that_cannot_be_had_is_refused_with_the_reason(api: Client) -> None:
    assert refusal(api, url="youtu.be/privateVid1") == (403, "private")


BAD: Mapping[str, list[Any]] = {
    "url": [None, "", [], {}, True, [URL]],
    "lang": [None, "", [], {}, True, "x" * 51, "e\x00n", "\ud800"],
    "auto": [None, "", "maybe", [], {}, 2],
    "format": [None, "", "ass", "VTT", [], {}, 1, True],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in BAD for value in BAD[name]])
def test_a_bad_value_is_an_invalid_request(api: Client, upstream: Upstream, name: str, value: Any) -> None:
    assert refusal(api, **{name: value}) == (400, "invalid_request")
    assert not upstream.requests


@pytest.mark.parametrize("url", ["cats", 1, "https://evil.test/watch?v=captioned01", "file:///etc/passwd"])
def test_what_is_no_link_of_youtube_is_refused_and_nobody_is_asked(
    api: Client, upstream: Upstream, url: Any
) -> None:
    assert refusal(api, url=url) == (400, "unsupported_url")
    assert not upstream.requests


def test_a_playlist_is_not_a_video(api: Client) -> None:
    assert refusal(api, url="youtube.com/playlist?list=PLthree_videos") == (400, "not_a_video")


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"x"', b"1", b"\xff", b"{}"])
def test_a_body_that_says_nothing_is_an_invalid_request(api: Client, body: bytes) -> None:
    answer = api.post("/subtitles", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")


def test_a_form_is_an_unsupported_media_type(api: Client) -> None:
    answer = api.post("/subtitles", {"url": URL})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_another_website_is_refused(api: Client, upstream: Upstream) -> None:
    answer = api.post(
        "/subtitles",
        json.dumps({"url": URL}),
        content_type="application/json",
        headers={"Origin": "https://evil.test"},
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert not upstream.requests


def test_it_is_under_the_rate_limit(api: Client, settings: Any) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 1

    assert [post(api, {"url": URL}).status_code for _ in range(2)] == [200, 429]


def test_a_browser_gets_a_form_with_the_defaults(api: Client) -> None:
    page = api.get("/subtitles", {"url": URL}, headers={"Accept": "text/html"})

    assert page.headers["Content-Type"].startswith("text/html")
    for shown in (
        "&quot;lang&quot;: &quot;en&quot;",
        "&quot;auto&quot;: false",
        "&quot;format&quot;: &quot;vtt&quot;",
    ):
        assert shown in page.text
