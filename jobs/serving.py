"""Sends finished files over HTTP: whole, or the one range that was asked for (RFC 9110)."""

import re
from typing import BinaryIO

from django.db import connection
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from . import storage
from .errors import Code, Failure, sentence
from .models import File

# What does not match (several ranges, another unit, nonsense) is ignored, as section 14.2 lets us.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


class UnsatisfiableRangeError(ValueError):
    """The file has none of the bytes asked for."""


class FilePart:
    """A bounded reader of an open file, which it closes."""

    def __init__(self, file: BinaryIO, part: range) -> None:
        self._file = file
        self._left = len(part)
        file.seek(part.start)

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end of the part."""
        block = self._file.read(min(size, self._left))
        self._left -= len(block)
        return block

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class FilePartResponse(FileResponse):
    """Reads a FilePart in blocks large enough for a fast network."""

    block_size = 1 << 20


def serve(request: HttpRequest, file: File) -> HttpResponseBase:
    """The answer to a GET or HEAD of a file: 200, 206, 304, 412 or 416. Raises Failure if it is gone."""
    response = get_conditional_response(request, _etag(file), _modified(file)) or _content(request, file)
    if response.status_code == 412:
        response = _refusal(412, _("This is not the file whose download was begun. Download it anew."))
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["ETag"] = _etag(file)
    response.headers["Last-Modified"] = http_date(_modified(file))
    return response


def parse_range(header: str, size: int) -> range | None:
    """`bytes=0-499`, `bytes=500-` or `bytes=-500` of `size` bytes; None for whatever may be ignored.

    Raises UnsatisfiableRangeError.
    """
    match = _RANGE.fullmatch(header.strip())
    first, last = match.groups() if match else ("", "")
    if not (first or last) or (first and last and int(first) > int(last)):
        return None
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if start >= stop:
        raise UnsatisfiableRangeError
    return range(start, stop)


def _content(request: HttpRequest, file: File) -> HttpResponseBase:
    try:
        part = _requested_range(request, file)
    except UnsatisfiableRangeError:
        refusal = _refusal(416, _("The header “Range” asks for what is beyond the end of the file."))
        refusal.headers["Content-Range"] = f"bytes */{file.size_bytes}"
        return refusal
    if part is None:
        return _send(file, range(file.size_bytes))
    response = _send(file, part)
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size_bytes}"
    return response


def _requested_range(request: HttpRequest, file: File) -> range | None:
    # Who resumes names the file it has the beginning of; of any other it needs the whole.
    resumable = (None, _etag(file), http_date(_modified(file)))
    if request.method != "GET" or request.headers.get("If-Range") not in resumable:
        return None
    return parse_range(request.headers.get("Range", ""), file.size_bytes)


def _send(file: File, part: range) -> FilePartResponse:
    try:
        body = FilePart(storage.open_file(file.pk), part)
    except FileNotFoundError as error:
        raise Failure(Code.FILE_EXPIRED) from error
    response = FilePartResponse(body, as_attachment=True, filename=file.name, content_type=file.content_type)
    response.headers["Content-Length"] = str(len(part))
    release_connection()
    return response


def release_connection() -> None:
    """Give the database connection back: a slow client may take hours."""
    if not connection.in_atomic_block:
        connection.close()


# The bytes of an id never change, while a name may come to mean another file.
def _etag(file: File) -> str:
    return f'"{file.pk.hex}"'


def _modified(file: File) -> int:
    return int(file.created_at.timestamp())


def _refusal(status: int, problem: Promise) -> Response:
    detail = sentence(Code.INVALID_REQUEST, {"problem": problem})
    return Response({"detail": detail, "code": Code.INVALID_REQUEST}, status=status)
