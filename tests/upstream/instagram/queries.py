"""Answers to GraphQL queries, told apart by the variables they come with."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from ..messages import Answer
from .accounts import Account
from .items import VIDEO, Item
from .legacy import story_node
from .library import Library, page_id
from .refusals import EXECUTION_ERROR, SIGNED_OUT
from .shortcodes import shortcode_of

Variables: TypeAlias = Mapping[str, Any]
Query: TypeAlias = Callable[[Variables, Account | None], Item | None]
PAGE_LENGTH = 12


class Queries:
    """Knows the queries of instaloader and yt-dlp."""

    def __init__(self, library: Library) -> None:
        self._library = library
        # The first whose variable there is: some come with variables of others.
        self._queries: tuple[tuple[str, Query], ...] = (
            ("media_id", self._media),
            ("shortcode", self._web_info),
            ("reel_ids", self._reels_media),
            ("render_surface", self._user),
            ("username", self._timeline),
            ("id", self._public_timeline),
            ("data", self._clips),
            ("user_id", self._public_story),
        )

    def answer(self, variables: Variables, viewer: Account | None) -> Answer:
        """What `viewer` is answered."""
        if not variables:
            user = {"id": viewer.user_id, "username": viewer.username} if viewer else None
            return _data({"user": user})
        query = next((query for name, query in self._queries if name in variables), None)
        if query is None:
            return EXECUTION_ERROR.answer
        data = query(variables, viewer)
        return SIGNED_OUT.answer if data is None else _data(data)

    def polaris_media(self, code: str, viewer: Account | None) -> Item:
        """A post as web pages embed it."""
        shown = {"if_not_gated_logged_out": self._library.item(code, viewer)}
        return {"xig_polaris_media": shown if self._library.exists(code) else None}

    def profile_results(self, user: Item) -> tuple[Item, Item]:
        """The two results that a profile's page embeds: who it is, and the first posts."""
        details = {name: value for name, value in user.items() if name != "media_count"}
        about = {"id": page_id(user), "pk": user["pk"], "is_private": user["is_private"]}
        posts = {**about, "polaris_ordered_timeline_connection": self._codes(user, None, None)}
        return {"xig_user_by_username": {**details, "id": page_id(user)}}, {"xig_user_by_username": posts}

    def _media(self, variables: Variables, viewer: Account | None) -> Item:
        return self.polaris_media(_code_of(variables), viewer)

    def _web_info(self, variables: Variables, viewer: Account | None) -> Item:
        item = self._library.item(str(variables["shortcode"]), viewer)
        # The name it was asked by is the name it has, with extra letters or without.
        items = [{**item, "code": str(variables["shortcode"])}] if item else []
        return {"xdt_api__v1__media__shortcode__web_info": {"items": items}}

    def _reels_media(self, variables: Variables, viewer: Account | None) -> Item | None:
        if viewer is None:
            return None
        users = filter(None, (self._library.user(str(each)) for each in variables["reel_ids"]))
        reels = [(user, self._library.stories_of(user, viewer)) for user in users]
        return {"reels_media": [_reel_node(user, stories) for user, stories in reels if stories]}

    def _user(self, variables: Variables, viewer: Account | None) -> Item:
        user = self._library.user(str(variables["id"]))
        if user and viewer:
            following = user["username"] in viewer.follows
            user["friendship_status"] = {"following": following, "followed_by": False, "blocking": False}
        return {"user": user}

    def _timeline(self, variables: Variables, viewer: Account | None) -> Item | None:
        if viewer is None:
            return None
        user = self._library.user(str(variables["username"]))
        codes = self._library.codes_of(user, viewer) if user else []
        shown, page_info = _page_of(codes, variables.get("after"))
        edges = [{"node": self._library.item(code, viewer)} for code in shown]
        connection = {"edges": edges, "page_info": page_info}
        return {"xdt_api__v1__feed__user_timeline_graphql_connection": connection}

    def _public_timeline(self, variables: Variables, _viewer: Account | None) -> Item:
        user = self._library.user(str(variables["id"]))
        codes = self._codes(user, None, variables.get("after")) if user else None
        return {"node": codes and {"polaris_ordered_timeline_connection": codes}}

    def _clips(self, variables: Variables, viewer: Account | None) -> Item:
        user = self._library.user(str(variables["data"].get("target_user_id", "")))
        if user is None or viewer is None:
            return {"xdt_api__v1__clips__user__connection_v2": None}
        items = filter(
            None, (self._library.item(code, viewer) for code in self._library.codes_of(user, viewer))
        )
        edges = [{"node": {"media": item}} for item in items if item["media_type"] == VIDEO]
        page_info = {"has_next_page": False, "end_cursor": None}
        return {"xdt_api__v1__clips__user__connection_v2": {"edges": edges, "page_info": page_info}}

    def _public_story(self, variables: Variables, viewer: Account | None) -> Item:
        user = self._library.user(str(variables["user_id"]))
        return {"user": {"has_public_story": bool(user and self._library.stories_of(user, viewer))}}

    def _codes(self, user: Item, viewer: Account | None, after: str | None) -> Item:
        """A page of a person's posts that says little more than their shortcodes."""
        shown, page_info = _page_of(self._library.codes_of(user, viewer), after)
        return {"edges": [{"node": {"code": code}} for code in shown], "page_info": page_info}


def _data(data: Item) -> Answer:
    return Answer.of_json({"data": data, "extensions": {"is_final": True}, "status": "ok"})


def _code_of(variables: Variables) -> str:
    return shortcode_of(int(variables["media_id"]))


def _page_of(codes: list[str], after: str | None) -> tuple[list[str], Item]:
    """The codes that come after the cursor `after`, and whether there are more."""
    start = codes.index(after) + 1 if after in codes else 0
    shown = codes[start : start + PAGE_LENGTH]
    has_more = start + PAGE_LENGTH < len(codes)
    return shown, {"has_next_page": has_more, "end_cursor": shown[-1] if has_more else None}


def _reel_node(user: Item, stories: list[Item]) -> Item:
    owner = {"id": user["pk"], "username": user["username"], "profile_pic_url": user["profile_pic_url"]}
    return {
        "__typename": "GraphReel",
        "id": user["pk"],
        "latest_reel_media": stories[-1]["taken_at"],
        "seen": None,
        "user": owner,
        "owner": owner,
        "items": [story_node(story, user) for story in stories],
    }
