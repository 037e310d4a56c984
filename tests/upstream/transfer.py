"""Sending a body at the pace, and with the faults, that were asked for."""

import select
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .behaviour import Behaviour

BLOCK_BYTES = 512 * 1024
"""Large enough that TLS, not Python, bounds the speed of an unthrottled transfer."""

PACES_PER_SECOND = 20
"""A throttled transfer sends a block this often, so that it looks steady."""

POLL_SECONDS = 0.1


class ConnectionCutError(Exception):
    """The connection is to be closed in the middle of an answer."""


class Source(Protocol):
    """Where the bytes of a body come from; files and buffers are such."""

    def readinto(self, block: memoryview, /) -> int | None:
        """Fill `block` as far as there are bytes and return how many these are."""


@dataclass(frozen=True)
class Transfer:
    """One body on its way to one client."""

    connection: socket.socket
    behaviour: Behaviour
    rate: Callable[[], float | None]
    """Bytes per second at this moment, so that it can be changed on the way; None for as fast as possible."""
    closing: threading.Event
    """Set when the stand-in is closed."""
    sent: Callable[[int], None]
    """Told the size of every block."""

    def send(self, source: Source, length: int) -> None:
        """Send `length` bytes of `source`; raise ConnectionCutError when the behaviour ends it before."""
        limits = (self.behaviour.cut_after_bytes, self.behaviour.stall_after_bytes)
        limit = min((each for each in limits if each is not None), default=length)
        self._send_paced(source, min(limit, length))
        if limit < length:
            if limit == self.behaviour.stall_after_bytes:
                self._stall()
            raise ConnectionCutError

    def _send_paced(self, source: Source, length: int) -> None:
        block = memoryview(bytearray(min(BLOCK_BYTES, max(length, 1))))
        due_at = time.monotonic()
        while length > 0:
            rate = self.rate()
            size = source.readinto(block[: min(length, self._block_bytes(rate))])
            if not size:
                raise ConnectionCutError
            self.connection.sendall(block[:size])
            self.sent(size)
            length -= size
            due_at = self._pause(due_at, size, rate)

    def _block_bytes(self, rate: float | None) -> int:
        return BLOCK_BYTES if rate is None else min(BLOCK_BYTES, max(1, int(rate / PACES_PER_SECOND)))

    def _pause(self, due_at: float, size: int, rate: float | None) -> float:
        """Wait until the next block is due and return when that was; raise when the stand-in is closed."""
        now = time.monotonic()
        if rate is None:
            return now
        due_at = max(due_at, now - 1 / PACES_PER_SECOND) + size / rate
        if self.closing.wait(max(0.0, due_at - now)):
            raise ConnectionCutError
        return due_at

    def _stall(self) -> None:
        while not self.closing.is_set():
            readable, _, _ = select.select([self.connection], [], [], POLL_SECONDS)
            # A client that waits for an answer sends nothing: what can be read now is its leaving.
            if readable:
                return
