"""What an exception of yt-dlp's means in our table of errors."""

import errno
import logging
import re
from collections.abc import Callable, Iterator, Sequence

import requests
from yt_dlp.networking.exceptions import HTTPError, RequestError
from yt_dlp.utils import ContentTooShortError, GeoRestrictedError, PostProcessingError

from ..errors import Code, Failure
from ..outbound import ForbiddenHostError
from ..transfer import BrokenError
from .platform import Platform

logger = logging.getLogger(__name__)

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Of a page only: a file that is missing has another address by now.
_GONE = re.compile(r"Unable to download (webpage|API page).*HTTP Error (404|410)")
# What HTTP lets a server say instead of a number of seconds is too rare to parse.
_RETRY_AFTER_MAX_SECONDS = 3600


class ExpiredError(Failure):
    """An address of media that no longer works; a new extraction has another one."""

    def __init__(self) -> None:
        super().__init__(Code.UPSTREAM_ERROR)


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
    if isinstance(cause, ForbiddenHostError):
        return Failure(Code.EXTRACTION_FAILED)
    if isinstance(cause, GeoRestrictedError):
        return Failure(Code.GEO_RESTRICTED)
    if isinstance(cause, HTTPError) and cause.status == 429:
        return Failure(Code.UPSTREAM_BLOCKED, retry_after_seconds=_retry_after(cause))
    return None


def _general(cause: BaseException) -> Failure | None:
    """Failures of transport and conversion, where no sentence said anything better."""
    if isinstance(cause, TimeoutError | requests.Timeout) or "timed out" in str(cause):
        return Failure(Code.UPSTREAM_TIMEOUT)
    if isinstance(cause, HTTPError) and cause.status in (403, 404, 410):
        return ExpiredError()
    if isinstance(cause, RequestError | BrokenError | ContentTooShortError | requests.ConnectionError):
        return Failure(Code.UPSTREAM_ERROR)
    if isinstance(cause, PostProcessingError):
        return Failure(Code.INCOMPLETE_DOWNLOAD)
    return None


def _retry_after(error: HTTPError) -> int | None:
    value = error.response.headers.get("Retry-After") or ""
    return min(int(value), _RETRY_AFTER_MAX_SECONDS) if value.isdecimal() else None
