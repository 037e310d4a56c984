"""Each of Instagram's ways to refuse has its code; and where one way is refused, another is tried."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client

from instagram.addresses import PostAddress
from instagram.client import ways
from jobs.cookies import AccountJar, ChallengedError, SignedOutError
from jobs.errors import Code, Failure
from tests.instagram.conftest import Ask, jar_of
from tests.upstream import Behaviour, Kind, Upstream
from tests.upstream.instagram import Post, samples
from tests.upstream.instagram.accounts import Account
from tests.upstream.instagram.refusals import (
    CHALLENGE,
    LOGIN_WALL,
    TOO_MANY_REQUESTS,
    UNAUTHORIZED,
)
from tests.upstream.messages import Request

pytestmark = pytest.mark.django_db


def of_instaloader(request: Request) -> bool:
    """Whether it asks for a post the way instaloader does."""
    return b"shortcode" in request.body


@pytest.mark.parametrize(
    ("post", "code"),
    [
        (samples.DELETED, Code.NOT_FOUND),
        (samples.HIDDEN, Code.LOGIN_REQUIRED),
        (samples.ADULTS_ONLY, Code.LOGIN_REQUIRED),
        (samples.PRIVATE_IMAGE, Code.LOGIN_REQUIRED),
    ],
    ids=lambda value: getattr(value, "shortcode", value),
)
def test_a_post_that_is_not_shown_says_why(refused: Callable[..., str], post: Post, code: Code) -> None:
    assert refused("post/info", url=post.shortcode) == code


def test_a_private_link_is_one_with_its_key_too(refused: Callable[..., str]) -> None:
    assert refused("post/info", url=samples.PRIVATE_REEL.shortcode + "x" * 28) == "login_required"


def test_what_never_was_is_not_found(refused: Callable[..., str]) -> None:
    assert refused("post/info", url=samples.UNKNOWN_SHORTCODE) == "not_found"


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (UNAUTHORIZED, Code.UPSTREAM_BLOCKED),
        (TOO_MANY_REQUESTS, Code.UPSTREAM_BLOCKED),
        (CHALLENGE, Code.UPSTREAM_BLOCKED),
        (LOGIN_WALL, Code.LOGIN_REQUIRED),
        (Behaviour(status=500), Code.UPSTREAM_ERROR),
        (Behaviour(cut_after_bytes=3), Code.UPSTREAM_ERROR),
        (Behaviour(content=b"<html>hello", content_type="text/html"), Code.EXTRACTION_FAILED),
        (Behaviour(content=b'{"status": "ok"}', content_type="application/json"), Code.EXTRACTION_FAILED),
        (Behaviour(redirect_to="https://evil.test/"), Code.EXTRACTION_FAILED),
    ],
    ids=["401", "429", "challenge", "login wall", "500", "cut", "no JSON", "other JSON", "elsewhere"],
)
@pytest.mark.parametrize("path", ["post/info", "profile/info"])
def test_a_refusal_has_its_code(
    refused: Callable[..., str], upstream: Upstream, path: str, behaviour: Behaviour, code: Code
) -> None:
    for kind in (Kind.GRAPHQL, Kind.API, Kind.PAGE):
        upstream.misbehave(behaviour, kind=kind)
    asked = {"url": samples.IMAGE.shortcode} if path == "post/info" else {"username": "sample.person"}

    assert refused(path, **asked) == code


def test_it_says_when_to_come_back(api: Client, upstream: Upstream) -> None:
    upstream.misbehave(Behaviour(status=429, retry_after_seconds=77))

    response = api.get("/instagram/post/info", {"url": samples.IMAGE.shortcode})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "77")


def test_no_answer_in_time_is_a_timeout(
    refused: Callable[..., str], upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("instagram.metadata_api.PATIENCE_SECONDS", 0.3)
    upstream.misbehave(Behaviour(latency_seconds=3))

    assert refused("post/info", url=samples.IMAGE.shortcode) == "upstream_timeout"


@pytest.mark.parametrize("behaviour", [UNAUTHORIZED, TOO_MANY_REQUESTS, LOGIN_WALL, Behaviour(status=500)])
def test_where_instaloader_is_refused_ytdlp_asks(
    ask: Ask, upstream: Upstream, caplog: pytest.LogCaptureFixture, behaviour: Behaviour
) -> None:
    caplog.set_level(logging.INFO, "instagram")
    upstream.misbehave(behaviour, where=of_instaloader)

    for post in (samples.IMAGE, samples.CAROUSEL, samples.REEL):
        answer = ask("post/info", url=post.shortcode)
        assert (answer["post_id"], answer["caption"]) == (post.shortcode, post.caption)
        assert f"post {post.shortcode}: refused by way of instaloader" in caplog.text
        assert f"post {post.shortcode}: known by way of yt-dlp" in caplog.text


# --- with an account


@pytest.mark.usefixtures("api")
def test_an_account_sees_what_its_friends_post(upstream: Upstream) -> None:
    post = ways.post(PostAddress(samples.PRIVATE_IMAGE.shortcode), jar_of(samples.FOLLOWER))

    assert post["caption"]["text"] == "For friends"
    assert upstream.signed_in()


@pytest.mark.parametrize(
    ("account", "error"),
    [
        (samples.EXPIRED, SignedOutError),
        (samples.CHALLENGED, ChallengedError),
        (samples.CHECKPOINT, ChallengedError),
    ],
    ids=lambda value: getattr(value, "username", ""),
)
@pytest.mark.usefixtures("api")
def test_an_account_in_trouble_says_so_and_asks_nothing_more(
    upstream: Upstream, account: Account, error: type[Failure]
) -> None:
    asks: list[Callable[[AccountJar], object]] = [
        lambda jar: ways.post(PostAddress(samples.IMAGE.shortcode), jar),
        lambda jar: ways.profile("sample.person", 12, jar),
        lambda jar: ways.stories("sample.stories", jar),
    ]
    for ask in asks:
        before = len(upstream.requests)
        with pytest.raises(error):
            ask(jar_of(account))
        assert len(upstream.requests) - before <= 2


@pytest.mark.usefixtures("api")
def test_what_the_platform_changes_of_the_cookies_is_kept(upstream: Upstream) -> None:
    jar = jar_of(samples.FOLLOWER)
    rotated = upstream.instagram.accounts.rotate(samples.FOLLOWER, "7000000001%3AsampleSessionNew%3A1%3Ax")

    ways.stories("sample.stories", jar)
    assert rotated.session_id in [cookie.value for cookie in jar]
