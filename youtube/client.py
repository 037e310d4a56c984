"""The only file that asks YouTube: yt-dlp's extractor, and what its sentences mean."""

import re
from typing import Any

from yt_dlp.extractor.youtube import YoutubeIE

from jobs import ytdlp
from jobs.errors import Code, Failure

from .addresses import HOSTS, VideoAddress


def _says(pattern: str, code: Code) -> tuple[re.Pattern[str], Code]:
    return re.compile(pattern, re.IGNORECASE), code


# The first match counts. The sentences are YouTube's own, passed on by yt-dlp (extractor/youtube/_video.py).
_MESSAGES = [
    _says(r"not a bot|captcha|rate-limited by YouTube|try again later", Code.UPSTREAM_BLOCKED),
    _says(
        r"live event will begin|premieres? (in|will)|live stream (is offline|will begin)", Code.LIVE_STREAM
    ),
    _says(
        r"members.only|join this channel|members on level|Music Premium|requires payment", Code.MEMBERS_ONLY
    ),
    _says(r"confirm your age|age.restricted|inappropriate for some users", Code.LOGIN_REQUIRED),
    _says(r"private video|video is private|playlist is private", Code.PRIVATE),
    _says(r"(available|blocked).{0,20} in your (country|location)|who has blocked it", Code.GEO_RESTRICTED),
    _says(r"sign in", Code.LOGIN_REQUIRED),
    _says(
        r"video (is )?(unavailable|not available)|no longer available|has been (removed|terminated)"
        r"|does not exist|isn't available|removed by",
        Code.NOT_FOUND,
    ),
]

PLATFORM = ytdlp.Platform(extractors=[YoutubeIE], hosts=HOSTS, messages=_MESSAGES)


def video(address: VideoAddress) -> dict[str, Any]:
    """yt-dlp's info dict of a video, with all its formats. Raises Failure."""
    return ytdlp.extract(address.canonical, PLATFORM)


def refuse_live(info: dict[str, Any]) -> None:
    """Raises Failure for what is live now or has not started."""
    if info.get("live_status") in ("is_live", "is_upcoming"):
        raise Failure(Code.LIVE_STREAM)
