"""Links as people paste them, taken apart: only those that lead to one of a platform's own sites."""

import re
from collections.abc import Container
from urllib.parse import SplitResult, urlsplit

from .errors import Code, Failure

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_MAX_LENGTH = 2048
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)

# Space, and the marks of writing direction that messengers put around a link in Persian text.
_AROUND = " \t\r\n\u00a0\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


def bare(text: str) -> str:
    """What was pasted, without what is around it."""
    return text.strip(_AROUND)


def page(text: str, sites: Container[str]) -> SplitResult:
    """A pasted link to one of the `sites`, in parts; `netloc` is one of them. The scheme may be missing.

    Raises Failure with `unsupported_url`.
    """
    link = bare(text)
    # urlsplit would silently drop some of these.
    if len(link) > _MAX_LENGTH or not link.isprintable() or " " in link or "\\" in link:
        raise Failure(Code.UNSUPPORTED_URL)
    try:
        parts = urlsplit(link if _SCHEME.match(link) else f"https://{link}")
    except ValueError as error:
        raise Failure(Code.UNSUPPORTED_URL) from error
    # Compared as a whole, so that neither credentials nor another port nor an odd spelling can hide in it.
    host = parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))
    if parts.scheme not in _DEFAULT_PORTS or host not in sites:
        raise Failure(Code.UNSUPPORTED_URL)
    return parts._replace(netloc=host)
