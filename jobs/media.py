"""Media files: where ffmpeg is, what a file contains, and whether that is what was asked for."""

import functools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import imageio_ffmpeg
from av.container import InputContainer
from av.stream import Disposition

from .errors import Code, Failure
from .providers import Expectation

# The last part of a stream that is read to see whether the file really goes on to its end.
TAIL_SECONDS = 5.0
# Platforms round durations to whole seconds, and sound and picture rarely end together.
TOLERANCE_SECONDS = 2.0
TOLERANCE_SHARE = 0.002

_WRAPPER = Path(__file__).parent / "bin" / "ffmpeg"


@functools.cache
def ffmpeg() -> Path:
    """A command that runs ffmpeg, the system's or else the wheel's, and lets it die with its parent."""
    os.environ["FFMPEG"] = shutil.which("ffmpeg") or imageio_ffmpeg.get_ffmpeg_exe()
    return _WRAPPER


@dataclass(frozen=True)
class MediaInfo:
    """What is really in a file. `duration_seconds` is where its shortest stream ends."""

    has_video: bool
    has_audio: bool
    width: int | None
    height: int | None
    duration_seconds: float


def verify(path: Path, expected: Expectation) -> MediaInfo:
    """What the file contains. Raises Failure(INCOMPLETE_DOWNLOAD) when it is not what was expected."""
    try:
        found = probe(path)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Failure(Code.INCOMPLETE_DOWNLOAD) from error
    if not matches(found, expected):
        raise Failure(Code.INCOMPLETE_DOWNLOAD)
    return found


def matches(found: MediaInfo, expected: Expectation) -> bool:
    """Whether streams, height and length are as expected; longer is no fault."""
    if expected.has_video > found.has_video or expected.has_audio > found.has_audio:
        return False
    if expected.height and expected.has_video and found.height != expected.height:
        return False
    if expected.duration_seconds is None:
        return True
    tolerance = TOLERANCE_SECONDS + TOLERANCE_SHARE * expected.duration_seconds
    # Of a short video half must be there: the tolerance alone would take an empty file for one second.
    shortest = max(expected.duration_seconds - tolerance, expected.duration_seconds / 2)
    return found.duration_seconds >= shortest


def probe(path: Path) -> MediaInfo:
    """Open a file and read the end of it. Raises av.FFmpegError where it cannot be read.

    The header alone proves nothing: an mp4 that was cut off still has its index, which tells the full length.
    """
    with opened(path) as container:
        video = [
            stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic
        ]
        audio = container.streams.audio
        return MediaInfo(
            has_video=bool(video),
            has_audio=bool(audio),
            width=video[0].width if video else None,
            height=video[0].height if video else None,
            duration_seconds=_end_seconds(container, {stream.index for stream in (*video, *audio)}),
        )


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """A media file to read from. Raises av.FFmpegError where it is none."""
    # Only files: a playlist that claims to be a video must not make the library open an address.
    with av.open(str(path), mode="r", options={"protocol_whitelist": "file"}) as container:
        yield container


def _end_seconds(container: InputContainer, indices: set[int]) -> float:
    """Where the stream that ends first ends, by its last packets; 0 when one has none near the end."""
    start = (container.start_time or 0) / av.time_base
    length = (container.duration or 0) / av.time_base
    container.seek(int((start + max(0.0, length - TAIL_SECONDS)) * av.time_base))
    ends = dict.fromkeys(indices, 0.0)
    for packet in container.demux([container.streams[index] for index in indices]):
        if packet.pts is not None and packet.time_base is not None:
            end = float((packet.pts + (packet.duration or 0)) * packet.time_base) - start
            ends[packet.stream_index] = max(ends[packet.stream_index], end)
    return min(ends.values(), default=0.0)
