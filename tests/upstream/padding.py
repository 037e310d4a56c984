"""Bringing media files to an exact size with a hole that players skip.

The hole lies in front wherever positions allow it, so that a file that is cut short loses media, not zeros.
"""

import shutil
from pathlib import Path

EBML_HEADER_ID = b"\x1a\x45\xdf\xa3"
EBML_VOID_ID = b"\xec"
JPEG_START = b"\xff\xd8"
JPEG_COMMENT_BYTES = 2 + 0xFFFF
"""The largest comment, its marker included (ITU-T T.81, B.2.4.5)."""
EIGHT_BYTE_SIZE = 1 << 56
"""Marks an EBML size written in eight bytes (RFC 8794, section 4.1)."""


def pad_mp4(source: Path, target: Path, size_bytes: int) -> None:
    """Copy `source`, brought to `size_bytes` by a `free` box; raise ValueError if it is too large."""
    gap = _gap(source, size_bytes, smallest=16)
    # The 64-bit form of a box header (ISO/IEC 14496-12, 4.2), for holes of any size.
    hole = (1).to_bytes(4) + b"free" + gap.to_bytes(8) if gap else b""
    is_fragmented = b"mvex" in source.read_bytes()[:4096]
    # Sample positions count from the start of a progressive file: only a fragmented one bears a hole there.
    position = _first_box_bytes(source) if is_fragmented else source.stat().st_size
    _insert_hole(source, target, position, hole, gap)


def pad_webm(source: Path, target: Path, size_bytes: int) -> None:
    """Copy `source`, brought to `size_bytes` by a Void element; raise ValueError if it is too large."""
    gap = _gap(source, size_bytes, smallest=9)
    hole = EBML_VOID_ID + (EIGHT_BYTE_SIZE | gap - 9).to_bytes(8) if gap else b""
    # Positions inside a Segment count from its start: a hole before it moves none of them.
    _insert_hole(source, target, _ebml_header_bytes(source), hole, gap)


def pad_jpeg(source: Path, target: Path, size_bytes: int) -> None:
    """Copy `source`, brought to `size_bytes` by comments in front; raise ValueError if it cannot be."""
    content = source.read_bytes()
    if not content.startswith(JPEG_START):
        raise ValueError(f"{source.name} is not JPEG")
    gap = _gap(source, size_bytes, smallest=4)
    with target.open("wb") as writer:
        writer.write(JPEG_START)
        while gap:
            # None may be left for the last comment that is too small for one.
            size = gap if gap <= JPEG_COMMENT_BYTES else min(JPEG_COMMENT_BYTES, gap - 4)
            writer.write(b"\xff\xfe" + (size - 2).to_bytes(2))
            writer.write(bytes(size - 4))
            gap -= size
        writer.write(content[len(JPEG_START) :])


def _gap(source: Path, size_bytes: int, smallest: int) -> int:
    gap = size_bytes - source.stat().st_size
    if gap and gap < smallest:
        raise ValueError(f"{source.name} is {source.stat().st_size} bytes, too large for {size_bytes}")
    return gap


def _first_box_bytes(source: Path) -> int:
    with source.open("rb") as file:
        return int.from_bytes(file.read(4))


def _ebml_header_bytes(source: Path) -> int:
    """The length of the EBML header element, whose size ffmpeg writes in one byte or in eight."""
    with source.open("rb") as file:
        start = file.read(12)
    if not start.startswith(EBML_HEADER_ID):
        raise ValueError(f"{source.name} is not WebM")
    if start[4] == 1:
        return 12 + int.from_bytes(start[5:12])
    return 5 + (start[4] & 0x7F)


def _insert_hole(source: Path, target: Path, position: int, hole: bytes, gap: int) -> None:
    """Copy with `gap` bytes put in at `position`, of which `hole` are written and the others never stored."""
    with source.open("rb") as reader, target.open("wb") as writer:
        writer.write(reader.read(position))
        writer.write(hole)
        writer.seek(position + gap)
        shutil.copyfileobj(reader, writer)
        writer.truncate(source.stat().st_size + gap)
