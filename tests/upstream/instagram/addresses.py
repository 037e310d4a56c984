"""Addresses on Instagram's CDN: what a file is stands in them, and they expire."""

import re
import threading
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..media import Container, Media, MediaStore, Picture, PictureCodec, SoundCodec
from ..messages import FileAnswer, Request

PICTURE_HOST = "scontent-sample1-1.cdninstagram.com"
VIDEO_HOST = "instagram.fsample1-1.fna.fbcdn.net"
LIFETIME_SECONDS = 3 * 24 * 3600
_FILE_NAME = re.compile(
    r"(?P<name>.+?)(?:-(?P<seconds>[\d.]+)s)?(?:_(?P<width>\d+)x(?P<height>\d+))?\.(?P<extension>\w+)"
)
_CONTENT_TYPES = {"jpg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4", "m4a": "audio/mp4"}


class Parts(StrEnum):
    """What of a video a file has."""

    BOTH = "both"
    PICTURE = "picture"
    SOUND = "sound"


@dataclass(frozen=True)
class CdnFile:
    """One file on the CDN; `seconds` is None of a still picture."""

    name: str
    extension: str
    width: int = 0
    height: int = 0
    seconds: float | None = None
    parts: Parts = Parts.BOTH
    size_bytes: int | None = None

    @property
    def file_name(self) -> str:
        """The last part of its path, which says how long and how large it is."""
        seconds = f"-{self.seconds}s" if self.seconds is not None else ""
        size = f"_{self.width}x{self.height}" if self.width else ""
        return f"{self.name}{seconds}{size}.{self.extension}"

    def media(self, seconds_at_most: float | None = None) -> Media:
        """What is in the file of a video."""
        seconds = self.seconds or 0.0
        if seconds_at_most is not None:
            seconds = min(seconds, seconds_at_most)
        sound = SoundCodec.AAC if self.parts is not Parts.PICTURE else None
        if self.parts is Parts.SOUND:
            return Media(Container.MP4, seconds, self.size_bytes, sound=sound)
        picture = Picture(PictureCodec.H264, self.width, self.height)
        return Media(Container.MP4, seconds, self.size_bytes, picture, sound)

    def answer(self, store: MediaStore, seconds_at_most: float | None = None) -> FileAnswer:
        """The file itself, of `seconds_at_most` if it is a video."""
        if self.seconds is None:
            path = store.image(self.width, self.height, self.extension, self.size_bytes)
        else:
            path = store.path(self.media(seconds_at_most))
        return FileAnswer(path, _CONTENT_TYPES[self.extension])


class Addresses:
    """Issues addresses and knows which are still good.

    An address carries the time it expires at in `oe`, as Instagram's do, and in `oh` how often all addresses
    had been expired before it was issued.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation = 1

    def expire_all(self) -> None:
        """Refuse every address issued so far."""
        with self._lock:
            self._generation += 1

    def is_good(self, query: Mapping[str, str]) -> bool:
        """Whether an address with these parameters is still to be answered."""
        in_time = int(query.get("oe", "0"), 16) > time.time()
        return in_time and query.get("oh") == self._signature

    def issue(self, file: CdnFile, code: str) -> str:
        """A new address of a file of a post, a story or a person."""
        folder, host = ("v/t51.2885-15", PICTURE_HOST) if file.seconds is None else ("o1/v/t16", VIDEO_HOST)
        address = f"https://{host}/{folder}/{file.file_name}"
        return self.renewed(address, code, file.parts, file.size_bytes)

    def renewed(
        self, address: str, code: str, parts: Parts = Parts.BOTH, size_bytes: int | None = None
    ) -> str:
        """`address` as if it were issued now for what `code` names."""
        size = {} if size_bytes is None else {"size": str(size_bytes)}
        expires = f"{int(time.time()) + LIFETIME_SECONDS:X}"
        parameters = {"of": code, "parts": str(parts), **size, "oh": self._signature, "oe": expires}
        return urllib.parse.urlsplit(address)._replace(query=urllib.parse.urlencode(parameters)).geturl()

    @property
    def _signature(self) -> str:
        with self._lock:
            return f"00_Af{self._generation:04}"


def file_of(request: Request) -> CdnFile | None:
    """The file that a request to the CDN asks for; None when there can be none of that name."""
    match = _FILE_NAME.fullmatch(urllib.parse.unquote(request.path).rpartition("/")[2])
    if match is None or match["extension"] not in _CONTENT_TYPES:
        return None
    size = request.query.get("size")
    parts = Parts.SOUND if match["extension"] == "m4a" else Parts(request.query.get("parts", Parts.BOTH))
    return CdnFile(
        name=match["name"],
        extension=match["extension"],
        width=int(match["width"] or 0),
        height=int(match["height"] or 0),
        seconds=float(match["seconds"]) if match["seconds"] else None,
        parts=parts,
        size_bytes=int(size) if size else None,
    )
