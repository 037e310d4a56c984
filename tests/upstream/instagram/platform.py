"""Instagram as the proxy sees it: which requests there are and who answers each."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from ..behaviour import Behaviour
from ..media import MediaStore
from ..messages import Answer, FileAnswer, Request, Subject
from . import samples
from .accounts import Account, Accounts
from .addresses import file_of
from .catalogue import Entry, Person, Post, Product, Story
from .items import Item, files_of, link_code
from .legacy import post_node
from .library import Library
from .pages import page, stories_page
from .queries import PAGE_LENGTH, Queries
from .refusals import LOGIN_REQUIRED, MEDIA_UNAVAILABLE, SIGNED_OUT, USER_NOT_FOUND
from .routes import APP_HOST, Endpoint, find, owns, variables_of

Handler: TypeAlias = Callable[[Request, Account | None], Answer]
_NOT_THERE = "Sorry, this page isn't available."


class Instagram:
    """Answers from the catalogue, and from recordings where the catalogue has nothing."""

    def __init__(self, media: MediaStore, recordings: Path | None = None) -> None:
        self.accounts = Accounts(*samples.ACCOUNTS)
        self._library = Library(media, recordings)
        self.catalogue = self._library.catalogue
        self.catalogue.add(*samples.PEOPLE, *samples.POSTS, *samples.STORIES)
        self.addresses = self._library.addresses
        self.recordings = self._library.recordings
        self._queries = Queries(self._library)
        self._media = media
        self._handlers: Mapping[Endpoint, Handler] = {
            Endpoint.START: self._start_page,
            Endpoint.LOGIN: self._login_page,
            Endpoint.POST_PAGE: self._post_page,
            Endpoint.STORIES_PAGE: self._stories_page,
            Endpoint.PROFILE_PAGE: self._profile_page,
            Endpoint.GRAPHQL: self._graphql,
            Endpoint.MEDIA_INFO: self._media_info,
            Endpoint.USER_INFO: self._user_info,
            Endpoint.WEB_PROFILE: self._web_profile,
            Endpoint.REELS_MEDIA: self._reels_media,
            Endpoint.RULING: self._ruling,
            Endpoint.SEARCH: self._search,
        }

    def owns(self, host: str) -> bool:
        """Whether `host` is one of Instagram's."""
        return owns(host)

    def identify(self, request: Request) -> Subject | None:
        """What `request` is about: a shortcode, or the name of a person."""
        found = find(request)
        if found is None:
            return None
        user = self._library.user(found.id) if found.id.isdecimal() else None
        return Subject(found.kind, str(user["username"]) if user else found.id)

    def answer(self, request: Request, behaviour: Behaviour) -> Answer | FileAnswer:
        """The answer to an identified request; what is refused to a session comes before all else."""
        found = find(request)
        assert found is not None
        if found.endpoint is Endpoint.CDN:
            return self._file(request, behaviour)
        refusal = self.accounts.refusal(request)
        if refusal is not None:
            return refusal
        answer = self._handlers[found.endpoint](request, self.accounts.viewer(request))
        return replace(answer, cookies=self.accounts.cookies(request))

    def prepare(self, post: Post) -> None:
        """Make all videos of `post` now."""
        for file in files_of(post):
            self._media.path(file.media())

    def links(self) -> Mapping[str, str]:
        """Addresses a person can paste, each with what it shows."""
        links = {_link(entry): entry.note for entry in self.catalogue if entry.note}
        if self.recordings:
            links |= {f"https://www.instagram.com/p/{code}/": "recorded" for code in self.recordings.codes()}
        return links

    # The CDN

    def _file(self, request: Request, behaviour: Behaviour) -> Answer | FileAnswer:
        file = file_of(request)
        if file is None:
            return Answer(b"Not Found", status=404)
        if not self.addresses.is_good(request.query):
            return Answer(b"URL signature expired", status=403)
        return file.answer(self._media, behaviour.shorten_to_seconds)

    # Pages

    def _start_page(self, _request: Request, viewer: Account | None) -> Answer:
        return Answer.of_html(page(viewer=viewer))

    def _login_page(self, request: Request, _viewer: Account | None) -> Answer:
        is_browser = "text/html" in request.headers.get("accept", "")
        return Answer.of_html(page(text="Log in")) if is_browser else LOGIN_REQUIRED.answer

    def _post_page(self, request: Request, viewer: Account | None) -> Answer:
        code = request.video_id
        if not self._library.exists(code):
            return _missing_page()
        return Answer.of_html(page(self._queries.polaris_media(code, viewer), viewer=viewer))

    def _profile_page(self, request: Request, viewer: Account | None) -> Answer:
        user = self._library.user(request.video_id)
        if user is None:
            return _missing_page()
        return Answer.of_html(page(*self._queries.profile_results(user), viewer=viewer))

    def _stories_page(self, request: Request, viewer: Account | None) -> Answer:
        user = self._library.user(request.video_id)
        return Answer.of_html(stories_page(user if viewer else None)) if user else _missing_page()

    # Programs

    def _graphql(self, request: Request, viewer: Account | None) -> Answer:
        return self._queries.answer(variables_of(request), viewer)

    def _media_info(self, request: Request, viewer: Account | None) -> Answer:
        if viewer is None:
            return SIGNED_OUT.answer
        item = self._library.item(request.video_id, viewer)
        if item is None:
            return MEDIA_UNAVAILABLE.answer
        return _ok({"items": [item], "num_results": 1, "more_available": False})

    def _user_info(self, request: Request, viewer: Account | None) -> Answer:
        if viewer is None:
            return SIGNED_OUT.answer
        user = self._library.user(request.video_id)
        if user is None:
            return USER_NOT_FOUND.answer
        picture = {"url": user["profile_pic_url"], "width": 150, "height": 150}
        return _ok({"user": {**user, "hd_profile_pic_url_info": picture}})

    def _web_profile(self, request: Request, viewer: Account | None) -> Answer:
        user = self._library.user(request.video_id)
        if user is None:
            return USER_NOT_FOUND.answer
        codes = self._library.codes_of(user, viewer)[:PAGE_LENGTH]
        items = filter(None, (self._library.item(code, viewer) for code in codes))
        timeline = {
            "count": user["media_count"],
            "page_info": {"has_next_page": user["media_count"] > PAGE_LENGTH, "end_cursor": None},
            "edges": [{"node": post_node(item)} for item in items],
        }
        document = {
            **user,
            "profile_pic_url_hd": user["profile_pic_url"],
            "edge_followed_by": {"count": user["follower_count"]},
            "edge_follow": {"count": user["following_count"]},
            "followed_by_viewer": bool(viewer and user["username"] in viewer.follows),
            "edge_owner_to_timeline_media": timeline,
        }
        return _ok({"data": {"user": document}})

    def _reels_media(self, request: Request, viewer: Account | None) -> Answer:
        if viewer is None:
            return SIGNED_OUT.answer
        user = self._library.user(request.video_id)
        stories = self._library.stories_of(user, viewer) if user else []
        if user is None or not stories:
            return _ok({"reels": {}, "reels_media": []})
        if request.host == APP_HOST:
            stories = [{**story, "pk": int(story["pk"])} for story in stories]
        reel = {
            "id": user["pk"],
            "user": user,
            "items": stories,
            "latest_reel_media": stories[-1]["taken_at"],
        }
        return _ok({"reels": {user["pk"]: reel}, "reels_media": [reel]})

    def _ruling(self, request: Request, viewer: Account | None) -> Answer:
        if viewer is None and self._library.is_for_adults(request.video_id):
            description = "You must be 18 years old or over to see this video."
            return _ok({"title": "Restricted Video", "description": description})
        return _ok({})

    def _search(self, _request: Request, _viewer: Account | None) -> Answer:
        return _ok({"users": [], "places": [], "hashtags": []})


def _ok(document: Item) -> Answer:
    return Answer.of_json({**document, "status": "ok"})


def _missing_page() -> Answer:
    return replace(Answer.of_html(page(text=_NOT_THERE)), status=404)


def _link(entry: Entry) -> str:
    if isinstance(entry, Story):
        path = f"stories/{entry.owner.username}"
    elif isinstance(entry, Person):
        path = entry.username
    else:
        path = f"{'reel' if entry.product is Product.REEL else 'p'}/{link_code(entry)}"
    return f"https://www.instagram.com/{path}/"
