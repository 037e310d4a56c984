"""What of a video is streamed: which of its formats, and how they become one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jobs import ytdlp
from jobs.extraction import Patience
from jobs.streaming import JoinedStream

from . import client, formats
from .addresses import VideoAddress
from .formats import Wish
from .names import file_name


@dataclass(frozen=True)
class Plan:
    """The formats that answer a wish; `combined_url` has the same picture and its sound in one file."""

    file_name: str
    container: str
    combined_url: str | None
    chosen: Mapping[str, Any]

    @property
    def content_type(self) -> str:
        """As HTTP calls it."""
        return f"video/{self.container}"

    def open(self, patience: Patience) -> JoinedStream:
        """Begin to stream. Raises Failure, ExpiredError where YouTube must be asked anew."""
        tracks = ytdlp.tracks(self.chosen, client.PLATFORM)
        return JoinedStream(tracks, self.container, patience.left_seconds)


def plan(address: VideoAddress, quality: str, patience: Patience) -> Plan:
    """What to stream. Raises Failure where there is nothing."""
    info = client.video(address, patience)
    client.refuse_live(info)
    # What comes in segments cannot be fed to ffmpeg through a pipe.
    plain = {**info, "formats": [each for each in info["formats"] if ytdlp.is_plain(each)]}
    options = formats.video_options(plain, Wish(quality=quality))
    chosen = ytdlp.choose(plain, client.PLATFORM, options)
    parts = ytdlp.chosen_formats(chosen)
    container = "webm" if all(each["ext"] == "webm" for each in parts) else "mp4"
    return Plan(
        file_name=file_name(address.id, info["title"], f".{container}"),
        container=container,
        combined_url=_combined_url(plain, parts[0]),
        chosen=chosen,
    )


def _combined_url(info: Mapping[str, Any], picture: Mapping[str, Any]) -> str | None:
    """The address of the best format with sound whose picture is as large as the chosen one."""
    combined = [
        each["url"]
        for each in info["formats"]
        if formats.has_video(each) and formats.has_audio(each) and each.get("height") == picture.get("height")
    ]
    return combined[-1] if combined else None
