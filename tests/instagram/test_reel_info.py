"""GET /instagram/reel/info."""

from collections.abc import Callable

import pytest

from tests.instagram.conftest import Ask
from tests.upstream.instagram import Post, samples
from tests.upstream.media import FRAMES_PER_SECOND

pytestmark = pytest.mark.django_db


def test_a_reel_has_all_that_is_documented(ask: Ask) -> None:
    answer = dict(ask("reel/info", url=samples.REEL.shortcode))

    formats = answer.pop("formats")
    assert "_1080x1920.mp4" in answer.pop("video_url")
    assert "_1080x1920.jpg" in answer.pop("thumbnail")
    assert answer == {
        "success": True,
        "type": "reel",
        "reel_id": "DsampleReel",
        "shortcode": "DsampleReel",
        "caption": "Night market, one take\nwith a second line",
        "duration": 8.0,
        "width": 1080,
        "height": 1920,
        "fps": None,
        "owner": {"username": "sample.person", "user_id": "7000000101"},
        "timestamp": 1718000000,
        "upload_date": "20240610",
        "view_count": 98765,
        "like_count": 1234,
        "comment_count": 56,
        "webpage_url": "https://www.instagram.com/reel/DsampleReel/",
    }
    assert [(each["ext"], each["resolution"]) for each in formats] == [
        ("mp4", "1080x1920"),
        ("mp4", "720x1280"),
        ("mp4", "480x854"),
    ]
    assert len({each["format_id"] for each in formats}) == 3


def test_a_dash_manifest_adds_its_formats_with_sizes_and_frame_rate(ask: Ask) -> None:
    answer = ask("reel/info", url=samples.DASH_REEL.shortcode)

    joined, *apart = answer["formats"]
    assert (joined["resolution"], joined["filesize"]) == ("720x1280", None)
    pictures = [each for each in apart if each["vcodec"] != "none"]
    assert [each["resolution"] for each in pictures] == ["1080x1920", "720x1280", "480x854", "360x640"]
    assert all(each["filesize"] > 1000 and each["acodec"] == "none" for each in pictures)
    (sound,) = (each for each in apart if each["vcodec"] == "none")
    assert (sound["ext"], sound["resolution"], sound["fps"]) == ("m4a", None, None)
    assert sound["acodec"].startswith("mp4a")
    assert answer["fps"] == pictures[0]["fps"] == FRAMES_PER_SECOND


@pytest.mark.parametrize("post", [samples.SILENT_REEL, samples.SILENT_DASH_REEL])
def test_a_reel_without_sound_says_so(ask: Ask, post: Post) -> None:
    formats = ask("reel/info", url=post.shortcode)["formats"]

    assert {each["acodec"] for each in formats} == {"none"}


def test_any_post_that_is_one_video_will_do(ask: Ask) -> None:
    assert ask("reel/info", url=samples.VIDEO.shortcode)["duration"] == 6.0


@pytest.mark.parametrize("post", [samples.IMAGE, samples.CAROUSEL])
def test_other_posts_are_wrong_media(refused: Callable[..., str], post: Post) -> None:
    assert refused("reel/info", url=post.shortcode) == "wrong_media"
