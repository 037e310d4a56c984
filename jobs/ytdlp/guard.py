"""yt-dlp with no way out but to the platform: every address is looked at, redirects included."""

import logging
import ssl
from collections.abc import Mapping
from typing import Any, ClassVar

import requests
from django.conf import settings
from yt_dlp import YoutubeDL
from yt_dlp.cookies import YoutubeDLCookieJar
from yt_dlp.downloader.external import FFmpegFD
from yt_dlp.networking._requests import RequestsRH
from yt_dlp.networking.exceptions import HTTPError, RequestError
from yt_dlp.postprocessor import FFmpegPostProcessor

from .. import media
from ..outbound import SOCKET_TIMEOUT_SECONDS, ForbiddenHostError, Guard, tls_context, without_delay
from .platform import Platform

logger = logging.getLogger(__name__)


class _GuardedRH(RequestsRH):  # type: ignore[misc]
    """yt-dlp's handler over `requests`, with the guard and the operator's own authority."""

    platform: ClassVar[Platform]

    def _create_instance(self, *args: Any, **options: Any) -> requests.Session:
        session: requests.Session = super()._create_instance(*args, **options)
        for prefix, adapter in list(session.adapters.items()):
            session.mount(prefix, Guard(without_delay(adapter), self.platform.allows))
        return session

    def _make_sslcontext(self, *args: Any, **options: Any) -> ssl.SSLContext:
        return tls_context()


class GuardedYtdlp(YoutubeDL):  # type: ignore[misc]
    """yt-dlp with a platform's extractors and no others, and no way out but the guarded one.

    `cookies` are an account's; without them it begins with none.
    """

    def __init__(
        self, platform: Platform, options: Mapping[str, Any], cookies: YoutubeDLCookieJar | None = None
    ) -> None:
        self._platform = platform
        # yt-dlp goes on without an answer, and complains in the end of something else.
        self.request_errors: list[RequestError] = []
        super().__init__({**_base_options(), **options}, auto_init=False)
        if cookies is not None:
            self.cookiejar = cookies
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
