"""The record of every request, which tests read and wait on."""

import threading
from collections.abc import Callable

from .messages import Kind, Request, Subject


class RequestLog:
    """A thread-safe list of requests; every change wakes those who wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._requests: list[Request] = []
        self._unexpected: list[Request] = []
        self._open_transfers = 0
        self._media_bytes_sent = 0

    @property
    def requests(self) -> list[Request]:
        """All requests so far, in the order they came."""
        with self._changed:
            return list(self._requests)

    @property
    def unexpected(self) -> list[Request]:
        """Those to a host or a path that nobody foresaw."""
        with self._changed:
            return list(self._unexpected)

    @property
    def open_transfers(self) -> int:
        """How many media files are being sent now."""
        with self._changed:
            return self._open_transfers

    @property
    def media_bytes_sent(self) -> int:
        """Bytes of media handed to clients since the start."""
        with self._changed:
            return self._media_bytes_sent

    def clear(self) -> None:
        """Forget the requests so far; the counts go on."""
        with self._changed:
            self._requests.clear()
            self._unexpected.clear()
            self._changed.notify_all()

    def came(self, request: Request, subject: Subject | None) -> None:
        """Record a request and what it is about."""
        with self._changed:
            request.subject = subject
            self._requests.append(request)
            if subject is None:
                self._unexpected.append(request)
            self._changed.notify_all()

    def answered(self, request: Request, status: int) -> None:
        """Record that an answer begins."""
        with self._changed:
            request.status = status
            self._open_transfers += request.is_transfer
            self._changed.notify_all()

    def sent(self, request: Request, size: int) -> None:
        """Record `size` more bytes of the body."""
        with self._changed:
            request.bytes_sent += size
            if request.kind is Kind.MEDIA:
                self._media_bytes_sent += size
            self._changed.notify_all()

    def finished(self, request: Request) -> None:
        """Record that no more of the answer will be sent, complete or not."""
        with self._changed:
            request.finished = True
            self._open_transfers -= request.is_transfer
            self._changed.notify_all()

    def wait_for(self, predicate: Callable[[], bool], timeout_seconds: float) -> None:
        """Return once `predicate()` holds, looked at after every change; raise TimeoutError otherwise."""
        with self._changed:
            if not self._changed.wait_for(predicate, timeout_seconds):
                raise TimeoutError(f"not seen within {timeout_seconds} s; {self._summary()}")

    def _summary(self) -> str:
        return f"{len(self._requests)} requests, {self._open_transfers} open transfers"
