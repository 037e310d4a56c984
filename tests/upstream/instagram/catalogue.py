"""The invented posts, stories and people: what each is, not how Instagram tells it."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from .shortcodes import pk_of, public_part


class Visibility(StrEnum):
    """Who is shown a post."""

    ORDINARY = "ordinary"
    """Everybody, or the followers of a private person."""
    HIDDEN = "hidden"
    """Nobody, and nobody is told why."""
    ADULTS = "adults"
    """Nobody who is not signed in; Instagram names the reason."""
    DELETED = "deleted"


class Product(StrEnum):
    """What Instagram calls the way a post was made."""

    FEED = "feed"
    REEL = "clips"
    CAROUSEL = "carousel_container"


@dataclass(frozen=True)
class Photo:
    """A picture in its largest size."""

    width: int = 1080
    height: int = 1350
    extension: str = "jpg"
    size_bytes: int | None = None
    """Exact size of each of its files, JPEG only; None for whatever it comes to."""


@dataclass(frozen=True)
class Clip:
    """A moving picture; `width` and `height` are of the original."""

    seconds: float = 8.0
    width: int = 720
    height: int = 1280
    sound: bool = True
    renditions: Sequence[int] = (720, 480)
    """The short sides of its files, largest first."""
    dash: Sequence[int] = ()
    """The short sides of the pictures in its DASH manifest, smallest first; sound is apart from them."""
    size_bytes: int | None = None
    """Exact size of each of its files; None for whatever it comes to."""


Medium: TypeAlias = Photo | Clip


@dataclass(frozen=True)
class Person:
    """Somebody with a profile."""

    username: str
    user_id: str
    full_name: str = "Sample person"
    is_private: bool = False
    biography: str = "Invented for tests."
    note: str = ""
    """What it is good for, shown to a person who picks a link."""


@dataclass(frozen=True)
class Post:
    """One post or reel; several media make it a carousel."""

    shortcode: str
    owner: Person
    media: Sequence[Medium]
    caption: str | None = "Invented for tests."
    product: Product = Product.FEED
    like_count: int | None = 1234
    """None when Instagram hides it."""
    comment_count: int | None = 56
    view_count: int | None = None
    play_count: int | None = None
    """Some reels are told with this count alone."""
    taken_at: int = 1_718_000_000
    """In Unix seconds; a profile shows the latest first."""
    visibility: Visibility = Visibility.ORDINARY
    note: str = ""

    @property
    def is_carousel(self) -> bool:
        """Whether it has several media."""
        return len(self.media) > 1


@dataclass(frozen=True)
class Story:
    """One story of a person, on show for a day."""

    shortcode: str
    owner: Person
    medium: Medium
    minutes_ago: int = 60
    """How long before the request it was posted."""
    note: str = ""

    @property
    def story_id(self) -> str:
        """The number and the owner's, as Instagram writes it."""
        return f"{pk_of(self.shortcode)}_{self.owner.user_id}"


Entry: TypeAlias = Person | Post | Story


@dataclass
class Catalogue:
    """All posts, stories and people there are; safe to change while requests are answered."""

    _people: dict[str, Person] = field(default_factory=dict)
    _posts: dict[str, Post] = field(default_factory=dict)
    _stories: dict[str, Story] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *entries: Entry) -> None:
        """Publish `entries` with their owners, in place of those with the same name."""
        with self._lock:
            for entry in entries:
                if isinstance(entry, Person):
                    self._people[entry.username] = entry
                elif isinstance(entry, Post):
                    self._people.setdefault(entry.owner.username, entry.owner)
                    self._posts[entry.shortcode] = entry
                else:
                    self._people.setdefault(entry.owner.username, entry.owner)
                    self._stories[entry.shortcode] = entry

    def post(self, code: str) -> Post | None:
        """The post with this shortcode, with or without its extra letters."""
        with self._lock:
            return self._posts.get(public_part(code))

    def person(self, name: str) -> Person | None:
        """The person with this name or number."""
        with self._lock:
            found = (each for each in self._people.values() if name.lower() in (each.username, each.user_id))
            return next(found, None)

    def posts_of(self, person: Person) -> list[Post]:
        """What a profile shows, the latest first."""
        with self._lock:
            shown = [
                post
                for post in self._posts.values()
                if post.owner.username == person.username and post.visibility is Visibility.ORDINARY
            ]
        return sorted(shown, key=lambda post: post.taken_at, reverse=True)

    def stories_of(self, person: Person) -> list[Story]:
        """A person's stories, the oldest first."""
        with self._lock:
            shown = [each for each in self._stories.values() if each.owner.username == person.username]
        return sorted(shown, key=lambda story: story.minutes_ago, reverse=True)

    def __iter__(self) -> Iterator[Entry]:
        with self._lock:
            return iter([*self._posts.values(), *self._stories.values(), *self._people.values()])
