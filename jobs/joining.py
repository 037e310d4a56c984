"""Puts picture and sound into one file, with its tags and chapters, as they came: nothing is encoded anew.

In our own process with ffmpeg's libraries (PyAV), as the start of ffmpeg costs more than the work.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Disposition, Stream

from . import media

if TYPE_CHECKING:
    from av.container import core

_MILLISECOND = Fraction(1, 1000)
# The index at the beginning, so that a player can start before it has the end.
_INDEX_FIRST = {"movflags": "+faststart"}
_OPTIONS = {".mp4": _INDEX_FIRST, ".m4a": _INDEX_FIRST}


@dataclass(frozen=True)
class Chapter:
    """A part of a video that has a name; in seconds."""

    start: float
    end: float
    title: str


@dataclass(frozen=True)
class Tags:
    """What a file tells of itself: `texts` under names that ffmpeg knows, such as `title` and `artist`."""

    texts: Mapping[str, str] = field(default_factory=dict)
    chapters: Sequence[Chapter] = ()


@dataclass(frozen=True)
class Part:
    """A file that has picture, sound or both. `language` is that of its sound, in three letters."""

    path: Path
    language: str | None = None


def join(parts: Sequence[Part], target: Path, tags: Tags) -> None:
    """Write the streams of all parts to `target`, whose suffix names the container; a part may be `target`.

    Raises av.FFmpegError or ValueError where the parts cannot be read or do not fit the container, and
    OSError where the disk is full.
    """
    draft = target.with_name(f"{target.stem}.joined{target.suffix}")
    with ExitStack() as stack:
        sources = [stack.enter_context(media.opened(part.path)) for part in parts]
        output = stack.enter_context(av.open(str(draft), "w", options=_OPTIONS.get(target.suffix)))
        output.metadata.update(tags.texts)
        output.set_chapters([_entry(number, chapter) for number, chapter in enumerate(tags.chapters)])
        copied = [_add_streams(output, source, part) for source, part in zip(sources, parts, strict=True)]
        # A broadcast's recording may start hours late; picture and sound stay together.
        start = min(Fraction(source.start_time or 0, av.time_base) for source in sources)
        for packet, stream in _in_order(sources, copied):
            _shift(packet, start)
            packet.stream = stream
            output.mux(packet)
    draft.replace(target)


def _entry(number: int, chapter: Chapter) -> "core.Chapter":
    """The shape that PyAV's `set_chapters` takes."""
    return {
        "id": number,
        "start": int(chapter.start / _MILLISECOND),
        "end": int(chapter.end / _MILLISECOND),
        "time_base": _MILLISECOND,
        "metadata": {"title": chapter.title},
    }


def _add_streams(output: OutputContainer, source: InputContainer, part: Part) -> dict[int, Stream]:
    """The output's stream for each stream of a source that people see or hear, by index."""
    copied: dict[int, Stream] = {}
    for stream in (*source.streams.video, *source.streams.audio):
        if not stream.disposition & Disposition.attached_pic:
            copied[stream.index] = output.add_stream_from_template(stream, opaque=True)
            if part.language and stream.type == "audio":
                copied[stream.index].metadata["language"] = part.language
    return copied


def _in_order(
    sources: Sequence[InputContainer], copied: Sequence[Mapping[int, Stream]]
) -> "Iterator[tuple[Packet[Any], Stream]]":
    """The packets of all sources by their time, so that none has to wait in memory for the others."""
    packets = (_packets(source, streams) for source, streams in zip(sources, copied, strict=True))
    for _, packet, stream in heapq.merge(*packets, key=lambda each: each[0]):
        yield packet, stream


def _packets(
    source: InputContainer, copied: Mapping[int, Stream]
) -> "Iterator[tuple[float, Packet[Any], Stream]]":
    for packet in source.demux([source.streams[index] for index in copied]):
        if packet.dts is not None and packet.time_base:  # the last one is an empty mark
            yield float(packet.dts * packet.time_base), packet, copied[packet.stream_index]


def _shift(packet: "Packet[Any]", start: Fraction) -> None:
    ticks = round(start / packet.time_base) if packet.time_base else 0
    packet.dts = None if packet.dts is None else packet.dts - ticks
    packet.pts = None if packet.pts is None else packet.pts - ticks
