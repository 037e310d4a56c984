"""What there is to see and for whom: the invented posts, stories and people, and the recorded ones."""

from pathlib import Path

from ..media import MediaStore
from .accounts import Account
from .addresses import Addresses
from .catalogue import Catalogue, Post, Visibility
from .items import Item, Items, link_code
from .recordings import Recordings
from .shortcodes import public_part

PAGE_ID_PREFIX = "17841400"
"""Web pages call a person by this before the number, not by the number alone."""


class Library:
    """Finds items in the catalogue, then among the recordings."""

    def __init__(self, store: MediaStore, recordings: Path | None) -> None:
        self.catalogue = Catalogue()
        self.addresses = Addresses()
        self.recordings = Recordings(recordings, self.addresses) if recordings else None
        self._items = Items(self.addresses, store)

    def exists(self, code: str) -> bool:
        """Whether there is such a post, hidden ones included."""
        post = self.catalogue.post(code)
        if post:
            return post.visibility is not Visibility.DELETED
        return bool(self.recordings and self.recordings.item(code))

    def is_for_adults(self, code: str) -> bool:
        """Whether Instagram says that a post is for adults only."""
        post = self.catalogue.post(code)
        return bool(post and post.visibility is Visibility.ADULTS)

    def item(self, code: str, viewer: Account | None) -> Item | None:
        """A post as `viewer` is shown it; None for what there is not, or not for this viewer."""
        post = self.catalogue.post(code)
        if post:
            shown = post.visibility is Visibility.ORDINARY or (
                post.visibility is Visibility.ADULTS and viewer is not None
            )
            item = self._post(post, code) if shown else None
        else:
            item = self.recordings.item(code) if self.recordings else None
        return item if item and may_see(item["user"], viewer) else None

    def user(self, name: str) -> Item | None:
        """The person with this name, number or number of its page."""
        name = name.removeprefix(PAGE_ID_PREFIX) if name.isdecimal() else name
        person = self.catalogue.person(name)
        if person:
            return self._items.user(person, len(self.catalogue.posts_of(person)))
        return self.recordings.user(name) if self.recordings else None

    def codes_of(self, user: Item, viewer: Account | None) -> list[str]:
        """The shortcodes of a person's posts, the latest first; none if they are not for `viewer`."""
        if not may_see(user, viewer):
            return []
        person = self.catalogue.person(user["username"])
        if person:
            return [link_code(post) for post in self.catalogue.posts_of(person)]
        return self.recordings.codes_of(user["username"]) if self.recordings else []

    def stories_of(self, user: Item, viewer: Account | None) -> list[Item]:
        """A person's stories, the oldest first; none if they are not for `viewer`."""
        if viewer is None or not may_see(user, viewer):
            return []
        person = self.catalogue.person(user["username"])
        if person:
            return [self._items.story(story) for story in self.catalogue.stories_of(person)]
        return self.recordings.stories_of(user["username"]) if self.recordings else []

    def _post(self, post: Post, asked: str) -> Item:
        # A post found by its number has the name that its address would have.
        code = asked if public_part(asked) != asked else link_code(post)
        return self._items.post(post, code, len(self.catalogue.posts_of(post.owner)))


def may_see(user: Item, viewer: Account | None) -> bool:
    """Whether `viewer` is shown what a person posts."""
    return not user["is_private"] or bool(viewer and user["username"] in viewer.follows)


def page_id(user: Item) -> str:
    """What a profile's web page calls the person."""
    return f"{PAGE_ID_PREFIX}{user['pk']}"
