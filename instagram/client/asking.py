"""Asks Instagram once for all who want to know: as a stranger, and with an account where that is refused."""

from collections.abc import Callable
from typing import TypeVar

from jobs import cookies
from jobs.cookies import AccountJar
from jobs.errors import Code, Failure
from jobs.extraction import Patience

from .. import items
from ..addresses import PostAddress
from ..posts import Post, Profile, Stories
from . import ways
from .failures import SURPRISES

NAME = "instagram"
# As many as Instagram tells at once; asking for fewer saves nothing.
_POSTS_AT_ONCE = 12

Understood = TypeVar("Understood")


def post(address: PostAddress, patience: Patience | None = None) -> Post:
    """A post or reel. It may be a few minutes old. Raises Failure."""
    sent = cookies.answered(NAME, _post_key(address), lambda jar: ways.post(address, jar), patience)
    return _understood(lambda: items.post(sent))


def stories(username: str, patience: Patience | None = None) -> Stories:
    """The stories that somebody has now. They may be a few minutes old. Raises Failure."""
    sent = cookies.answered(NAME, _stories_key(username), lambda jar: ways.stories(username, jar), patience)
    return _understood(lambda: items.stories(sent["user"], sent["stories"]))


def profile(username: str, count: int, patience: Patience | None = None) -> Profile:
    """Somebody's page with the latest `count` posts, or as many as Instagram shows. Raises Failure.

    It may be a few minutes old.
    """
    wanted = max(count, _POSTS_AT_ONCE)
    key = f"instagram:profile:{username}:{wanted}"
    sent = cookies.answered(NAME, key, lambda jar: ways.profile(username, wanted, jar), patience)
    return _understood(lambda: items.profile(sent["user"], sent["total_posts"], sent["posts"][:count]))


def forget(address: PostAddress) -> None:
    """What is known of a post has turned out to be of no use any more: ask anew."""
    cookies.forget(NAME, _post_key(address))


def forget_stories(username: str) -> None:
    """The same for somebody's stories."""
    cookies.forget(NAME, _stories_key(username))


def knows_account(jar: AccountJar) -> bool:
    """Whether somebody is signed in with these cookies; Instagram may change them. Raises Failure."""
    return ways.knows_account(jar)


def _post_key(address: PostAddress) -> str:
    return f"instagram:post:{address.shortcode}"


def _stories_key(username: str) -> str:
    return f"instagram:stories:{username}"


def _understood(understand: Callable[[], Understood]) -> Understood:
    try:
        return understand()
    except SURPRISES as error:
        raise Failure(Code.EXTRACTION_FAILED) from error
