"""GET /instagram/profile/info."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.instagram.conftest import Ask
from tests.upstream import Upstream
from tests.upstream.instagram import samples

pytestmark = pytest.mark.django_db


def test_a_profile_has_all_that_is_documented(ask: Ask) -> None:
    answer = dict(ask("profile/info", username=samples.ONE_POST.username))

    (post,) = answer.pop("recent_posts")
    assert answer == {
        "success": True,
        "type": "profile",
        "username": "sample.one",
        "user_id": "7000000103",
        "profile_url": "https://www.instagram.com/sample.one/",
        "total_posts": 1,
        "recent_posts_count": 1,
    }
    assert "_640x640.jpg" in post.pop("thumbnail")
    assert post == {
        "id": "DonlyPost01",
        "title": "Invented for tests.",
        "url": "https://www.instagram.com/p/DonlyPost01/",
        "duration": None,
    }


def test_a_profile_of_many_posts_tells_of_the_latest_twelve(ask: Ask, upstream: Upstream) -> None:
    answer = ask("profile/info", username=samples.MANY_POSTS.username)

    assert (answer["total_posts"], answer["recent_posts_count"]) == (30, 12)
    assert [each["id"] for each in answer["recent_posts"]] == [
        f"Dnumbered{number}" for number in range(30, 18, -1)
    ]
    assert len(upstream.requests) == 1


def test_a_profile_without_posts_is_empty(ask: Ask) -> None:
    answer = ask("profile/info", username=samples.NO_POSTS.username)

    assert (answer["total_posts"], answer["recent_posts"]) == (0, [])


def test_a_title_is_the_captions_first_line_or_the_name(ask: Ask, upstream: Upstream) -> None:
    upstream.add(replace(samples.ONLY_POST, caption="\n\nFirst  line\nsecond"))
    upstream.add(replace(samples.ONLY_POST, shortcode="DonlyPost02", caption=None, taken_at=1))

    posts = ask("profile/info", username=samples.ONE_POST.username)["recent_posts"]
    assert [each["title"] for each in posts] == ["First line", "sample.one"]


@pytest.mark.parametrize(
    "name", ["@Sample.One", "https://www.instagram.com/sample.one/", "instagram.com/sample.one?igsh=x"]
)
def test_names_are_taken_as_people_paste_them(ask: Ask, name: str) -> None:
    assert ask("profile/info", username=name)["username"] == "sample.one"


def test_a_private_profile_needs_an_account(refused: Callable[..., str]) -> None:
    assert refused("profile/info", username=samples.PRIVATE_PERSON.username) == "login_required"


def test_nobody_is_not_found(refused: Callable[..., str]) -> None:
    assert refused("profile/info", username=samples.UNKNOWN_USERNAME) == "not_found"


def test_what_is_no_name_is_refused(refused: Callable[..., str], upstream: Upstream) -> None:
    assert refused("profile/info", username="no name") == "unsupported_url"
    assert refused("profile/info") == "invalid_request"
    assert upstream.requests == []
