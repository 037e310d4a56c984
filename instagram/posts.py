"""What Instagram's posts, stories and profiles are to us, whichever way they were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a post, or one thing in it, is."""

    IMAGE = "image"
    VIDEO = "video"
    CAROUSEL = "carousel"


@dataclass(frozen=True)
class Rendition:
    """A picture, or a video with its sound, in one size in pixels; some have an `id` of Instagram's."""

    url: str
    width: int
    height: int
    id: str = ""


@dataclass(frozen=True)
class Owner:
    """Who posted it."""

    username: str
    user_id: str


@dataclass(frozen=True)
class Medium:
    """One picture or video: a post has one, a carousel several, a story is one.

    `images` (of a video: its cover) and `videos` have the largest first. `dash_manifest` is an MPD document
    with more sizes of a video, picture and sound apart. `duration` is in seconds.
    """

    kind: Kind
    images: Sequence[Rendition]
    videos: Sequence[Rendition] = ()
    dash_manifest: str | None = None
    duration: float | None = None
    has_audio: bool = False


@dataclass(frozen=True)
class Post:
    """A post or reel. Counts that Instagram hides are None; `taken_at` is in Unix seconds."""

    shortcode: str
    kind: Kind
    owner: Owner
    caption: str
    taken_at: int
    like_count: int | None
    comment_count: int | None
    view_count: int | None
    media: Sequence[Medium]


@dataclass(frozen=True)
class Story:
    """One of a person's stories."""

    story_id: str
    taken_at: int
    medium: Medium


@dataclass(frozen=True)
class Stories:
    """The stories that a person has now, the oldest first; there may be none."""

    owner: Owner
    stories: Sequence[Story]


@dataclass(frozen=True)
class Profile:
    """A person's page: how many posts there are, and the latest ones."""

    owner: Owner
    total_posts: int
    posts: Sequence[Post]
