"""GET /instagram/post/info."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.instagram.conftest import Ask
from tests.upstream import Kind, Upstream
from tests.upstream.instagram import Photo, Post, samples

pytestmark = pytest.mark.django_db


def test_an_image_has_all_that_is_documented(ask: Ask) -> None:
    answer = dict(ask("post/info", url=samples.IMAGE.shortcode))

    assert "_1080x1350.jpg" in answer.pop("thumbnail")
    assert answer == {
        "success": True,
        "type": "image",
        "post_id": "DsampleImg1",
        "shortcode": "DsampleImg1",
        "caption": "Fog over the harbour #sample",
        "owner": {"username": "sample.person", "user_id": "7000000101"},
        "timestamp": 1718000000,
        "upload_date": "20240610",
        "view_count": None,
        "like_count": 1234,
        "comment_count": 56,
        "duration": None,
        "webpage_url": "https://www.instagram.com/p/DsampleImg1/",
        "is_carousel": False,
        "carousel_count": None,
        "media_items": None,
    }


@pytest.mark.parametrize("post", [samples.VIDEO, samples.REEL])
def test_a_video_has_its_length_and_views(ask: Ask, post: Post) -> None:
    answer = ask("post/info", url=post.shortcode)

    assert (answer["type"], answer["is_carousel"]) == ("video", False)
    assert answer["view_count"] == post.view_count
    assert answer["duration"] == post.media[0].seconds  # type: ignore[union-attr]
    assert answer["media_items"] is None


def test_a_carousel_has_all_its_pictures_and_videos_in_order(ask: Ask) -> None:
    answer = ask("post/info", url=samples.CAROUSEL.shortcode)

    assert (answer["type"], answer["is_carousel"], answer["carousel_count"]) == ("carousel", True, 10)
    assert answer["duration"] is None
    items = answer["media_items"]
    assert [each["index"] for each in items] == list(range(10))
    assert [each["type"] for each in items] == [
        "image" if isinstance(medium, Photo) else "video" for medium in samples.CAROUSEL.media
    ]
    assert [(each["width"], each["height"]) for each in items[:3]] == [(1080, 1350), (720, 900), (1080, 1080)]
    assert [each["duration"] for each in items[:3]] == [None, 3.0, None]
    assert "_720x900.mp4" in items[1]["url"]
    assert "_720x900.jpg" in items[1]["thumbnail"]


def test_hidden_likes_are_null(ask: Ask) -> None:
    answer = ask("post/info", url=samples.HIDDEN_LIKES.shortcode)

    assert answer["like_count"] is None
    assert answer["comment_count"] == 56


@pytest.mark.parametrize(
    "post", [samples.NO_CAPTION, samples.LONG_CAPTION, samples.EMOJI_CAPTION, samples.PERSIAN_CAPTION]
)
def test_a_caption_comes_whole(ask: Ask, post: Post) -> None:
    assert ask("post/info", url=post.shortcode)["caption"] == (post.caption or "")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.instagram.com/p/{}/?igsh=MzRlODBiNWFlZA==",
        "https://www.instagram.com/sample.person/p/{}/",
        "https://www.instagram.com/reels/{}/",
        "instagram.com/tv/{}",
        " {} ",
    ],
)
def test_links_are_taken_as_people_paste_them(ask: Ask, url: str) -> None:
    assert ask("post/info", url=url.format(samples.REEL.shortcode))["post_id"] == "DsampleReel"


def test_one_fetch_serves_information_and_statistics(ask: Ask, upstream: Upstream) -> None:
    for path in ("post/info", "post/stats", "reel/info", "reel/stats"):
        ask(path, url=samples.REEL.shortcode)

    assert len(upstream.seen(Kind.GRAPHQL)) == 1


def test_an_unknown_link_is_refused_before_anybody_is_asked(
    refused: Callable[..., str], upstream: Upstream
) -> None:
    assert refused("post/info", url="https://www.instagram.com/share/p/BAabcdefgh/") == "unsupported_url"
    assert refused("post/info") == "invalid_request"
    assert upstream.requests == []


def test_what_is_wrong_is_told_in_persian(api: Client) -> None:
    answer = api.get("/instagram/post/info", {"url": "nope"}, headers={"accept-language": "fa"})

    assert answer.json()["code"] == "unsupported_url"
    assert answer.json()["detail"].isascii() is False
