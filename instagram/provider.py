"""Instagram as the rest of the service knows it: from a claimed item to finished files."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeAlias

from django.conf import settings

from jobs import providers, ytdlp
from jobs.cookies import AccountJar
from jobs.errors import Code, Failure
from jobs.providers import DownloadContext, Expansion, ItemRequest, Product, SignIn

from . import archives, client, contents, images, videos
from .addresses import parse_post
from .contents import Content
from .images import ImagePlan
from .posts import Kind, Medium
from .videos import VideoPlan
from .wishes import Make, Wish

Plan: TypeAlias = ImagePlan | VideoPlan


class Instagram(providers.Provider):
    """Posts, reels, carousels, stories and batches of them.

    An item's options have the `wish`; those of stories also `username`, and of one story `story_id` and the
    `number` that its name tells.
    """

    name = client.NAME
    job_types = (
        "instagram_post",
        "instagram_reel",
        "instagram_story",
        "instagram_carousel",
        "instagram_batch",
    )
    picture_hosts = (".cdninstagram.com", ".fbcdn.net")
    # Instagram signs accounts out that ask as fast as programs do.
    sign_in = SignIn(
        domain="instagram.com",
        proofs=(("sessionid",),),
        lone_cookie="sessionid",
        pause_seconds=(2.0, 5.0),
    )

    def warm_up(self) -> None:
        """Certificates, patterns and ffmpeg's version are read once, not in each download."""
        ytdlp.warm_up(client.PLATFORM)

    def download(self, item: ItemRequest, context: DownloadContext) -> list[Product]:
        """The files of a post, a reel or a story, or a ZIP of several."""
        try:
            return _download(item, context)
        except ytdlp.ExpiredError:
            # What is known of it may be from a while ago, when somebody else asked.
            return _download(item, context)

    def expand(self, item: ItemRequest) -> Expansion:
        """The stories that a person has now."""
        username = item.options["username"]
        stories = client.stories(username)
        if not stories.stories:
            raise _no_stories()
        return Expansion(
            title=username,
            items=[
                ItemRequest(
                    url=contents.story_page(username, story),
                    options={**item.options, "story_id": story.story_id, "number": number},
                    title=contents.story_title(username, number),
                )
                for number, story in enumerate(stories.stories, 1)
            ],
        )

    def knows_account(self, cookies: AccountJar) -> bool:
        """Ask Instagram who is signed in. Raises Failure."""
        return client.knows_account(cookies)


def _download(item: ItemRequest, context: DownloadContext) -> list[Product]:
    wish = Wish.of(item.options["wish"])
    content = _content(item)
    context.announce_title(content.title)
    try:
        return _make_all(content, wish, context)
    except Failure as failure:
        if failure.kind.retryable:
            _forget(item)  # the next attempt shall know nothing of this one
        raise


def _content(item: ItemRequest) -> Content:
    """What an item stands for now. Raises Failure."""
    options = item.options
    if "username" not in options:
        post = client.post(parse_post(item.url))
        if options["wish"]["as_zip"] and post.kind is not Kind.CAROUSEL:
            raise Failure(Code.WRONG_MEDIA)
        return contents.of_post(post)
    stories = client.stories(options["username"])
    if not stories.stories:
        raise _no_stories()
    if "story_id" not in options:
        return contents.of_stories(stories)
    for story in stories.stories:
        if story.story_id == options["story_id"]:
            return contents.of_story(stories, story, options["number"])
    raise Failure(Code.NOT_FOUND)


def _forget(item: ItemRequest) -> None:
    if username := item.options.get("username"):
        client.forget_stories(username)
    else:
        client.forget(parse_post(item.url))


def _no_stories() -> Failure:
    return Failure(Code.NOT_FOUND, about="stories")


def _make_all(content: Content, wish: Wish, context: DownloadContext) -> list[Product]:
    # All that can be refused is, before a byte is fetched.
    plans = _plans(content, wish)
    sizes = ytdlp.sizes([url for plan in plans for url in plan.unmeasured], client.PLATFORM)
    plans = [plan.measured(sizes) for plan in plans]
    for plan in plans:
        ytdlp.ensure_allowed(plan.size_bytes)
    total = _total(plans)
    if wish.as_zip:
        ytdlp.ensure_allowed(total)
    made = _make_side_by_side(plans, context.folder, ytdlp.Meter(context.progress, total))
    if wish.include_metadata or wish.make is Make.METADATA:
        name = "metadata.json" if wish.as_zip else f"{content.stem}_metadata.json"
        made.append(_write_metadata(content.metadata, context.folder / "metadata.json", name))
    return [_pack(made, context.folder / "media.zip", content.zip_name)] if wish.as_zip else made


def _plans(content: Content, wish: Wish) -> list[Plan]:
    """Raises Failure where there is nothing of what was asked for."""
    plans = [
        _plan(stem, medium, content, wish) for stem, medium in content.media.items() if wish.wants(medium)
    ]
    if not plans and wish.make is not Make.METADATA:
        raise Failure(Code.WRONG_MEDIA)
    return plans


def _plan(stem: str, medium: Medium, content: Content, wish: Wish) -> Plan:
    if medium.kind is Kind.VIDEO:
        return videos.plan(stem, medium, content, wish)
    return images.plan(stem, medium, wish.quality)


def _total(plans: Sequence[Plan]) -> int | None:
    """The bytes of all videos. Pictures count for nothing: beside videos they are small."""
    sizes = [plan.size_bytes for plan in plans]
    return None if None in sizes else sum(size or 0 for size in sizes) or None


def _make_side_by_side(plans: Sequence[Plan], folder: Path, meter: ytdlp.Meter) -> list[Product]:
    """Each medium in a folder of its own, several at a time; all connections together are as many as allowed.

    After a failure none is begun any more.
    """
    threads = max(1, min(len(plans), settings.CONNECTIONS_PER_DOWNLOAD))
    connections = settings.CONNECTIONS_PER_DOWNLOAD // threads
    with ThreadPoolExecutor(threads) as pool:
        futures = [
            pool.submit(_make, plan, folder / str(number), meter, connections)
            for number, plan in enumerate(plans, 1)
        ]
        _, waiting = wait(futures, return_when=FIRST_EXCEPTION)
        for future in waiting:
            future.cancel()
    return [future.result() for future in futures if not future.cancelled()]


def _make(plan: Plan, folder: Path, meter: ytdlp.Meter, connections: int) -> Product:
    folder.mkdir(exist_ok=True)
    return plan.make(folder, meter, connections)


def _write_metadata(metadata: Mapping[str, Any], path: Path, name: str) -> Product:
    path.write_text(json.dumps(metadata, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return Product(path, name)


def _pack(made: Sequence[Product], path: Path, name: str) -> Product:
    archives.pack(made, path)
    return Product(path, name)


providers.register(Instagram())
