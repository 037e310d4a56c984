"""Where finished files live: `DATA_DIR/files/<id>`.

A file's key is the id of its row. No name, ours or a client's, ever becomes a path.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from .models import File

FOLDER = "files"


def relative_path(key: UUID) -> str:
    """Where a file is, seen from `DATA_DIR`."""
    return f"{FOLDER}/{key}"


def keep(path: Path, key: UUID) -> None:
    """Move a finished file here, in one step. Raises OSError, and then `path` is untouched."""
    target = _path(key)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.rename(target)


def open_file(key: UUID) -> BinaryIO:
    """A kept file for reading, unbuffered. Raises FileNotFoundError."""
    return _path(key).open("rb", buffering=0)


def exists(key: UUID) -> bool:
    """Whether a file's bytes are there."""
    return _path(key).exists()


def remove(key: UUID) -> None:
    """Delete a file's bytes, if they are there. Whoever is being sent them still gets them all."""
    _path(key).unlink(missing_ok=True)


def orphans(older_than: datetime) -> set[UUID]:
    """Keys of what was put here before `older_than` and belongs to no living row.

    A file comes here shortly before its row is written, so leave the newest ones alone.
    """
    # Disk first: a row written in between must not make its file an orphan.
    found = set(_keys_kept_before(older_than))
    return found - set(File.objects.alive().values_list("pk", flat=True))


def _keys_kept_before(moment: datetime) -> Iterator[UUID]:
    for path in Path(settings.DATA_DIR, FOLDER).glob("*"):
        with suppress(FileNotFoundError, ValueError):  # purged meanwhile; none of ours
            # The time of the rename: the time of the last write may be whatever the platform said.
            if path.stat().st_ctime < moment.timestamp():
                yield UUID(path.name)


def _path(key: UUID) -> Path:
    return Path(settings.DATA_DIR, relative_path(key))
