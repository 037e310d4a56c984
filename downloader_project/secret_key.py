"""The secret key of an installation that was given none: made once, kept beside the data."""

import os
import secrets
import tempfile
from pathlib import Path


def secret_key_in(folder: Path) -> str:
    """The key kept in `folder/secret_key`, made on first use.

    Several processes may start at once: each writes a key of its own, one of them becomes the file.
    """
    path = folder / "secret_key"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=folder) as draft:  # created with mode 0600
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            try:
                os.link(draft.name, path)
            except FileExistsError:
                pass
    return path.read_text()
