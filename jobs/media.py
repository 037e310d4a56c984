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
from av.video.stream import VideoStream

from .errors import Code, Failure
from .providers import Expectation

# The last part of a stream that is read to see whether the file really goes on to its end.
TAIL_SECONDS = 5.0
# Platforms round durations to whole seconds, and sound and picture rarely end together.
TOLERANCE_SECONDS = 2.0
TOLERANCE_SHARE = 0.002

# By the codec in it, in ffmpeg's words. Of HEIC it is that of films.
_IMAGE_SUFFIXES = {"mjpeg": ".jpg", "webp": ".webp", "png": ".png", "hevc": ".heic", "av1": ".avif"}

_WRAPPER = Path(__file__).parent / "bin" / "ffmpeg"


@functools.cache
def real_ffmpeg() -> str:
    """The system's ffmpeg, or else the wheel's."""
    return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())


@functools.cache
def ffmpeg() -> Path:
    """A command that runs the real ffmpeg, and lets it die with its parent."""
    os.environ["FFMPEG"] = real_ffmpeg()
    return _WRAPPER


@dataclass(frozen=True)
class MediaInfo:
    """What is really in a file. `duration_seconds` is where its shortest stream ends; None for an image."""

    has_video: bool
    has_audio: bool
    width: int | None
    height: int | None
    duration_seconds: float | None


def verify(path: Path, expected: Expectation) -> MediaInfo:
    """What the file contains. Raises Failure(INCOMPLETE_DOWNLOAD) when it is not what was expected."""
    try:
        found = look(path) if expected.is_image else probe(path)
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
    return (found.duration_seconds or 0.0) >= shortest


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


def look(path: Path) -> MediaInfo:
    """Decode an image to its end. Raises av.FFmpegError where it cannot be, or is not all there."""
    with opened(path) as container:
        stream = _picture(container)
        stream.codec_context.options = {"err_detect": "explode"}  # else half an image is shown as half gray
        frame = next(container.decode(stream), None)
        if frame is None:
            raise ValueError("no picture in it")
        return MediaInfo(
            has_video=False, has_audio=False, width=frame.width, height=frame.height, duration_seconds=None
        )


def image_suffix(path: Path) -> str:
    """What an image's name should end with, whatever its address says. Raises Failure."""
    try:
        with opened(path) as container:
            codec = _picture(container).codec_context.name
    except (av.FFmpegError, ValueError) as error:
        raise Failure(Code.INCOMPLETE_DOWNLOAD) from error
    return _IMAGE_SUFFIXES.get(codec, ".jpg")


def _picture(container: InputContainer) -> VideoStream:
    """Raises ValueError where there is none."""
    if not container.streams.video:
        raise ValueError("no picture in it")
    return container.streams.video[0]


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
