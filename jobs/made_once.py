"""Text that is made on a first start and kept in a file ever after."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def made_once(path: Path, make: Callable[[], str]) -> str:
    """The text in `path`, made on first use; only the owner may read the file.

    Several processes may start at once: each writes a draft of its own, one of them becomes the file.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:  # created with mode 0600
            draft.write(make())
            draft.flush()
            with contextlib.suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text()
