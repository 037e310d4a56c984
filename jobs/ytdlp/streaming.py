"""Reads what was chosen in order, for who watches while it arrives: nothing of it is kept."""

import contextlib
from collections.abc import Generator, Mapping
from typing import Any

from django.conf import settings

from .. import transfer
from ..errors import Code
from ..transfer import RemoteFile, Stop, StoppedError
from .asking import explained
from .downloading import opener
from .guard import GuardedYtdlp
from .meter import chosen_formats
from .platform import Platform


class Track:
    """One file of a video; `container` is its kind, in ffmpeg's words."""

    def __init__(self, chosen: Mapping[str, Any], platform: Platform, connections: int) -> None:
        self.container: str = chosen["ext"]
        self._file = RemoteFile(chosen["url"], chosen.get("filesize"), chosen.get("http_headers") or {})
        self._platform = platform
        self._connections = connections
        self._stop = Stop()

    def blocks(self) -> Generator[bytes, None, None]:
        """Its bytes from the beginning, once. Raises Failure."""
        client = GuardedYtdlp(self._platform, {})
        with contextlib.suppress(StoppedError), explained(client, self._platform, Code.UPSTREAM_ERROR):
            yield from transfer.in_order(self._file, self._connections, opener(client), self._stop)

    def stop(self) -> None:
        """End `blocks` at once; from any thread."""
        self._stop.set()


def tracks(info: Mapping[str, Any], platform: Platform) -> list[Track]:
    """The files of the formats that were chosen, all of them plain; picture first, as yt-dlp has them."""
    picture, *sound = chosen_formats(info)
    for_picture = max(1, settings.CONNECTIONS_PER_DOWNLOAD - len(sound))
    return [Track(picture, platform, for_picture), *(Track(each, platform, 1) for each in sound)]
