"""yt-dlp as a library: which hosts it may talk to, how it fetches, and what its errors mean.

Extractors are a platform's business: it hands in the ones it wants, and no other is ever loaded.
"""

import errno
import logging
import re
import shutil
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
from django.conf import settings
from yt_dlp import YoutubeDL
from yt_dlp.downloader.external import FFmpegFD
from yt_dlp.networking._requests import RequestsRH
from yt_dlp.networking.exceptions import HTTPError, RequestError
from yt_dlp.utils import (
    ContentTooShortError,
    GeoRestrictedError,
    PostProcessingError,
    YoutubeDLError,
)

from . import media
from .errors import Code, Failure
from .providers import Progress

logger = logging.getLogger(__name__)

# A server that has said nothing for so long is gone; what has arrived of a file is kept.
SOCKET_TIMEOUT_SECONDS = 15
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Of a page only: a file that is missing has another address by now.
_GONE = re.compile(r"Unable to download (webpage|API page).*HTTP Error (404|410)")
# What HTTP lets a server say instead of a number of seconds is too rare to parse.
_RETRY_AFTER_MAX_SECONDS = 3600


@dataclass(frozen=True)
class Platform:
    """What yt-dlp has to know of a platform.

    `hosts` are exact names; one with a leading dot stands for all names below it. `messages` tell what the
    extractors' sentences mean.
    """

    extractors: Sequence[type]
    hosts: Sequence[str]
    messages: Sequence[tuple[re.Pattern[str], Code]]

    def allows(self, url: str) -> bool:
        """Whether a request may go there."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme == "https" and any(
            host == allowed or (allowed.startswith(".") and host.endswith(allowed)) for allowed in self.hosts
        )


# --- asking ----------------------------------------------------------------------------------------


def extract(url: str, platform: Platform) -> dict[str, Any]:
    """What the platform says of a video, as yt-dlp's info dict before any format is chosen.

    It is made of JSON's types, so that it can be kept; its formats are sorted, the best last, and have the
    ids by which `choose` knows them. Raises Failure.
    """
    with _ytdlp(platform, {}) as ytdlp:
        info: dict[str, Any] = ytdlp.extract_info(url, download=False, process=False)
        if "formats" not in info:
            raise Failure(Code.EXTRACTION_FAILED)  # such as the address of a trailer in place of a film
        if info["formats"] == [] and ytdlp.request_errors:
            raise ytdlp.request_errors[-1]  # the extractor went on without the answer that mattered
    settled = choose(info, platform, {"ignore_no_formats_error": True, "check_formats": False})
    for each in settled["formats"]:
        each.pop("http_headers", None)  # made anew by who fetches, and so are cookies
        each.pop("cookies", None)
    # What is new in `settled` is about the formats chosen; a broadcast's title has got the time.
    kept = {name: settled[name] for name in info if name in settled}
    return _storable({**kept, "title": info.get("title") or settled["title"]})  # type: ignore[no-any-return]


def extract_list(url: str, platform: Platform) -> dict[str, Any]:
    """What the platform says of a list of videos, as yt-dlp's info dict.

    `entries` is a list of dicts of what the list itself tells of each. Raises Failure, with `not_a_playlist`
    where the address turns out to lead to a video.
    """
    with _ytdlp(platform, {}) as ytdlp:
        info: dict[str, Any] = ytdlp.extract_info(url, download=False, process=False)
        if info.get("_type") == "url":  # a channel has moved
            info = ytdlp.extract_info(info["url"], download=False, process=False, ie_key=info["ie_key"])
        if "entries" not in info:
            raise Failure(Code.NOT_A_PLAYLIST)
        info["entries"] = list(info["entries"])  # fetches page after page
    return _storable(info)  # type: ignore[no-any-return]


def read(url: str, platform: Platform, max_bytes: int) -> bytes:
    """A small document of the platform's. Raises Failure."""
    with _ytdlp(platform, {}, otherwise=Code.UPSTREAM_ERROR) as ytdlp, ytdlp.urlopen(url) as answer:
        content: bytes = answer.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise Failure(Code.EXTRACTION_FAILED)
    return content


def _storable(value: Any) -> Any:
    """The value in JSON's types, without what neither databases nor ffmpeg take, such as half an emoji."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {name: _storable(each) for name, each in value.items()}
    if isinstance(value, Iterable):
        return [_storable(each) for each in value]
    return value if isinstance(value, int | float) else None


def choose(info: Mapping[str, Any], platform: Platform, options: Mapping[str, Any]) -> dict[str, Any]:
    """The info dict of the formats that `options` choose of an extracted `info`, without fetching them.

    Raises Failure.
    """
    with _ytdlp(platform, options) as ytdlp:
        chosen: dict[str, Any] = ytdlp.process_ie_result(dict(info), download=False)
    return chosen


def download(
    info: Mapping[str, Any], platform: Platform, options: Mapping[str, Any], meter: "Meter"
) -> dict[str, Any]:
    """Fetch what `options` choose of an extracted `info`; returns the info dict with `requested_downloads`.

    `options` are yt-dlp's, made by a provider from constants: nothing of a client's gets in. Raises Failure.
    """
    hooked = {**options, "progress_hooks": [meter]}
    try:
        with _ytdlp(platform, hooked, otherwise=Code.UPSTREAM_ERROR) as ytdlp:
            done: dict[str, Any] = ytdlp.process_ie_result(dict(info), download=True)
    except Failure as failure:
        if failure.code not in (Code.INCOMPLETE_DOWNLOAD, Code.TOO_LARGE):
            raise
        raise _given_up(failure.code, Path(options["paths"]["home"])) from failure
    return done


def _given_up(code: Code, folder: Path) -> Failure:
    """Remove what is there: nobody can resume it, and a full disk stops the whole service.

    ffmpeg only says that it failed; that the disk was full can be seen.
    """
    is_full = shutil.disk_usage(folder).free <= settings.MIN_FREE_SPACE
    for path in folder.iterdir():
        path.unlink()
    return Failure(Code.TOO_LARGE if is_full else code)


@contextmanager
def _ytdlp(
    platform: Platform, options: Mapping[str, Any], *, otherwise: Code = Code.EXTRACTION_FAILED
) -> Iterator[YoutubeDL]:
    """yt-dlp whose exceptions become failures; those that nothing explains become `otherwise`."""
    with _GuardedYtdlp(platform, {**_base_options(), **options}) as ytdlp:
        try:
            yield ytdlp
        except (YoutubeDLError, OSError) as error:
            raise explain(error, platform, ytdlp.request_errors, otherwise) from error


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


class Meter:
    """Adds up the progress of all files that make one item: picture and sound, a video and its audio file.

    `total_bytes` is what all of them have together; None where one does not say.
    """

    def __init__(self, progress: Callable[[Progress], None], total_bytes: int | None) -> None:
        self._progress = progress
        self._total_bytes = total_bytes
        self._lock = threading.Lock()
        self._downloaded: dict[str, int] = {}

    def __call__(self, status: Mapping[str, Any]) -> None:
        """yt-dlp's progress hook. Raises Failure where the limit or the disk is too small."""
        arrived = _arrived_bytes(status)
        with self._lock:
            self._downloaded[status["filename"]] = arrived
            downloaded = sum(self._downloaded.values())
        # What a platform says of a size is sometimes an estimate.
        total = max(self._total_bytes, downloaded) if self._total_bytes else None
        left = total - downloaded if total else 0
        ensure_allowed(arrived)
        _ensure_room(Path(status["filename"]), left)
        speed = int(status.get("speed") or 0)
        self._progress(
            Progress(
                downloaded_bytes=downloaded,
                total_bytes=total,
                speed_bytes=speed or None,
                eta_seconds=left // speed if left and speed else None,
            )
        )


def _arrived_bytes(status: Mapping[str, Any]) -> int:
    """How much there is of a file; of one that an earlier attempt has finished only the whole is told."""
    finished = status["status"] == "finished"
    return (status.get("total_bytes") if finished else None) or status.get("downloaded_bytes") or 0


def _ensure_room(path: Path, left_bytes: int) -> None:
    """Raises Failure where the disk is too full for what is left to fetch."""
    if shutil.disk_usage(path.parent).free - left_bytes < settings.MIN_FREE_SPACE:
        raise Failure(Code.TOO_LARGE)


def chosen_formats(info: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The formats that make the download: picture and sound apart, or one with both."""
    return info.get("requested_formats") or [dict(info)]


def total_bytes(info: Mapping[str, Any]) -> int | None:
    """How large the chosen formats are together; None where one does not say."""
    sizes = [each.get("filesize") or each.get("filesize_approx") or 0 for each in chosen_formats(info)]
    return sum(sizes) if all(sizes) else None


def ensure_allowed(size_bytes: int | None) -> None:
    """Raises Failure where a file of this size is over the limit."""
    if (size_bytes or 0) > settings.MAX_FILE_SIZE:
        raise Failure(Code.TOO_LARGE)


# --- only to the platform --------------------------------------------------------------------------


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
            session.mount(prefix, _Guard(adapter, self.platform))
        return session

    def _make_sslcontext(self, *args: Any, **options: Any) -> ssl.SSLContext:
        context: ssl.SSLContext = super()._make_sslcontext(*args, **options)
        if settings.OUTBOUND_CA_BUNDLE:
            context.load_verify_locations(settings.OUTBOUND_CA_BUNDLE)
        return context


class _GuardedYtdlp(YoutubeDL):  # type: ignore[misc]
    """yt-dlp with a platform's extractors and no others, and no way out but the guarded one."""

    def __init__(self, platform: Platform, options: Mapping[str, Any]) -> None:
        self._platform = platform
        # yt-dlp goes on without an answer, and complains in the end of something else.
        self.request_errors: list[RequestError] = []
        super().__init__(dict(options), auto_init=False)
        for extractor in platform.extractors:
            self.add_info_extractor(extractor())

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


# --- what went wrong -------------------------------------------------------------------------------


def explain(
    error: BaseException, platform: Platform, request_errors: Sequence[RequestError], otherwise: Code
) -> Failure:
    """The failure behind an exception of yt-dlp's: what the network did, else what the platform said.

    Where the exception tells neither, the requests that failed before it do.
    """
    causes = list(_causes(error))
    text = " ".join(str(cause) for cause in causes)
    failure = (
        _first(_known, causes)
        or _said(text, platform)
        or _first(_general, causes)
        or _first(_known, request_errors)
        or _first(_general, request_errors)
    )
    if failure is None:
        logger.warning("yt-dlp said something new: %s", text)
        return Failure(otherwise)
    return failure


def _first(
    explanation: Callable[[BaseException], Failure | None], errors: Sequence[BaseException]
) -> Failure | None:
    return next((failure for error in errors if (failure := explanation(error))), None)


def _said(text: str, platform: Platform) -> Failure | None:
    messages = [*platform.messages, (_GONE, Code.NOT_FOUND)]
    return next((Failure(code) for pattern, code in messages if pattern.search(text)), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that led to it, the way yt-dlp and Python keep them."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        exc_info = getattr(cause, "exc_info", None) or (None, None)
        waiting += [exc_info[1], getattr(cause, "cause", None), cause.__cause__, cause.__context__]


def _known(cause: BaseException) -> Failure | None:
    """Failures that need no reading of sentences."""
    if isinstance(cause, Failure):
        return cause
    if isinstance(cause, OSError) and cause.errno in _DISK_FULL:
        return Failure(Code.TOO_LARGE)
    if isinstance(cause, GeoRestrictedError):
        return Failure(Code.GEO_RESTRICTED)
    if isinstance(cause, HTTPError) and cause.status == 429:
        return Failure(Code.UPSTREAM_BLOCKED, retry_after_seconds=_retry_after(cause))
    return None


def _general(cause: BaseException) -> Failure | None:
    """Failures of transport and conversion, where no sentence said anything better."""
    if isinstance(cause, TimeoutError | requests.Timeout) or "timed out" in str(cause):
        return Failure(Code.UPSTREAM_TIMEOUT)
    if isinstance(cause, ForbiddenHostError):
        return Failure(Code.EXTRACTION_FAILED)
    if isinstance(cause, RequestError | ContentTooShortError | requests.ConnectionError):
        return Failure(Code.UPSTREAM_ERROR)
    if isinstance(cause, PostProcessingError):
        return Failure(Code.INCOMPLETE_DOWNLOAD)
    return None


def _retry_after(error: HTTPError) -> int | None:
    value = error.response.headers.get("Retry-After") or ""
    return min(int(value), _RETRY_AFTER_MAX_SECONDS) if value.isdecimal() else None


def output_folder(folder: Path, stem: str) -> dict[str, Any]:
    """Options that put what is made into `folder`, under a name of ours: titles never become paths."""
    return {"paths": {"home": str(folder)}, "outtmpl": {"default": f"{stem}.%(ext)s"}}


def finished_file(done: Mapping[str, Any]) -> Path:
    """Where a download's one file is. Raises Failure when there is none."""
    downloads = done.get("requested_downloads") or []
    if len(downloads) != 1 or not downloads[0].get("filepath"):
        raise Failure(Code.INCOMPLETE_DOWNLOAD)
    return Path(downloads[0]["filepath"])
