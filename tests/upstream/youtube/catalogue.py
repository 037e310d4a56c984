"""The invented videos and playlists: what each is, not how YouTube tells it."""

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum


class Live(StrEnum):
    """Whether a video is or was a broadcast."""

    NO = "no"
    NOW = "now"
    UPCOMING = "upcoming"
    FINISHED = "finished"


@dataclass(frozen=True)
class Refusal:
    """Why a video cannot be played, in YouTube's words."""

    status: str
    reason: str
    subreason: str = ""
    names_video: bool = False
    """Whether title and length are given nevertheless."""


class Refusals(Enum):
    """The refusals YouTube gives, as recorded or as yt-dlp's sources know them."""

    NONE = None
    UNKNOWN = Refusal("ERROR", "This video is unavailable")
    DELETED = Refusal("ERROR", "Video unavailable", "This video has been removed by the uploader")
    PRIVATE = Refusal(
        "LOGIN_REQUIRED",
        "This video is private",
        "If the owner of this video has granted you access, please sign in.",
    )
    AGE = Refusal("LOGIN_REQUIRED", "Sign in to confirm your age", "", names_video=True)
    MEMBERS = Refusal(
        "UNPLAYABLE",
        "Join this channel to get access to members-only content like this video, and other exclusive perks.",
        names_video=True,
    )
    COUNTRY = Refusal(
        "UNPLAYABLE", "The uploader has not made this video available in your country", names_video=True
    )
    COUNTRY_ON_WEB = Refusal(
        "UNPLAYABLE",
        "Video unavailable",
        "The uploader has not made this video available in your country",
        names_video=True,
    )
    BOT_CHECK = Refusal("LOGIN_REQUIRED", "Sign in to confirm you’re not a bot", names_video=True)


@dataclass(frozen=True)
class AudioTrack:
    """One language of a video's sound."""

    id: str
    """Language and number, as `en.4`."""
    name: str
    """As `English original`: yt-dlp finds the original by this word."""
    is_default: bool = False


@dataclass(frozen=True)
class Caption:
    """One caption track."""

    language: str
    name: str
    automatic: bool = False


@dataclass(frozen=True)
class Chapter:
    """A named part of a video, up to the next one."""

    start_seconds: int
    title: str


@dataclass(frozen=True)
class Video:
    """One video; the fields after `duration_seconds` say its formats, by their short sides in pixels."""

    id: str
    title: str
    duration_seconds: float = 20.0
    h264: Sequence[int] = (144, 240, 360, 480, 720, 1080)
    vp9: Sequence[int] = ()
    vp9_hdr: Sequence[int] = ()
    av1: Sequence[int] = ()
    aac: bool = True
    opus: bool = True
    combined: bool = True
    """Pictures and sound in one file of 360 lines, itag 18."""
    hls: Sequence[int] = ()
    vertical: bool = False
    picture_bytes: int | None = None
    """Exact size of each file of pictures; None for a plausible one."""
    sound_bytes: int | None = None
    audio_tracks: Sequence[AudioTrack] = ()
    captions: Sequence[Caption] = ()
    chapters: Sequence[Chapter] = ()
    channel: str = "Standard Pictures"
    handle: str = "@standardpictures"
    channel_id: str = "UCstandardpictures000000"
    description: str = "Invented for tests."
    live: Live = Live.NO
    refusal: Refusals = Refusals.NONE
    unlisted: bool = False
    note: str = ""
    """What it is good for, shown to a person who picks a link."""

    @property
    def is_running(self) -> bool:
        """Whether it has no length yet."""
        return self.live in (Live.NOW, Live.UPCOMING)

    @property
    def refused(self) -> Refusal | None:
        """Why it cannot be played, if it cannot."""
        refusal: Refusal | None = self.refusal.value
        return refusal


@dataclass(frozen=True)
class Entry:
    """One line of a playlist."""

    video_id: str
    title: str
    duration_seconds: float | None
    """None when YouTube does not tell: private and deleted ones."""


@dataclass(frozen=True)
class Playlist:
    """A playlist, or the uploads of a channel when `id` begins with `@`."""

    id: str
    title: str
    entries: Sequence[Entry]
    channel: str = "Standard Pictures"
    handle: str = "@standardpictures"
    channel_id: str = "UCstandardpictures000000"
    note: str = ""

    @property
    def is_channel(self) -> bool:
        """Whether this is the uploads tab of a channel."""
        return self.id.startswith("@")


NUMBERED_ID = re.compile(r"numbrd(\d{5})")


def numbered_video(number: int) -> Video:
    """One of any number of short videos for long playlists."""
    return Video(
        f"numbrd{number:05}", f"Numbered video {number}", 5.0, h264=(144,), opus=False, combined=False
    )


def entry_of(video: Video) -> Entry:
    """The line of a playlist that shows `video`."""
    if video.refusal is Refusals.PRIVATE:
        return Entry(video.id, "[Private video]", None)
    if video.refusal in (Refusals.DELETED, Refusals.UNKNOWN):
        return Entry(video.id, "[Deleted video]", None)
    return Entry(video.id, video.title, video.duration_seconds)


@dataclass
class Catalogue:
    """All videos and playlists there are; safe to change while requests are answered."""

    _videos: dict[str, Video] = field(default_factory=dict)
    _playlists: dict[str, Playlist] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *entries: Video | Playlist) -> None:
        """Publish `entries`, in place of those with the same id."""
        with self._lock:
            for entry in entries:
                if isinstance(entry, Video):
                    self._videos[entry.id] = entry
                else:
                    self._playlists[entry.id] = entry

    def video(self, video_id: str) -> Video | None:
        """The video with this id, if there is one."""
        with self._lock:
            known = self._videos.get(video_id)
        numbered = NUMBERED_ID.fullmatch(video_id)
        return known or (numbered_video(int(numbered[1])) if numbered else None)

    def playlist(self, playlist_id: str) -> Playlist | None:
        """The playlist with this id, or the channel with this handle."""
        with self._lock:
            return self._playlists.get(playlist_id)

    def __iter__(self) -> Iterator[Video | Playlist]:
        with self._lock:
            return iter([*self._videos.values(), *self._playlists.values()])
