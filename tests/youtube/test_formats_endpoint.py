"""GET /formats."""

from typing import Any

import pytest
from django.test import Client

from jobs import ytdlp
from tests.upstream.youtube import samples
from tests.upstream.youtube.catalogue import Video
from youtube import client as youtube_client
from youtube import formats, metadata
from youtube.addresses import VideoAddress
from youtube.formats import Wish

pytestmark = pytest.mark.django_db

RECOMMENDED = {
    "best_video": "bestvideo+bestaudio/best",
    "best_audio": "bestaudio/best",
    "720p": "bestvideo[height<=720]+bestaudio",
    "1080p": "bestvideo[height<=1080]+bestaudio",
}


def found(api: Client, video: Video) -> dict[str, Any]:
    """The answer for a video, which is a success."""
    answer = api.get("/formats", {"url": f"youtu.be/{video.id}"})
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def ids(answer: dict[str, Any]) -> dict[str, list[str]]:
    """The ids in each group."""
    return {name: [each["format_id"] for each in group] for name, group in answer["formats"].items()}


def test_the_groups_have_the_best_first(api: Client) -> None:
    answer = found(api, samples.CAPTIONED)

    assert (answer["video_id"], answer["title"]) == (samples.CAPTIONED.id, "Read along")
    assert ids(answer) == {
        "video_only": ["137", "136", "135", "134", "133", "160"],
        "audio_only": ["251", "140"],
        "combined": ["18"],
    }


def test_a_format_is_told_as_documented(api: Client) -> None:
    groups = found(api, samples.CAPTIONED)["formats"]

    assert groups["video_only"][0] == {
        "format_id": "137",
        "ext": "mp4",
        "resolution": "1920x1080",
        "fps": 10,
        "vcodec": "avc1.4d401f",
        "acodec": "none",
        "filesize": 5065536,
        "format_note": "1080p",
        "abr": None,
        "tbr": pytest.approx(2026.214),
        "language": None,
        "dynamic_range": "SDR",
    }
    assert groups["audio_only"][1] == {
        "format_id": "140",
        "ext": "m4a",
        "resolution": "audio only",
        "fps": None,
        "vcodec": "none",
        "acodec": "mp4a.40.2",
        "filesize": 385536,
        "format_note": "medium",
        "abr": pytest.approx(154.214),
        "tbr": pytest.approx(154.214),
        "language": "en",
        "dynamic_range": None,
    }
    assert (groups["combined"][0]["resolution"], groups["combined"][0]["acodec"]) == ("640x360", "mp4a.40.2")


@pytest.mark.parametrize(
    ("video", "expected"),
    [
        (samples.SILENT, {"audio_only": [], "combined": []}),
        (samples.SOUND_ONLY, {"video_only": [], "combined": []}),
        (samples.COMBINED_ONLY, {"video_only": [], "audio_only": [], "combined": ["18"]}),
        (samples.LIVE_NOW, {"video_only": [], "audio_only": [], "combined": ["93"]}),
        (samples.UPCOMING, {"video_only": [], "audio_only": [], "combined": []}),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_a_group_without_formats_is_empty(api: Client, video: Video, expected: dict[str, list[str]]) -> None:
    groups = ids(found(api, video))

    assert set(groups) == {"video_only", "audio_only", "combined"}
    assert {name: groups[name] for name in expected} == expected


def test_hdr_is_told_from_sdr(api: Client) -> None:
    groups = found(api, samples.HDR)["formats"]

    assert {each["dynamic_range"] for each in groups["video_only"]} == {"SDR", "HDR10"}


@pytest.mark.parametrize("video", [samples.LANGUAGES, samples.ORDINARY, samples.HLS_ONLY, samples.HDR])
def test_every_id_is_one_that_a_download_takes(api: Client, video: Video) -> None:
    groups = ids(found(api, video))
    info = youtube_client.video(VideoAddress(video.id))
    listed = [each for group in groups.values() for each in group]

    assert len(listed) == len(set(listed)) > 1
    for format_id in listed:
        wish = Wish(format_id=format_id)
        chosen = ytdlp.choose(info, youtube_client.PLATFORM, formats.video_options(info, wish))
        assert chosen["format_id"] == format_id


def test_every_language_has_formats_of_its_own(api: Client) -> None:
    audio = found(api, samples.LANGUAGES)["formats"]["audio_only"]

    assert {each["language"] for each in audio} == {"de", "en", "fa"}


@pytest.mark.parametrize(
    ("video", "more"),
    [
        (samples.CAPTIONED, {}),
        (samples.VERTICAL, {}),  # 1080x1920
        (samples.UPCOMING, {}),
        (
            samples.ORDINARY,
            {"1440p": "bestvideo[height<=1440]+bestaudio", "4k": "bestvideo[height<=2160]+bestaudio"},
        ),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_selectors_are_recommended_for_what_there_is(api: Client, video: Video, more: dict[str, str]) -> None:
    assert found(api, video)["recommended"] == RECOMMENDED | more


def test_storyboards_are_left_out() -> None:
    storyboard = {"format_id": "sb0", "ext": "mhtml", "vcodec": "none", "acodec": "none"}
    info = {"id": "x", "title": "x", "formats": [storyboard]}

    assert metadata.formats(info)["formats"] == {"video_only": [], "audio_only": [], "combined": []}


def test_an_estimate_stands_in_for_an_unknown_size() -> None:
    form = {"format_id": "93", "vcodec": None, "acodec": None, "filesize_approx": 7, "fps": 29.97}
    group = metadata.formats({"id": "x", "title": "x", "formats": [form]})["formats"]["combined"]

    assert (group[0]["filesize"], group[0]["fps"]) == (7, 30)


@pytest.mark.parametrize("url", ["youtube.com/playlist?list=PLthree_videos", "youtube.com/@standardpictures"])
@pytest.mark.parametrize("path", ["/formats", "/subtitles", "/thumbnail"])
def test_a_playlist_is_not_a_video(api: Client, path: str, url: str) -> None:
    answer = api.get(path, {"url": url})

    assert (answer.status_code, answer.json()["code"]) == (400, "not_a_video")


@pytest.mark.parametrize("path", ["/formats", "/subtitles", "/thumbnail"])
def test_what_cannot_be_had_is_refused_with_the_reason(api: Client, path: str) -> None:
    answer = api.get(path, {"url": f"youtu.be/{samples.PRIVATE.id}"})

    assert (answer.status_code, answer.json()["code"]) == (403, "private")
