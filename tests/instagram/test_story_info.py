"""GET /instagram/story/info."""

from collections.abc import Callable

import pytest

from tests.instagram.conftest import Ask, add_account
from tests.upstream import Kind, Upstream
from tests.upstream.instagram import samples
from tests.upstream.instagram.refusals import TOO_MANY_REQUESTS

# Accounts are lent in threads of their own, which see only what is committed.
signed_in = pytest.mark.django_db(transaction=True)
signed_out = pytest.mark.django_db


@signed_out
def test_strangers_are_shown_no_stories(refused: Callable[..., str]) -> None:
    assert refused("story/info", username=samples.STORYTELLER.username) == "login_required"


@signed_out
def test_nobody_is_not_found(refused: Callable[..., str]) -> None:
    assert refused("story/info", username=samples.UNKNOWN_USERNAME) == "not_found"


@signed_in
def test_stories_have_all_that_is_documented(ask: Ask) -> None:
    add_account(samples.FOLLOWER)
    answer = dict(ask("story/info", username=f"@{samples.STORYTELLER.username}"))

    stories = answer.pop("stories")
    assert answer == {
        "success": True,
        "type": "stories",
        "username": "sample.stories",
        "user_id": "7000000106",
        "has_active_stories": True,
        "active_stories_count": 4,
    }
    assert [each["story_index"] for each in stories] == [1, 2, 3, 4]
    assert [each["media_type"] for each in stories] == ["image", "video", "image", "video"]
    assert [each["duration"] for each in stories] == [None, 5.0, None, 4.0]
    assert stories == sorted(stories, key=lambda each: each["timestamp"])
    assert stories[0]["story_id"] == samples.STORIES[0].story_id
    assert (stories[0]["width"], stories[0]["height"]) == (1080, 1920)
    assert "_1080x1920.jpg" in stories[0]["url"]
    assert ".mp4" in stories[1]["url"]
    assert ".jpg" in stories[1]["thumbnail"]


@signed_in
def test_the_website_tells_the_same_where_the_apps_way_is_refused(ask: Ask, upstream: Upstream) -> None:
    add_account(samples.FOLLOWER)
    upstream.misbehave(TOO_MANY_REQUESTS, where=lambda request: "reels_media" in request.path)

    stories = ask("story/info", username=samples.STORYTELLER.username)["stories"]
    assert [each["media_type"] for each in stories] == ["image", "video", "image", "video"]
    assert stories[0]["story_id"] == samples.STORIES[0].story_id
    assert (stories[0]["width"], stories[0]["height"]) == (1080, 1920)


@signed_in
def test_who_has_none_has_none(ask: Ask) -> None:
    add_account(samples.FOLLOWER)
    answer = ask("story/info", username=samples.PERSON.username)

    assert (answer["has_active_stories"], answer["active_stories_count"]) == (False, 0)
    assert answer["stories"] == []


@signed_in
def test_a_private_persons_stories_are_shown_to_followers(ask: Ask) -> None:
    add_account(samples.FOLLOWER)

    assert ask("story/info", username=samples.PRIVATE_STORYTELLER.username)["active_stories_count"] == 1


@signed_in
def test_and_to_nobody_else(refused: Callable[..., str]) -> None:
    add_account(samples.STRANGER)

    assert refused("story/info", username=samples.PRIVATE_STORYTELLER.username) == "private"


@signed_in
def test_one_fetch_serves_all_who_ask(ask: Ask, upstream: Upstream) -> None:
    add_account(samples.FOLLOWER)
    for _ in range(3):
        ask("story/info", username=samples.STORYTELLER.username)

    assert len([each for each in upstream.seen(Kind.API) if "reels_media" in each.path]) == 1
