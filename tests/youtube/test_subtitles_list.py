"""GET /subtitles."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from jobs.errors import Code, Failure
from tests.upstream import Upstream
from tests.upstream.youtube import samples
from tests.upstream.youtube.catalogue import Caption, Video
from youtube import subtitles

pytestmark = pytest.mark.django_db

URL = f"https://www.youtube.com/watch?v={samples.CAPTIONED.id}"
FORMATS = ["json3", "srv1", "srv2", "srv3", "ttml", "srt", "vtt"]


def listed(api: Client, **parameters: str) -> dict[str, Any]:
    """The answer, which is a success."""
    answer = api.get("/subtitles", {"url": URL, **parameters})
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


@pytest.mark.parametrize("parameters", [{}, {"lang": "all"}])
def test_all_languages_are_the_default(api: Client, parameters: dict[str, str]) -> None:
    answer = listed(api, **parameters)

    assert (answer["video_id"], answer["title"]) == (samples.CAPTIONED.id, "Read along")
    assert answer["manual_subtitles"] == ["en", "fa"]
    assert set(answer["auto_generated_subtitles"]) == {"en-orig", "en", "fa", "de", "fr"}
    assert set(answer["subtitle_details"]) == {"en", "fa"}
    assert set(answer["auto_subtitle_details"]) == set(answer["auto_generated_subtitles"])


def test_each_language_has_its_formats(api: Client) -> None:
    details = listed(api)["subtitle_details"]["fa"]

    assert [each["ext"] for each in details] == FORMATS
    assert details[-1] == {
        "ext": "vtt",
        "url": f"https://www.youtube.com/api/timedtext?v={samples.CAPTIONED.id}&hl=en&lang=fa&fmt=vtt",
        "name": "Persian",
    }


def test_one_language_is_told_alone(api: Client) -> None:
    answer = listed(api, lang="fa")

    assert [each["ext"] for each in answer.pop("formats")] == FORMATS
    assert answer == {
        "video_id": samples.CAPTIONED.id,
        "title": "Read along",
        "language": "fa",
        "is_auto_generated": False,
    }


@pytest.mark.parametrize(
    ("lang", "language", "is_auto_generated"),
    [
        ("en", "en", False),  # rather than the automatic one
        ("EN", "en", False),
        ("en-US", "en", False),
        ("fa-IR", "fa", False),
        ("de", "de", True),
        ("en-orig", "en-orig", True),  # rather than the written `en`
        ("de-AT", "de", True),
    ],
)
def test_a_language_is_found(api: Client, lang: str, language: str, is_auto_generated: bool) -> None:
    answer = listed(api, lang=lang)

    assert (answer["language"], answer["is_auto_generated"]) == (language, is_auto_generated)


def test_a_variety_answers_for_its_language(api: Client, upstream: Upstream) -> None:
    captions = (
        Caption("en-GB", "English (UK)"),
        Caption("en", "English (auto-generated)", automatic=True),
        Caption("zh-Hans", "Chinese (Simplified)"),
    )
    upstream.add(Video("varieties01", "Varieties", captions=captions))
    answers = {
        lang: api.get("/subtitles", {"url": "youtu.be/varieties01", "lang": lang}) for lang in ("en", "zh")
    }

    assert {lang: answer.json()["language"] for lang, answer in answers.items()} == {
        "en": "en-GB",
        "zh": "zh-Hans",
    }


@pytest.mark.parametrize("lang", ["ja", "e", "english", "*", ".*", "../fa", "en,fa"])
def test_a_language_that_is_not_there_is_refused_with_those_that_are(api: Client, lang: str) -> None:
    answer = api.get("/subtitles", {"url": URL, "lang": lang})

    assert (answer.status_code, answer.json()["code"]) == (404, "no_subtitles")
    assert "en, fa; automatic: en-orig, en, fa, de, fr" in answer.json()["detail"]


@pytest.mark.parametrize("video", [samples.ORDINARY, samples.UPCOMING, samples.LIVE_NOW])
def test_a_video_without_any_says_so(api: Client, video: Video) -> None:
    url = f"youtu.be/{video.id}"

    assert api.get("/subtitles", {"url": url}).json() == {
        "video_id": video.id,
        "title": video.title,
        "manual_subtitles": [],
        "auto_generated_subtitles": [],
        "subtitle_details": {},
        "auto_subtitle_details": {},
    }
    answer = api.get("/subtitles", {"url": url, "lang": "en"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_subtitles")
    assert "none" in answer.json()["detail"]


@pytest.mark.parametrize("lang", [" ", "x" * 51, "e\x00n", "e\nn"])
def test_what_is_no_language_is_an_invalid_request(api: Client, upstream: Upstream, lang: str) -> None:
    answer = api.get("/subtitles", {"url": URL, "lang": lang})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert answer.json()["detail"].startswith("lang: ")
    assert not upstream.requests


def test_of_very_many_languages_only_some_are_named() -> None:
    codes = [f"{letter}{other}" for letter in "abcdefgh" for other in "abcdefghijklmnopqr"]
    info: dict[str, Any] = {"automatic_captions": {code: [] for code in [*codes, "fa-orig"]}}

    with pytest.raises(Failure) as raised, override("en"):
        subtitles.find(info, "zz", also_automatic=True)

    assert raised.value.code == Code.NO_SUBTITLES
    assert "none; automatic: fa-orig, aa, ab, ac, ad, ae, af, ag, ah, ai and 135 more" in str(raised.value)


def test_the_chat_of_a_broadcast_is_no_subtitle() -> None:
    assert not subtitles.written({"subtitles": {"live_chat": [{"ext": "json", "url": "x"}]}})
