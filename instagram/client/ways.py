"""The ways to what Instagram knows: instaloader's, and a second one for when Instagram refuses the first.

What they return is made of JSON's types, with posts and stories in the forms that `items` understands.
"""

import contextlib
import itertools
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import instaloader

from jobs import ytdlp
from jobs.cookies import AccountJar, ChallengedError, SignedOutError
from jobs.errors import Code, Failure

from ..addresses import PostAddress
from .extractor import PLATFORM
from .failures import EXPECTED, explain
from .session import Session

logger = logging.getLogger(__name__)

# Less than anybody waits for an answer (metadata_api.py).
TIMELINE_SECONDS = 20.0

Way: TypeAlias = Callable[[AccountJar | None], dict[str, Any]]

# instaloader's query for stories (instaloader.py, `get_stories`).
_STORIES_QUERY = "303a4ae99711322310f25250d988f3b7"
# And for who is asking (instaloadercontext.py, `test_login`).
_VIEWER_QUERY = "d6f4427fbe92d846298cf93df0b937d3"
# Of two refusals the one that tells a person more is passed on.
_TELLING = (
    Code.PRIVATE,
    Code.NOT_FOUND,
    Code.UPSTREAM_BLOCKED,
    Code.LOGIN_REQUIRED,
    Code.UPSTREAM_TIMEOUT,
    Code.UPSTREAM_ERROR,
    Code.EXTRACTION_FAILED,
)


class _PrivateProfileError(Failure):
    """Somebody shows nothing to us."""


def post(address: PostAddress, jar: AccountJar | None) -> dict[str, Any]:
    """A post in either form. Raises Failure."""
    return _first_that_works(
        f"post {address.shortcode}",
        {
            "instaloader": lambda jar: _post_by_instaloader(address, jar),
            "yt-dlp": lambda jar: dict(ytdlp.extract_list(address.canonical, PLATFORM, jar)["item"]),
        },
        jar,
    )


def profile(username: str, count: int, jar: AccountJar | None) -> dict[str, Any]:
    """`user`, `total_posts`, and `posts`: `count` of them, or fewer where Instagram shows no more.

    Raises Failure.
    """
    return _first_that_works(
        f"profile {username}",
        {
            "Instagram's API": lambda jar: _profile_by_api(username, count, jar),
            "the profile's page": lambda jar: _profile_by_page(username, count, jar),
        },
        jar,
    )


def stories(username: str, jar: AccountJar | None) -> dict[str, Any]:
    """`user` and `stories`, of which there may be none.

    Raises Failure, with `login_required` for strangers.
    """
    if jar is None:
        with _asking(None) as session:
            _ensure_visible(_user(session, username), session)
        raise Failure(Code.LOGIN_REQUIRED)
    return _first_that_works(
        f"stories of {username}",
        {
            "the app's API": lambda jar: _stories_of_app(username, jar),
            "the website's query": lambda jar: _stories_of_website(username, jar),
        },
        jar,
    )


def _first_that_works(what: str, ways: dict[str, Way], jar: AccountJar | None) -> dict[str, Any]:
    failures: list[Failure] = []
    for name, way in ways.items():
        try:
            answer = way(jar)
        except (ChallengedError, SignedOutError, _PrivateProfileError):
            raise  # an account in trouble asks for nothing more; and a private profile is one by all ways
        except Failure as failure:
            logger.info("%s: refused by way of %s: %s", what, name, failure.code)
            failures.append(failure)
            if failure.code == Code.UPSTREAM_TIMEOUT:
                break  # whoever waits has no time for another
        else:
            logger.info("%s: known by way of %s", what, name)
            return answer
    raise _most_telling(failures)


def _most_telling(failures: Sequence[Failure]) -> Failure:
    return min(failures, key=lambda failure: _TELLING.index(failure.code) if failure.code in _TELLING else -1)


@contextlib.contextmanager
def _asking(jar: AccountJar | None) -> Iterator[Session]:
    """A session in which what instaloader raises becomes Failure."""
    with Session(jar) as session:
        try:
            yield session
        except EXPECTED as error:
            raise explain(error, session) from error


# --- posts


def _post_by_instaloader(address: PostAddress, jar: AccountJar | None) -> dict[str, Any]:
    with _asking(jar) as session:
        post = instaloader.Post(session, {"shortcode": address.shortcode})
        # Of private posts Instagram gives the longer shortcode back.
        with contextlib.suppress(instaloader.PostChangedException):
            _ = post.title  # is fetched with all the rest
        return _sent(post)


def _sent(post: instaloader.Post) -> dict[str, Any]:
    """A post as Instagram sent it, without instaloader's interpretation."""
    node: dict[str, Any] = instaloader.get_json_structure(post)["node"]
    return node.get("iphone_struct") or node


# --- profiles


def _profile_by_api(username: str, count: int, jar: AccountJar | None) -> dict[str, Any]:
    with _asking(jar) as session:
        user = _user(session, username)
        _ensure_visible(user, session)
        timeline = user.pop("edge_owner_to_timeline_media")
        posts = [edge["node"] for edge in timeline.get("edges", [])][:count]
        total = timeline["count"]
        if len(posts) < min(count, total):
            posts = _timeline(session, username, count, at_least=posts)
        return {"user": user, "total_posts": total, "posts": posts}


def _profile_by_page(username: str, count: int, jar: AccountJar | None) -> dict[str, Any]:
    with _asking(jar) as session:
        profile = instaloader.Profile.from_username(session, username)
        posts = _timeline(session, username, count)
        user = {"username": profile.username, "id": profile.userid}
        return {"user": user, "total_posts": profile.mediacount, "posts": posts}


def _timeline(
    session: Session, username: str, count: int, at_least: Sequence[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """A profile's posts as its page has them; of strangers' questions each post needs one.

    Where Instagram stops answering, or takes too long, what is there is enough.
    """
    deadline = time.monotonic() + TIMELINE_SECONDS
    posts: list[dict[str, Any]] = []
    try:
        profile = instaloader.Profile.from_username(session, username)
        for post in itertools.islice(profile.get_posts(), count):
            posts.append(_sent(post))
            if time.monotonic() > deadline:
                break
    except EXPECTED as error:
        if not posts and not at_least:
            raise
        logger.info("profile %s: only some posts: %s", username, explain(error, session).code)
    return max(posts, list(at_least), key=len)


def _user(session: Session, username: str) -> dict[str, Any]:
    """What Instagram's API tells of somebody, some posts included."""
    answer = session.get_json("api/v1/users/web_profile_info/", {"username": username})
    user: dict[str, Any] | None = answer["data"]["user"]
    if user is None:
        raise Failure(Code.NOT_FOUND)
    return user


def _ensure_visible(user: dict[str, Any], session: Session) -> None:
    """Raises Failure for a private profile that is not shown to us."""
    if not user.get("is_private"):
        return
    if not session.is_logged_in:
        raise _PrivateProfileError(Code.LOGIN_REQUIRED)
    is_own = session.user_id == str(user["id"])
    if not is_own and not instaloader.Profile(session, user).followed_by_viewer:
        raise _PrivateProfileError(Code.PRIVATE)


# --- stories


def _stories_of_app(username: str, jar: AccountJar | None) -> dict[str, Any]:
    with _asking(jar) as session:
        user = _user(session, username)
        _ensure_visible(user, session)
        path = f"api/v1/feed/reels_media/?reel_ids={user['id']}"
        reels = session.get_iphone_json(path, {})["reels"]
        return {"user": user, "stories": reels.get(str(user["id"]), {}).get("items") or []}


def _stories_of_website(username: str, jar: AccountJar | None) -> dict[str, Any]:
    with _asking(jar) as session:
        profile = instaloader.Profile.from_username(session, username)
        wanted = {"reel_ids": [str(profile.userid)], "precomposed_overlay": False}
        reels = session.graphql_query(_STORIES_QUERY, wanted)["data"]["reels_media"]
        user = {"username": profile.username, "id": profile.userid}
        return {"user": user, "stories": [item for reel in reels for item in reel["items"]]}


# --- accounts


def knows_account(jar: AccountJar) -> bool:
    """Whether somebody is signed in with these cookies. Raises Failure."""
    with _asking(jar) as session:
        return session.graphql_query(_VIEWER_QUERY, {})["data"]["user"] is not None
