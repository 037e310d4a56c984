"""GET /instagram/post/stats."""

import pytest

from tests.instagram.conftest import Ask
from tests.upstream import Upstream
from tests.upstream.instagram import Photo, Post, samples

pytestmark = pytest.mark.django_db


def test_statistics_have_all_that_is_documented(ask: Ask) -> None:
    assert ask("post/stats", url=samples.VIDEO.shortcode) == {
        "success": True,
        "type": "post_statistics",
        "post_id": "DsampleVid1",
        "shortcode": "DsampleVid1",
        "owner_username": "sample.person",
        "statistics": {
            "likes_count": 1234,
            "comments_count": 56,
            "view_count": 4321,
            "total_engagement": 1290,
        },
    }


def test_a_hidden_count_is_null_and_so_is_the_sum_with_it(ask: Ask) -> None:
    statistics = ask("post/stats", url=samples.HIDDEN_LIKES.shortcode)["statistics"]

    assert statistics == {
        "likes_count": None,
        "comments_count": 56,
        "view_count": None,
        "total_engagement": None,
    }


def test_nothing_is_not_hidden(ask: Ask, upstream: Upstream) -> None:
    upstream.add(Post("DnobodyLike", samples.PERSON, (Photo(640, 640),), like_count=0, comment_count=0))

    statistics = ask("post/stats", url="DnobodyLike")["statistics"]
    assert (statistics["likes_count"], statistics["total_engagement"]) == (0, 0)
