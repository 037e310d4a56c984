"""GET /instagram/profile/posts."""

from collections.abc import Callable

import pytest

from tests.instagram.conftest import Ask
from tests.upstream import Behaviour, Kind, Upstream
from tests.upstream.instagram import Clip, Post, samples
from tests.upstream.instagram.refusals import TOO_MANY_REQUESTS

pytestmark = pytest.mark.django_db

MANY = samples.MANY_POSTS.username
LATEST = [f"Dnumbered{number:02}" for number in range(30, 0, -1)]


def test_posts_have_all_that_is_documented(ask: Ask) -> None:
    answer = dict(ask("profile/posts", username=samples.ONE_POST.username))

    (post,) = answer.pop("posts")
    assert answer == {
        "success": True,
        "type": "profile_posts",
        "username": "sample.one",
        "total_posts": 1,
        "returned_count": 1,
        "limit": 12,
    }
    assert post.pop("thumbnail")
    assert post == {
        "index": 0,
        "post_id": "DonlyPost01",
        "title": "Invented for tests.",
        "url": "https://www.instagram.com/p/DonlyPost01/",
        "duration": None,
        "is_video": False,
    }


@pytest.mark.parametrize("limit", [1, 5, 12, 13, 30, 50])
def test_as_many_come_as_were_asked_for_the_latest_first(ask: Ask, limit: int) -> None:
    answer = ask("profile/posts", username=MANY, limit=limit)

    assert (answer["total_posts"], answer["limit"]) == (30, limit)
    assert [each["post_id"] for each in answer["posts"]] == LATEST[:limit]
    assert [each["index"] for each in answer["posts"]] == list(range(min(limit, 30)))
    assert answer["returned_count"] == len(answer["posts"])


def test_few_posts_take_one_request(ask: Ask, upstream: Upstream) -> None:
    ask("profile/posts", username=MANY, limit=12)
    ask("profile/posts", username=MANY, limit=3)
    ask("profile/info", username=MANY)

    assert len(upstream.requests) == 1


def test_a_video_says_so(ask: Ask, upstream: Upstream) -> None:
    upstream.add(Post("DvideoOfOne", samples.ONE_POST, (Clip(4.0),), taken_at=1_900_000_000))

    first, second = ask("profile/posts", username=samples.ONE_POST.username)["posts"]
    assert (first["post_id"], first["is_video"], first["duration"]) == ("DvideoOfOne", True, 4.0)
    assert second["is_video"] is False


def test_where_instagram_stops_answering_what_is_there_is_enough(ask: Ask, upstream: Upstream) -> None:
    upstream.misbehave(TOO_MANY_REQUESTS, kind=Kind.GRAPHQL)

    answer = ask("profile/posts", username=MANY, limit=30)
    assert [each["post_id"] for each in answer["posts"]] == LATEST[:12]
    assert answer["returned_count"] == 12


def test_where_it_takes_too_long_what_is_there_is_enough(
    ask: Ask, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instagram.client.ways.TIMELINE_SECONDS", 0)

    answer = ask("profile/posts", username=MANY, limit=30)
    assert answer["returned_count"] == 12
    assert len(upstream.seen(Kind.GRAPHQL)) == 1


def test_without_the_api_the_profiles_page_is_read(ask: Ask, upstream: Upstream) -> None:
    upstream.misbehave(Behaviour(status=400), kind=Kind.API)

    answer = ask("profile/posts", username=MANY, limit=14)
    assert [each["post_id"] for each in answer["posts"]] == LATEST[:14]
    assert answer["total_posts"] == 30


@pytest.mark.parametrize("limit", ["0", "51", "-1", "many", "1.5"])
def test_another_limit_is_an_invalid_request(refused: Callable[..., str], limit: str) -> None:
    assert refused("profile/posts", username=MANY, limit=limit) == "invalid_request"
