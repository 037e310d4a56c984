"""Pictures from the platforms, fetched for viewers, so that their browsers ask nobody but this server."""

import contextlib
import hashlib
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from http.cookiejar import DefaultCookiePolicy
from typing import TypeAlias
from urllib.parse import urlsplit

import requests
import urllib3
from django.conf import settings
from django.core.cache import caches
from yt_dlp.utils.networking import std_headers

from . import outbound
from .errors import Code, Failure
from .providers import picture_hosts

MAX_BYTES = 5 << 20
KEPT_SECONDS = 86_400
# The cache holds a number of pictures (settings.CACHES), so large ones are left to browsers' caches.
MAX_KEPT_BYTES = 1 << 20
PATIENCE_SECONDS = 10
SILENCE_SECONDS = 5
BLOCK_BYTES = 1 << 16
MAX_REDIRECTS = 3
# In each web process: there shall be threads left for everything else.
MAX_FETCHES = 8
# A list shows dozens of pictures at once, and a browser does not ask again for one that was refused.
QUEUE_SECONDS = 5
BUSY_SECONDS = 5

_HOST = re.compile(r"[a-z0-9.-]+")
# What each kind begins with, and how browsers call it. SVG is none of them: it can contain scripts.
_KINDS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb".{4}ftypavi[fs]", re.DOTALL), "image/avif"),
)
# An address of Instagram's that is too old is answered with 403.
_REFUSALS = {
    403: Code.NOT_FOUND,
    404: Code.NOT_FOUND,
    410: Code.NOT_FOUND,
    429: Code.UPSTREAM_BLOCKED,
}
_fetches = threading.BoundedSemaphore(MAX_FETCHES)

_WayOut: TypeAlias = tuple[object, object]


@dataclass(frozen=True)
class Picture:
    """A whole picture; `content_type` is what its bytes say."""

    content: bytes
    content_type: str

    @cached_property
    def etag(self) -> str:
        """The same for the same bytes."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


def is_address(url: str) -> bool:
    """Whether a platform keeps its pictures there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # Compared as a whole, so that neither credentials nor another port can hide in it.
    host = parts.netloc.lower()
    return parts.scheme == "https" and bool(_HOST.fullmatch(host)) and _is_platforms(host)


def fetch(url: str) -> Picture:
    """The picture at an address for which `is_address` holds, kept or fetched. Raises Failure."""
    key = hashlib.sha256(f"{settings.OUTBOUND_PROXY}\n{url}".encode()).hexdigest()
    kept: Picture | None = caches["pictures"].get(key)
    if kept is None:
        kept = _ask(url)
        if len(kept.content) <= MAX_KEPT_BYTES:
            with contextlib.suppress(OSError):  # the disk is full
                caches["pictures"].set(key, kept, KEPT_SECONDS)
    return kept


def _is_platforms(host: str) -> bool:
    return any(
        host == allowed or (allowed.startswith(".") and host.endswith(allowed)) for allowed in picture_hosts()
    )


def _ask(url: str) -> Picture:
    try:
        with _turn(), _session(_way_out()).get(url, stream=True, timeout=SILENCE_SECONDS) as response:
            return _picture(response)
    except outbound.ForbiddenHostError as error:
        raise Failure(Code.EXTRACTION_FAILED) from error
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise Failure(Code.UPSTREAM_TIMEOUT) from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise Failure(Code.UPSTREAM_ERROR) from error


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    if not _fetches.acquire(timeout=QUEUE_SECONDS):
        raise Failure(Code.BUSY, retry_after_seconds=BUSY_SECONDS)
    try:
        yield
    finally:
        _fetches.release()


def _picture(response: requests.Response) -> Picture:
    if response.status_code != 200:
        raise Failure(_REFUSALS.get(response.status_code, Code.UPSTREAM_ERROR))
    content = _content(response)
    content_type = next((name for beginning, name in _KINDS if beginning.match(content)), None)
    if content_type is None:
        raise Failure(Code.EXTRACTION_FAILED)
    return Picture(content, content_type)


def _content(response: requests.Response) -> bytes:
    """All of the body, as it comes: compressed it would be no picture, and might unfold without end."""
    until = time.monotonic() + PATIENCE_SECONDS
    content = bytearray()
    # Unlike `read`, `read1` returns what is there, however slowly it comes.
    while block := response.raw.read1(BLOCK_BYTES, decode_content=False):
        content += block
        if len(content) > MAX_BYTES:
            raise Failure(Code.TOO_LARGE)
        if time.monotonic() > until:
            raise Failure(Code.UPSTREAM_TIMEOUT)
    return bytes(content)


def _way_out() -> _WayOut:
    return settings.OUTBOUND_PROXY, settings.OUTBOUND_CA_BUNDLE


@cache
def _session(_: _WayOut) -> requests.Session:
    """One for all threads, so that connections are used again; it has no cookies and keeps none."""
    session = requests.Session()
    outbound.lead(session, outbound.adapter(is_address))
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.max_redirects = MAX_REDIRECTS
    session.headers.update(
        {"User-Agent": std_headers["User-Agent"], "Accept": "image/*", "Accept-Encoding": "identity"}
    )
    return session
