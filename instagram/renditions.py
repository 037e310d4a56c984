"""Which of the sizes that Instagram has of a picture or video answers a quality."""

from collections.abc import Mapping, Sequence
from typing import Any

from jobs import ytdlp

from . import client
from .posts import Medium, Rendition

# The smaller side at most, in pixels; None for the largest there is.
CAPS: Mapping[str, int | None] = {
    "best": None,
    "high": 1080,
    "1080p": 1080,
    "medium": 720,
    "720p": 720,
    "low": 480,
    "480p": 480,
}
# Instagram's sizes are near those of films, not at them: 750 pixels for 720, 486 for 480.
TOLERANCE = 1.05
# A picture's last sizes are squares cut out of it.
SAME_SHAPE = 0.03


def image(medium: Medium, quality: str) -> Rendition | None:
    """The picture of this quality, whole; of a video its cover. None where there is none at all."""
    if not medium.images:
        return None
    largest = max(medium.images, key=lambda each: each.width * each.height)
    whole = [each for each in medium.images if abs(_shape(each) / _shape(largest) - 1) < SAME_SHAPE]
    side = _best_side([_short_side(each.width, each.height) for each in whole], quality)
    return next(each for each in whole if _short_side(each.width, each.height) == side)


def video_formats(medium: Medium, quality: str) -> list[dict[str, Any]]:
    """The video in the size of this quality, and its sound if apart, as yt-dlp's formats."""
    formats = _formats(medium)
    pictures = [each for each in formats if each["vcodec"] != "none"]
    side = _best_side([_short_side(each["width"], each["height"]) for each in pictures], quality)
    return [
        each
        for each in formats
        if each["vcodec"] == "none" or _short_side(each["width"], each["height"]) == side
    ]


def _formats(medium: Medium) -> list[dict[str, Any]]:
    """All there is of a video: files with picture and sound, and, mostly in better quality, either alone."""
    joined = [
        {
            "format_id": f"{each.width}x{each.height}",
            "url": each.url,
            "ext": "mp4",
            "width": each.width,
            "height": each.height,
            # Instagram does not tell the codecs of these; they play on any phone.
            "vcodec": "avc1",
            "acodec": "mp4a" if medium.has_audio else "none",
        }
        for each in medium.videos
    ]
    apart = ytdlp.dash_formats(medium.dash_manifest, client.PLATFORM) if medium.dash_manifest else []
    return joined + [each for each in apart if medium.has_audio or each["vcodec"] != "none"]


def _best_side(sides: Sequence[int], quality: str) -> int:
    """The largest under the quality's cap, else the smallest there is."""
    cap = CAPS[quality]
    if cap is None:
        return max(sides)
    return max((side for side in sides if side <= cap * TOLERANCE), default=min(sides))


def _short_side(width: int | None, height: int | None) -> int:
    return min(width or 0, height or 0)


def _shape(rendition: Rendition) -> float:
    return rendition.width / rendition.height if rendition.height else 1.0
