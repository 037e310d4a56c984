"""yt-dlp with no way out but to the platform: every address is looked at, redirects included."""

import functools
import logging
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
from django.conf import settings
from urllib3.connection import HTTPConnection
from yt_dlp import YoutubeDL
from yt_dlp.downloader.external import FFmpegFD
from yt_dlp.networking._requests import RequestsRH
from yt_dlp.networking.exceptions import HTTPError, RequestError
from yt_dlp.postprocessor import FFmpegPostProcessor

from .. import media
from .platform import Platform

logger = logging.getLogger(__name__)

# A server that has said nothing for so long is gone; what has arrived of a file is kept.
SOCKET_TIMEOUT_SECONDS = 15


class ForbiddenHostError(RequestError):  # type: ignore[misc]
    """A request was about to go to a host that is not the platform's."""


class _Guard(requests.adapters.BaseAdapter):
    """Looks at every address before anything is sent there, redirects included."""

    def __init__(self, adapter: requests.adapters.BaseAdapter, platform: Platform) -> None:
        super().__init__()
        self._adapter = adapter
        self._platform = platform

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        if not self._platform.allows(request.url or ""):
            raise ForbiddenHostError(f"refused to ask {urlsplit(request.url or '').hostname}")
        return self._adapter.send(request, *args, **options)

    def close(self) -> None:
        self._adapter.close()


class _GuardedRH(RequestsRH):  # type: ignore[misc]
    """yt-dlp's handler over `requests`, with the guard and the operator's own authority."""

    platform: ClassVar[Platform]

    def _create_instance(self, *args: Any, **options: Any) -> requests.Session:
        session: requests.Session = super()._create_instance(*args, **options)
        for prefix, adapter in list(session.adapters.items()):
            session.mount(prefix, _Guard(_without_delay(adapter), self.platform))
        return session

    def _make_sslcontext(self, *args: Any, **options: Any) -> ssl.SSLContext:
        own_authorities = settings.OUTBOUND_CA_BUNDLE
        if own_authorities not in _tls_contexts:
            context: ssl.SSLContext = super()._make_sslcontext(*args, **options)
            if own_authorities:
                context.load_verify_locations(own_authorities)
            _tls_contexts[own_authorities] = context
        return _tls_contexts[own_authorities]


def _without_delay(adapter: Any) -> requests.adapters.BaseAdapter:
    """Send at once through a proxy too, where urllib3 leaves Nagle's algorithm on: each POST waits 40 ms."""
    adapter.proxy_manager_for = functools.partial(
        adapter.proxy_manager_for, socket_options=HTTPConnection.default_socket_options
    )
    return adapter  # type: ignore[no-any-return]


# For all connections of a process and its forks: reading the authorities takes longer than a request.
_tls_contexts: dict[Path | str | None, ssl.SSLContext] = {}


class GuardedYtdlp(YoutubeDL):  # type: ignore[misc]
    """yt-dlp with a platform's extractors and no others, and no way out but the guarded one."""

    def __init__(self, platform: Platform, options: Mapping[str, Any]) -> None:
        self._platform = platform
        # yt-dlp goes on without an answer, and complains in the end of something else.
        self.request_errors: list[RequestError] = []
        super().__init__({**_base_options(), **options}, auto_init=False)
        for extractor in platform.extractors:
            self.add_info_extractor(extractor())

    def warm_up(self) -> None:
        """Read certificates, compile patterns, ask ffmpeg for its version: whoever forks has it."""
        for handler in self._request_director.handlers.values():
            handler._make_sslcontext()
        for extractor in self._platform.extractors:
            extractor.suitable("")
        _ = FFmpegPostProcessor(self).available

    def build_request_director(self, handlers: object, preferences: object = None) -> Any:
        handler = type("GuardedRH", (_GuardedRH,), {"platform": self._platform})
        return super().build_request_director([handler], preferences)

    def urlopen(self, request: Any) -> Any:
        try:
            return super().urlopen(request)
        except RequestError as error:
            self.request_errors.append(error)
            if isinstance(error, HTTPError):
                self.add_close_hook(error.close)  # its answer would keep the connection
            raise


def _refuse(*_: Any) -> None:
    raise ForbiddenHostError("ffmpeg gets files, never an address")


# yt-dlp hands streams that it cannot fetch itself to ffmpeg, which would go anywhere.
FFmpegFD.real_download = _refuse


def _base_options() -> dict[str, Any]:
    return {
        "quiet": True,
        "no_warnings": True,
        "noprogress": True,
        "logger": _Log(),
        "proxy": settings.OUTBOUND_PROXY or "",  # "": not even the proxy that the environment names
        "socket_timeout": SOCKET_TIMEOUT_SECONDS,
        "retries": 3,
        "fragment_retries": 3,
        # A stream with a hole in it looks complete.
        "skip_unavailable_fragments": False,
        "extractor_retries": 1,
        "noplaylist": True,
        "updatetime": False,
        "cachedir": str(settings.DATA_DIR / "cache"),
        "ffmpeg_location": str(media.ffmpeg().parent),
    }


class _Log:
    """yt-dlp's lines, which are for developers: what a person is told comes from the table of errors."""

    def debug(self, message: str) -> None:
        logger.debug(message)

    info = warning = error = debug
