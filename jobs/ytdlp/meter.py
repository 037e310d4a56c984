"""How far a download is, and whether there is room for it."""

import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from ..errors import Code, Failure
from ..providers import Progress


class Meter:
    """Adds up the progress of all files that make one item: picture and sound, a video and its audio file.

    `total_bytes` is what all of them have together; None where one does not say.
    """

    def __init__(self, progress: Callable[[Progress], None], total_bytes: int | None) -> None:
        self._progress = progress
        self._total_bytes = total_bytes
        self._lock = threading.Lock()
        self._downloaded: dict[str, int] = {}

    def __call__(self, status: Mapping[str, Any]) -> None:
        """yt-dlp's progress hook. Raises Failure where the limit or the disk is too small."""
        arrived = _arrived_bytes(status)
        with self._lock:
            self._downloaded[status["filename"]] = arrived
            downloaded = sum(self._downloaded.values())
        # What a platform says of a size is sometimes an estimate.
        total = max(self._total_bytes, downloaded) if self._total_bytes else None
        left = total - downloaded if total else 0
        ensure_allowed(arrived)
        _ensure_room(Path(status["filename"]), left)
        speed = int(status.get("speed") or 0)
        self._progress(
            Progress(
                downloaded_bytes=downloaded,
                total_bytes=total,
                speed_bytes=speed or None,
                eta_seconds=left // speed if left and speed else None,
            )
        )

    def of(self, path: Path) -> Callable[[int, int], None]:
        """What `transfer` tells of the bytes that have arrived of a file, and of their speed."""

        def report(arrived: int, speed: int) -> None:
            self(
                {"status": "downloading", "filename": str(path), "downloaded_bytes": arrived, "speed": speed}
            )

        return report


def _arrived_bytes(status: Mapping[str, Any]) -> int:
    """How much there is of a file; of one that an earlier attempt has finished only the whole is told."""
    finished = status["status"] == "finished"
    return (status.get("total_bytes") if finished else None) or status.get("downloaded_bytes") or 0


def _ensure_room(path: Path, left_bytes: int) -> None:
    """Raises Failure where the disk is too full for what is left to fetch."""
    if shutil.disk_usage(path.parent).free - left_bytes < settings.MIN_FREE_SPACE:
        raise Failure(Code.TOO_LARGE)


def chosen_formats(info: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The formats that make the download: picture and sound apart, or one with both."""
    return info.get("requested_formats") or [dict(info)]


def total_bytes(info: Mapping[str, Any]) -> int | None:
    """How large the chosen formats are together; None where one does not say."""
    sizes = [each.get("filesize") or each.get("filesize_approx") or 0 for each in chosen_formats(info)]
    return sum(sizes) if all(sizes) else None


def ensure_allowed(size_bytes: int | None) -> None:
    """Raises Failure where a file of this size is over the limit."""
    if (size_bytes or 0) > settings.MAX_FILE_SIZE:
        raise Failure(Code.TOO_LARGE)
