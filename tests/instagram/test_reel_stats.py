"""GET /instagram/reel/stats."""

from collections.abc import Callable

import pytest

from tests.instagram.conftest import Ask
from tests.upstream.instagram import samples

pytestmark = pytest.mark.django_db


def test_statistics_have_all_that_is_documented(ask: Ask) -> None:
    assert ask("reel/stats", url=samples.REEL.shortcode) == {
        "success": True,
        "type": "reel_statistics",
        "reel_id": "DsampleReel",
        "shortcode": "DsampleReel",
        "owner_username": "sample.person",
        "duration_seconds": 8.0,
        "statistics": {
            "view_count": 98765,
            "likes_count": 1234,
            "comments_count": 56,
            "total_engagement": 1290,
        },
    }


def test_an_image_is_wrong_media(refused: Callable[..., str]) -> None:
    assert refused("reel/stats", url=samples.IMAGE.shortcode) == "wrong_media"
