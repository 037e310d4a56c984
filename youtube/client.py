"""The only file that asks YouTube: yt-dlp's extractors, and what their sentences mean."""

import re
from typing import Any

from yt_dlp.extractor import youtube

from jobs import cookies, extraction, ytdlp
from jobs.cookies import AccountJar
from jobs.errors import Code, Failure
from jobs.extraction import Patience

from .addresses import HOSTS, VideoAddress, Videos

NAME = "youtube"
_HOME = "https://www.youtube.com/"
_MAX_PAGE_BYTES = 1 << 24
_SIGNED_IN = re.compile(rb'"LOGGED_IN"\s*:\s*true')
# Ten hours of speech with the time of each word have less.
_MAX_CAPTIONS_BYTES = 1 << 24


def _says(pattern: str, code: Code) -> tuple[re.Pattern[str], Code]:
    return re.compile(pattern, re.IGNORECASE), code


_NOT_STARTED = _says(r"live (event|stream) will begin|premieres? (in|will)", Code.LIVE_STREAM)
# The first match counts. The sentences are YouTube's own, passed on by yt-dlp (extractor/youtube/_video.py).
_MESSAGES = [
    _says(r"not a bot|captcha|rate-limited by YouTube|try again later", Code.UPSTREAM_BLOCKED),
    _NOT_STARTED,
    _says(r"live stream is offline", Code.LIVE_STREAM),
    _says(
        r"members.only|join this channel|members on level|Music Premium|requires payment", Code.MEMBERS_ONLY
    ),
    _says(r"confirm your age|age.restricted|inappropriate for some users", Code.LOGIN_REQUIRED),
    _says(r"private video|video is private|playlist is private", Code.PRIVATE),
    _says(r"(available|blocked).{0,20} in your (country|location)|who has blocked it", Code.GEO_RESTRICTED),
    _says(r"sign in", Code.LOGIN_REQUIRED),
    _says(
        r"video (is )?(unavailable|not available)|no longer available|has been (removed|terminated)"
        r"|does not exist|does the playlist exist|isn't available|removed by"
        r"|channel does not have a \w+ tab",
        Code.NOT_FOUND,
    ),
]


class YoutubeIE(youtube.YoutubeIE):  # type: ignore[misc]
    """yt-dlp's extractor of videos, which also tells of those that have not started."""

    def raise_no_formats(self, msg: object, expected: bool = False, video_id: str | None = None) -> None:
        """Raise, but for what has no formats yet: all the rest is known."""
        pattern, _ = _NOT_STARTED
        if not pattern.search(str(msg)):
            super().raise_no_formats(msg, expected, video_id)


class YoutubeTabIE(youtube.YoutubeTabIE):  # type: ignore[misc]
    """yt-dlp's extractor of playlists and channels, which finds a title in more places."""

    def _extract_metadata_from_tabs(self, item_id: str, data: dict[str, Any]) -> dict[str, Any]:
        metadata: dict[str, Any] = super()._extract_metadata_from_tabs(item_id, data)
        if metadata["title"] == metadata["id"]:
            about = data.get("microformat", {}).get("microformatDataRenderer", {})
            metadata["title"] = about.get("title") or metadata["title"]
        return metadata


PLATFORM = ytdlp.Platform(extractors=[YoutubeIE, YoutubeTabIE], hosts=HOSTS, messages=_MESSAGES)


def video(address: VideoAddress, patience: Patience | None = None) -> dict[str, Any]:
    """yt-dlp's info dict of a video, with all its formats; none for what has not started.

    It may be a few minutes old. Raises Failure.
    """
    return cookies.answered(
        NAME, _key(address), lambda jar: ytdlp.extract(address.canonical, PLATFORM, jar), patience
    )


def forget(address: VideoAddress) -> None:
    """What is known of a video has turned out to be of no use any more: ask anew."""
    cookies.forget(NAME, _key(address))


def _key(address: VideoAddress) -> str:
    return f"youtube:video:{address.id}"


def videos(address: Videos, patience: Patience | None = None) -> dict[str, Any]:
    """yt-dlp's info dict of a playlist or channel, with a list of all its `entries`.

    It may be a few minutes old. Raises Failure.
    """
    return cookies.answered(
        NAME,
        f"youtube:videos:{address.canonical}",
        lambda jar: ytdlp.extract_list(address.canonical, PLATFORM, jar),
        patience,
    )


def captions(url: str, patience: Patience) -> str:
    """The captions that are at an address which `video` gave. Raises Failure."""
    answer = extraction.shared(
        f"youtube:captions:{url}",
        lambda: {"content": ytdlp.read(url, PLATFORM, _MAX_CAPTIONS_BYTES)},
        patience.left_seconds,
    )
    return bytes(answer["content"]).decode(errors="replace")


def knows_account(jar: AccountJar) -> bool:
    """Whether somebody is signed in with these cookies; YouTube may change them. Raises Failure."""
    return bool(_SIGNED_IN.search(ytdlp.read(_HOME, PLATFORM, _MAX_PAGE_BYTES, jar)))


def refuse_live(info: dict[str, Any]) -> None:
    """Raises Failure for what is live now or has not started."""
    if info.get("live_status") in ("is_live", "is_upcoming"):
        raise Failure(Code.LIVE_STREAM)
