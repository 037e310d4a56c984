"""yt-dlp's extractor of posts, made to hand out what Instagram said of a post, pictures included."""

import re
from typing import Any

from yt_dlp.extractor import instagram

from jobs import ytdlp
from jobs.errors import Code

from ..addresses import HOSTS


class InstagramIE(instagram.InstagramIE):  # type: ignore[misc]
    """Gives a list without entries, whose `item` is the post as Instagram's app gets it."""

    # Without this yt-dlp does not even try the query that tells most. The guard has only plain requests.
    _can_impersonate = True

    def _extract_product(self, product_info: Any, *_args: object, **_options: object) -> dict[str, Any]:
        item = product_info[0] if isinstance(product_info, list) else product_info
        return {"_type": "playlist", "id": str(item["pk"]), "entries": [], "item": item}


def _says(pattern: str, code: Code) -> tuple[re.Pattern[str], Code]:
    return re.compile(pattern, re.IGNORECASE), code


# The first match counts. The sentences are yt-dlp's (extractor/instagram.py) and Instagram's own.
_MESSAGES = [
    _says(r"HTTP Error 401|please wait|challenge_required|checkpoint_required", Code.UPSTREAM_BLOCKED),
    _says(
        r"redirected to the login page|registered users|need to log in|log in for access|unreachable"
        r"|restricted video|empty media response",
        Code.LOGIN_REQUIRED,
    ),
    # Signed in, Instagram says with 400 that there is no such post.
    _says(r"info extraction failed.*HTTP Error 40[04]|isn't available|not available|removed", Code.NOT_FOUND),
]

PLATFORM = ytdlp.Platform(extractors=[InstagramIE], hosts=HOSTS, messages=_MESSAGES)
