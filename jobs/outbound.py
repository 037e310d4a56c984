"""The way out to a platform: every address is looked at before anything is sent there, redirects included.

Made of yt-dlp's parts over `requests`, which know all kinds of proxies.
"""

import functools
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import BaseAdapter
from urllib3.connection import HTTPConnection
from yt_dlp.networking._helper import make_ssl_context
from yt_dlp.networking._requests import RequestsHTTPAdapter

# A server that has said nothing for so long is gone; what has arrived of a file is kept.
SOCKET_TIMEOUT_SECONDS = 15


class ForbiddenHostError(requests.RequestException):
    """A request was about to go to a host that is not the platform's."""


class Guard(BaseAdapter):
    """Hands a request on to an adapter only if its address is allowed."""

    def __init__(self, adapter: BaseAdapter, allows: Callable[[str], bool]) -> None:
        super().__init__()
        self._adapter = adapter
        self._allows = allows

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        if not self._allows(request.url or ""):
            raise ForbiddenHostError(f"refused to ask {urlsplit(request.url or '').hostname}")
        return self._adapter.send(request, *args, **options)

    def close(self) -> None:
        self._adapter.close()


def adapter(allows: Callable[[str], bool]) -> Guard:
    """A guarded adapter that trusts the operator's own authority too."""
    return Guard(without_delay(RequestsHTTPAdapter(ssl_context=tls_context())), allows)


def lead(session: requests.Session, guarded: Guard) -> None:
    """Leave a session no other way out than this one, through the operator's proxy if there is one."""
    session.adapters.clear()
    session.mount("https://", guarded)
    session.mount("http://", guarded)
    session.trust_env = False  # not even the proxy that the environment names
    session.proxies = {"all": settings.OUTBOUND_PROXY} if settings.OUTBOUND_PROXY else {}


def tls_context() -> ssl.SSLContext:
    """The public authorities and the operator's own; read once for a process and its forks.

    Reading them takes longer than a request. The operator's are read anew when their file has changed.
    """
    own_authorities = settings.OUTBOUND_CA_BUNDLE
    return _tls_context(own_authorities, Path(own_authorities).stat().st_mtime_ns if own_authorities else 0)


@functools.cache
def _tls_context(own_authorities: Path | str | None, _modified_ns: int) -> ssl.SSLContext:
    context: ssl.SSLContext = make_ssl_context(use_certifi=True)
    if own_authorities:
        context.load_verify_locations(own_authorities)
    return context


def without_delay(adapter: Any) -> BaseAdapter:
    """Send at once through a proxy too, where urllib3 leaves Nagle's algorithm on: each POST waits 40 ms."""
    adapter.proxy_manager_for = functools.partial(
        adapter.proxy_manager_for, socket_options=HTTPConnection.default_socket_options
    )
    return adapter  # type: ignore[no-any-return]
