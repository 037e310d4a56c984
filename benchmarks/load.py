"""A client that is cheaper than what it measures: connections that are kept open, and no parsing of answers."""

import selectors
import socket
import time
from dataclasses import dataclass, field

CLIENTS = 16
HEAD_END = b"\r\n\r\n"


@dataclass
class _Client:
    """One connection, which asks again as soon as it has its answer."""

    port: int
    request: bytes
    answers: int = 0
    _received: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.connection = socket.create_connection(("127.0.0.1", self.port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.sendall(self.request)

    def receive(self) -> None:
        """Take what has arrived; ask again where that was the end of the answer."""
        block = self.connection.recv(1 << 16)
        if not block:
            raise ConnectionError("the server hung up")
        self._received += block
        head, end, body = self._received.partition(HEAD_END)
        if end and len(body) == _length(head):
            if not head.startswith(b"HTTP/1.1 200"):
                raise ConnectionError(bytes(self._received).decode())
            self._received.clear()
            self.answers += 1
            self.connection.sendall(self.request)


def _length(head: bytes | bytearray) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


def answers_per_second(port: int, path: str, seconds: float, clients: int = CLIENTS) -> float:
    """How many answers so many clients get together. Raises ConnectionError for any that is not 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".encode()
    everybody = [_Client(port, request) for _ in range(clients)]
    started = time.monotonic()
    with selectors.DefaultSelector() as selector:
        for client in everybody:
            selector.register(client.connection, selectors.EVENT_READ, client)
        while (passed := time.monotonic() - started) < seconds:
            for key, _events in selector.select(timeout=1):
                key.data.receive()
    for client in everybody:
        client.connection.close()
    return sum(client.answers for client in everybody) / passed
