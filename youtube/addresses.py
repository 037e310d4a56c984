"""What is an address of YouTube, and what it means. Pure functions: nobody is asked.

Only ids are kept of what people paste: every address that leaves this file was built in it.
"""

import re
from dataclasses import dataclass
from typing import NoReturn, TypeAlias
from urllib.parse import SplitResult, parse_qs, quote, unquote

from jobs import links
from jobs.errors import Code, Failure

# Where requests for YouTube may go; a leading dot means all names below.
HOSTS = (
    "youtube.com",
    ".youtube.com",
    "youtu.be",
    "youtube-nocookie.com",
    "www.youtube-nocookie.com",
    "youtubei.googleapis.com",
    ".googlevideo.com",
    ".ytimg.com",
    ".ggpht.com",
    ".googleusercontent.com",
)

_SITES = {
    "youtube.com",
    "www.youtube.com",
    "m.youtube.com",
    "music.youtube.com",
    "youtube-nocookie.com",
    "www.youtube-nocookie.com",
}
_SHORTENERS = {"youtu.be", "www.youtu.be"}

_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_WATCH_PAGES = {"watch", "watch_popup"}
_VIDEO_FOLDERS = {"shorts", "live", "embed", "v", "e"}
# Embedded pages whose names have as many letters as an id.
_NO_VIDEO_IDS = {"videoseries", "live_stream"}
_PLAYLIST_ID = re.compile(r"[A-Za-z0-9_-]{2,64}")
_CHANNEL = re.compile(r"/(@[\w.·-]{3,30}|channel/UC[A-Za-z0-9_-]{22}|(?:c|user)/[\w.-]{1,100})(?:/(\w+))?/?")
_UPLOAD_TABS = {"videos", "shorts", "streams"}


@dataclass(frozen=True)
class VideoAddress:
    """One video."""

    id: str

    @property
    def canonical(self) -> str:
        """The address of its page."""
        return f"https://www.youtube.com/watch?v={self.id}"


@dataclass(frozen=True)
class PlaylistAddress:
    """A list of videos."""

    id: str

    @property
    def canonical(self) -> str:
        """The address of its page."""
        return f"https://www.youtube.com/playlist?list={self.id}"


@dataclass(frozen=True)
class ChannelAddress:
    """A tab of a channel's uploads, which is as good as a playlist; `path` is such as `@name/videos`."""

    path: str

    @property
    def canonical(self) -> str:
        """The address of its page."""
        return f"https://www.youtube.com/{quote(self.path, safe='@/')}"


Videos: TypeAlias = PlaylistAddress | ChannelAddress


def parse(text: str) -> VideoAddress | Videos:
    """What a pasted link means: of a video in a playlist, the video.

    Raises Failure with `unsupported_url` where it is no link to a video, playlist or channel.
    """
    page = links.page(text, _SITES | _SHORTENERS)
    return _video(page) or _videos(page) or _refuse()


def parse_video(text: str) -> VideoAddress:
    """The video of a pasted link. Raises Failure with `not_a_video` or `unsupported_url`."""
    address = parse(text)
    if not isinstance(address, VideoAddress):
        raise Failure(Code.NOT_A_VIDEO)
    return address


def parse_playlist(text: str) -> Videos:
    """The playlist or channel of a pasted link: of a video in a playlist, the playlist.

    Raises Failure with `not_a_playlist` or `unsupported_url`.
    """
    page = links.page(text, _SITES | _SHORTENERS)
    videos = _videos(page)
    if videos is None and _video(page):
        raise Failure(Code.NOT_A_PLAYLIST)
    return videos or _refuse()


def _video(page: SplitResult) -> VideoAddress | None:
    folder, _, name = page.path.strip("/").partition("/")
    if page.netloc in _SHORTENERS:
        candidate = page.path.strip("/")
    elif folder in _VIDEO_FOLDERS:
        candidate = name
    elif folder in _WATCH_PAGES:
        candidate = _parameter(page, "v")
    else:
        return None
    is_id = _VIDEO_ID.fullmatch(candidate) and candidate not in _NO_VIDEO_IDS
    return VideoAddress(candidate) if is_id else None


def _videos(page: SplitResult) -> Videos | None:
    playlist_id = _parameter(page, "list")
    if _PLAYLIST_ID.fullmatch(playlist_id):
        return PlaylistAddress(playlist_id)
    channel = _CHANNEL.fullmatch(unquote(page.path))
    if channel is None or page.netloc in _SHORTENERS:
        return None
    name, tab = channel.groups()
    return ChannelAddress(f"{name}/{tab if tab in _UPLOAD_TABS else 'videos'}")


def _parameter(page: SplitResult, name: str) -> str:
    """The first value of a query parameter, or nothing."""
    return parse_qs(page.query).get(name, [""])[0]


def _refuse() -> NoReturn:
    raise Failure(Code.UNSUPPORTED_URL)
