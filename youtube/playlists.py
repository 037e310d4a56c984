"""Playlists and channels: what is in them, and the videos of a part of them in full."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from jobs.errors import Failure
from jobs.extraction import Patience

from . import client
from .addresses import VideoAddress, Videos

# Of the few threads that may ask platforms at a time (jobs/extraction.py), some are left for others.
SIDE_BY_SIDE = 6
# What stands in a list for a video that nobody can see any more.
_PLACEHOLDERS = {"[Private video]", "[Deleted video]"}


@dataclass(frozen=True)
class Entry:
    """A line of a playlist; `index` counts from 0, and those that cannot be had too."""

    index: int
    video: VideoAddress
    title: str
    duration_seconds: int | None
    thumbnail: str | None

    @property
    def is_available(self) -> bool:
        """False where the list itself tells that the video is private or deleted."""
        return self.title not in _PLACEHOLDERS or self.duration_seconds is not None


@dataclass(frozen=True)
class Playlist:
    """A playlist, or a tab of a channel's uploads."""

    id: str
    title: str
    uploader: str | None
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Part:
    """Some entries of a playlist in full: `videos` has yt-dlp's info dict of each that can be had."""

    entries: Sequence[Entry]
    videos: Mapping[int, Mapping[str, Any]]
    """By the entry's index."""

    @property
    def unavailable_count(self) -> int:
        """How many entries are missing from `videos`."""
        return len(self.entries) - len(self.videos)


def listing(address: Videos, patience: Patience | None = None) -> Playlist:
    """All that is in a playlist. Raises Failure."""
    found = client.videos(address, patience)
    return Playlist(
        id=found["id"],
        title=found["title"],
        uploader=found.get("uploader") or found.get("channel"),
        entries=[_entry(index, each) for index, each in enumerate(found["entries"])],
    )


def extract(entries: Sequence[Entry], patience: Patience) -> Part:
    """Ask for each of these videos, several at a time.

    Raises Failure where there is none to be had, but might be later.
    """
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="playlist") as threads:
        answers = list(threads.map(lambda entry: _video(entry, patience), entries))
    videos = {
        entry.index: answer
        for entry, answer in zip(entries, answers, strict=True)
        if answer is not None and not isinstance(answer, Failure)
    }
    failures = [answer for answer in answers if isinstance(answer, Failure) and answer.kind.retryable]
    if failures and not videos:
        raise failures[0]
    return Part(entries, videos)


def _video(entry: Entry, patience: Patience) -> Mapping[str, Any] | Failure | None:
    """The info dict, why there is none, or None where that was clear before."""
    if not entry.is_available:
        return None
    try:
        return client.video(entry.video, patience)
    except Failure as failure:
        return failure


def _entry(index: int, found: Mapping[str, Any]) -> Entry:
    thumbnails = found.get("thumbnails") or [{}]
    return Entry(
        index=index,
        video=VideoAddress(found["id"]),
        title=found.get("title") or found["id"],
        duration_seconds=found.get("duration"),
        thumbnail=thumbnails[-1].get("url"),
    )
