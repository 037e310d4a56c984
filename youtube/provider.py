"""YouTube as the rest of the service knows it: from a claimed item to finished files."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from jobs import providers, ytdlp
from jobs.cookies import AccountJar
from jobs.errors import Code, Failure
from jobs.joining import Tags
from jobs.providers import DownloadContext, Expansion, Expectation, ItemRequest, Product, SignIn

from . import client, formats, playlists, postprocessing
from .addresses import VideoAddress, parse_playlist, parse_video
from .formats import Wish
from .names import file_name


class YouTube(providers.Provider):
    """Videos, their sound, playlists and batches of them."""

    name = client.NAME
    job_types = ("video", "playlist", "batch")
    picture_hosts = (
        ".ytimg.com",
        "img.youtube.com",
        ".ggpht.com",
        "yt3.googleusercontent.com",
        "lh3.googleusercontent.com",
    )
    # What yt-dlp looks for (extractor/youtube/_base.py, `_has_auth_cookies`).
    sign_in: ClassVar[SignIn] = SignIn(
        domain="youtube.com",
        proofs=(("LOGIN_INFO",), ("SAPISID", "__Secure-1PAPISID", "__Secure-3PAPISID")),
        asks_for_more=True,  # an age
    )

    def warm_up(self) -> None:
        """Certificates, patterns and ffmpeg's version are read once, not in each download."""
        ytdlp.warm_up(client.PLATFORM)

    def download(self, item: ItemRequest, context: DownloadContext) -> list[Product]:
        """One video: its picture with sound, its sound alone, or both as two files."""
        address = parse_video(item.url)
        wish = Wish(**item.options)
        try:
            return _download(address, wish, context)
        except ytdlp.ExpiredError:
            # What is known of the video may be from a while ago, when somebody else asked.
            return _download(address, wish, context)

    def expand(self, item: ItemRequest) -> Expansion:
        """The videos of a playlist: those whose indices the item's options name, or all."""
        playlist = playlists.listing(parse_playlist(item.url))
        if not playlist.entries:
            raise Failure(Code.NOT_FOUND)
        wish, indices = item.options["wish"], item.options.get("indices")
        entries = dict(enumerate(playlist.entries))
        chosen = entries if indices is None else indices
        return Expansion(
            title=playlist.title,
            items=[
                ItemRequest(entries[index].video.canonical, wish, entries[index].title)
                if index in entries
                else ItemRequest(item.url, wish, error=Code.NOT_FOUND)
                for index in chosen
            ],
        )

    def knows_account(self, cookies: AccountJar) -> bool:
        """Ask YouTube's front page. Raises Failure."""
        return client.knows_account(cookies)


def _download(address: VideoAddress, wish: Wish, context: DownloadContext) -> list[Product]:
    info = client.video(address)
    client.refuse_live(info)
    context.announce_title(info["title"])
    try:
        return _make_all(info, wish, context)
    except Failure as failure:
        if failure.kind.retryable:
            client.forget(address)  # the next attempt shall know nothing of this one
        raise


def _make_all(info: Mapping[str, Any], wish: Wish, context: DownloadContext) -> list[Product]:
    # All that can be refused is, before a byte is fetched.
    plans = [_plan(kind, info, wish, context.folder) for kind in wish.makes]
    meter = ytdlp.Meter(context.progress, _total(plans))
    return [_make(plan, info, meter) for plan in plans]


@dataclass(frozen=True)
class Plan:
    """How to make one file: yt-dlp's options, and what the formats that they choose promise."""

    options: Mapping[str, Any]
    tags: Tags | None
    expected: Expectation
    size_bytes: int | None


def _plan(kind: str, info: Mapping[str, Any], wish: Wish, folder: Path) -> Plan:
    """Raises Failure where the video has nothing that answers the wish."""
    if kind == "video":
        options, tags = formats.video_options(info, wish), postprocessing.tags(info)
    else:
        tags = None  # yt-dlp's own, which come with the cover
        options = formats.audio_options(info, wish) | ytdlp.for_audio(wish.audio_format)
    chosen = ytdlp.choose(info, client.PLATFORM, options)
    ytdlp.ensure_allowed(ytdlp.total_bytes(chosen))
    return Plan(
        options={**options, **ytdlp.output_folder(folder, kind)},
        tags=tags,
        expected=_expectation(kind, chosen),
        size_bytes=ytdlp.total_bytes(chosen),
    )


def _expectation(kind: str, info: Mapping[str, Any]) -> Expectation:
    chosen = ytdlp.chosen_formats(info)
    return Expectation(
        has_video=kind == "video" and any(formats.has_video(each) for each in chosen),
        has_audio=any(formats.has_audio(each) for each in chosen),
        duration_seconds=info.get("duration"),
        height=max((each.get("height") or 0 for each in chosen), default=0) or None,
    )


def _total(plans: Sequence[Plan]) -> int | None:
    sizes = [plan.size_bytes for plan in plans]
    return None if None in sizes else sum(size or 0 for size in sizes)


def _make(plan: Plan, info: Mapping[str, Any], meter: ytdlp.Meter) -> Product:
    path = ytdlp.finished_file(ytdlp.download(info, client.PLATFORM, plan.options, meter, plan.tags))
    return Product(path, file_name(secrets.token_hex(4), info["title"], path.suffix), plan.expected)


providers.register(YouTube())
