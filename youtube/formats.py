"""Which of a video's formats answer a wish, said in yt-dlp's options."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jobs.errors import Code, Failure

# The smaller side of the picture, so that a portrait 1080x1920 is 1080p too, as YouTube itself calls it.
HEIGHTS = {
    "144p": 144,
    "240p": 240,
    "360p": 360,
    "480p": 480,
    "720p": 720,
    "1080p": 1080,
    "1440p": 1440,
    "4k": 2160,
}
# Up to here YouTube has H.264, which plays on any phone; above it has not.
PHONE_HEIGHT = 1080


@dataclass(frozen=True)
class Wish:
    """What a person asked for: `quality` is a preset, `format_id` (one, or `a+b`) overrules it."""

    type: str = "video"
    quality: str = "best"
    format_id: str | None = None
    audio_format: str = "best"

    @property
    def makes(self) -> tuple[str, ...]:
        """The kinds of file to make: `video`, `audio` or both."""
        if self.type == "both":
            return ("video", "audio")
        if self.type == "audio" or (self.quality == "audio_only" and not self.format_id):
            return ("audio",)
        return ("video",)


def video_options(info: Mapping[str, Any], wish: Wish) -> dict[str, Any]:
    """yt-dlp's options for the picture with its sound. Raises Failure(NO_MATCHING_FORMAT)."""
    return {
        "format": _chosen_by_id(info, wish) or "bv*+ba/b",
        "format_sort": _video_order(info, wish.quality),
        "merge_output_format": _container(info, wish),
    }


def audio_options(info: Mapping[str, Any], wish: Wish) -> dict[str, Any]:
    """yt-dlp's options for the sound alone. Raises Failure."""
    if not any(has_audio(each) for each in info["formats"]):
        raise Failure(Code.WRONG_MEDIA)
    codec = {"mp3": "aac", "m4a": "aac"}.get(wish.audio_format)
    chosen = _chosen_by_id(info, wish) if wish.type == "audio" else None
    return {
        "format": chosen or "ba/b*[acodec!=none]",
        "format_sort": ["lang", *([f"acodec:{codec}"] if codec else [])],
    }


def has_audio(chosen: Mapping[str, Any]) -> bool:
    """Whether a format has sound."""
    return (chosen.get("acodec") or "none") != "none"


def has_video(chosen: Mapping[str, Any]) -> bool:
    """Whether a format has a picture."""
    return (chosen.get("vcodec") or "none") != "none"


def _container(info: Mapping[str, Any], wish: Wish) -> str:
    """WebM where there is nothing else; else mp4, which may hold all of YouTube's codecs.

    Left alone yt-dlp joins H.264 with Opus, and VP9 with AAC, into an mkv that few players like.
    """
    ids = wish.format_id.split("+") if wish.format_id else None
    candidates = [each for each in info["formats"] if ids is None or each["format_id"] in ids]
    return "webm/mkv" if all(each.get("ext") in ("webm", "mhtml") for each in candidates) else "mp4"


def _chosen_by_id(info: Mapping[str, Any], wish: Wish) -> str | None:
    if wish.format_id is None:
        return None
    known = {each["format_id"] for each in info["formats"]}
    if not known.issuperset(wish.format_id.split("+")):
        raise Failure(Code.NO_MATCHING_FORMAT, format_id=wish.format_id)
    return wish.format_id


def _video_order(info: Mapping[str, Any], quality: str) -> list[str]:
    """What yt-dlp sorts by: the original language, size, frame rate, and only then the codec.

    `res:720` means the largest up to 720, or else the smallest there is.
    """
    if quality == "worst":
        return ["lang", "+res", "+fps", "vcodec:h264", "acodec:aac"]
    cap = HEIGHTS.get(quality)
    largest = max((_short_side(each) for each in info["formats"]), default=0)
    plays_on_phones = min(largest, cap or largest) <= PHONE_HEIGHT
    return [
        "lang",
        f"res:{cap}" if cap else "res",
        "fps",
        *(["vcodec:h264"] if plays_on_phones else ["hdr", "vcodec"]),
        "acodec:aac",
    ]


def _short_side(chosen: Mapping[str, Any]) -> int:
    return min(chosen.get("width") or 0, chosen.get("height") or 0)
