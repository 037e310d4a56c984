"""Which part of a file a request asks for (RFC 9110, section 14), and googlevideo's own `range` parameter."""

import re
from dataclasses import dataclass, field

from .messages import FileAnswer, Request


@dataclass(frozen=True)
class Part:
    """A part of a file and how it is announced."""

    status: int
    start: int
    length: int
    headers: dict[str, str] = field(default_factory=dict)


def requested_part(request: Request, answer: FileAnswer, size: int, *, ignore_range: bool) -> Part:
    """The part of a file of `size` bytes to send; a range that cannot be met has status 416 and no bytes."""
    if ignore_range:
        return Part(200, 0, size)
    if answer.parameter_range is not None:
        # yt-dlp asks for one byte past the end with its last range.
        start, stop = _bounds(answer.parameter_range, size) or (0, size)
        return Part(200, start, stop - start)
    header = request.headers.get("range")
    if header is None:
        return Part(200, 0, size)
    bounds = _bounds(header.removeprefix("bytes="), size)
    if bounds is None:
        return Part(416, 0, 0, {"Content-Range": f"bytes */{size}"})
    start, stop = bounds
    return Part(206, start, stop - start, {"Content-Range": f"bytes {start}-{stop - 1}/{size}"})


def _bounds(text: str, size: int) -> tuple[int, int] | None:
    """First byte and the byte after the last of `a-b`, `a-` or `-n`; None when the file has none of them."""
    match = re.fullmatch(r"(\d*)-(\d*)", text)
    if match is None or match[0] == "-":
        return None
    if not match[1]:
        return max(0, size - int(match[2])), size
    start = int(match[1])
    stop = min(size, int(match[2]) + 1) if match[2] else size
    return (start, stop) if start < stop else None
