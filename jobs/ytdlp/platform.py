"""What yt-dlp has to know of a platform."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..errors import Code


@dataclass(frozen=True)
class Platform:
    """`extractors` are the only ones that are loaded.

    `hosts` are exact names; one with a leading dot stands for all names below it. `messages` tell what the
    extractors' sentences mean.
    """

    extractors: Sequence[type[Any]]
    hosts: Sequence[str]
    messages: Sequence[tuple[re.Pattern[str], Code]]

    def allows(self, url: str) -> bool:
        """Whether a request may go there."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme == "https" and any(
            host == allowed or (allowed.startswith(".") and host.endswith(allowed)) for allowed in self.hosts
        )
