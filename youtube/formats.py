"""Which of a video's formats answer a wish, said in yt-dlp's options."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
    """yt-dlp's options for the picture with its sound. Raises Failure(NO_MATCHING_FORMAT or WRONG_MEDIA).

    A `format_id` of sound alone is delivered as it is, unless two files were asked for.
    """
    candidates = _candidates(info, wish)
    if not any(has_video(each) for each in candidates) and (wish.format_id is None or wish.type == "both"):
        raise Failure(Code.WRONG_MEDIA)
    return {
        "format": wish.format_id or "bv*+ba/b",
        "format_sort": _video_order(info, wish.quality),
        "merge_output_format": _container(candidates),
    }


def audio_options(info: Mapping[str, Any], wish: Wish) -> dict[str, Any]:
    """yt-dlp's options for the sound alone. Raises Failure(NO_MATCHING_FORMAT or WRONG_MEDIA).

    Of a `format_id` only the part with sound is fetched; beside a silent video the best sound there is.
    """
    with_sound = [each for each in _candidates(info, wish) if has_audio(each)]
    if not with_sound and wish.type == "both" and wish.format_id:
        return audio_options(info, replace(wish, format_id=None))
    if not with_sound:
        raise Failure(Code.WRONG_MEDIA)
    codec = {"mp3": "aac", "m4a": "aac"}.get(wish.audio_format)
    return {
        "format": with_sound[0]["format_id"] if wish.format_id else "ba/b*[acodec!=none]",
        "format_sort": ["lang", *([f"acodec:{codec}"] if codec else [])],
    }


def has_audio(chosen: Mapping[str, Any]) -> bool:
    """Whether a format has sound."""
    return (chosen.get("acodec") or "none") != "none"


def has_video(chosen: Mapping[str, Any]) -> bool:
    """Whether a format has a picture."""
    return (chosen.get("vcodec") or "none") != "none"


def _candidates(info: Mapping[str, Any], wish: Wish) -> list[Mapping[str, Any]]:
    """The formats that a wish leaves to choose from: those of its `format_id`, in that order, or all."""
    playable = [each for each in info["formats"] if has_video(each) or has_audio(each)]
    if not playable:
        raise Failure(Code.EXTRACTION_FAILED)
    if wish.format_id is None:
        return playable
    known = {each["format_id"]: each for each in playable}
    ids = wish.format_id.split("+")
    named = [known[each] for each in ids if each in known]
    if len(named) < len(ids) or (len(named) == 2 and not _can_be_joined(*named)):
        raise Failure(Code.NO_MATCHING_FORMAT, format_id=wish.format_id)
    return named


def _can_be_joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether one has the picture and the other the sound: yt-dlp silently drops what is too much."""
    return has_video(one) != has_video(other) and has_audio(one) != has_audio(other)


def _container(candidates: Iterable[Mapping[str, Any]]) -> str:
    """WebM where there is nothing else; else mp4, which may hold all of YouTube's codecs.

    Left alone yt-dlp joins H.264 with Opus, and VP9 with AAC, into an mkv that few players like.
    """
    return "webm/mkv" if all(each.get("ext") == "webm" for each in candidates) else "mp4"


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
