"""HTTP clients that cost less than what they measure: open connections, and no parsing of answers."""

import selectors
import socket
import time

CLIENTS = 16
BUFFER_BYTES = 1 << 20
HEAD_END = b"\r\n\r\n"


class _Client:
    """One connection, which asks again as soon as it has its answer."""

    def __init__(self, port: int, path: str) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.answers = 0
        self._request = _request(path)
        self._received = bytearray()
        self.connection.sendall(self._request)

    def receive(self) -> None:
        """Take what has arrived; where that was the end of the answer, ask again."""
        self._received += _some(self.connection)
        head, end, body = self._received.partition(HEAD_END)
        if end and len(body) == _length(head):
            self._received.clear()
            self.answers += 1
            self.connection.sendall(self._request)


def answers_per_second(port: int, path: str, seconds: float, clients: int = CLIENTS) -> float:
    """How many answers so many clients get together. Raises ConnectionError for any that is not 200."""
    everybody = [_Client(port, path) for _ in range(clients)]
    started = time.monotonic()
    with selectors.DefaultSelector() as selector:
        for client in everybody:
            selector.register(client.connection, selectors.EVENT_READ, client)
        while time.monotonic() - started < seconds:
            for key, _events in selector.select():
                key.data.receive()
    passed = time.monotonic() - started
    for client in everybody:
        client.connection.close()
    return sum(client.answers for client in everybody) / passed


def bytes_per_second(port: int, path: str) -> float:
    """How fast one client gets one large answer. Raises ConnectionError where it is not 200 or not whole."""
    buffer = memoryview(bytearray(BUFFER_BYTES))
    with socket.create_connection(("127.0.0.1", port)) as connection:
        started = time.monotonic()
        connection.sendall(_request(path))
        received = bytearray()
        while HEAD_END not in received:
            received += _some(connection)
        head, _end, body = received.partition(HEAD_END)
        length, arrived = _length(head), len(body)
        while arrived < length:
            arrived += _checked(connection.recv_into(buffer))
        return length / (time.monotonic() - started)


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".encode()


def _some(connection: socket.socket) -> bytes:
    block = connection.recv(1 << 16)
    _checked(len(block))
    return block


def _checked(received: int) -> int:
    if not received:
        raise ConnectionError("the server hung up")
    return received


def _length(head: bytes | bytearray) -> int:
    if not head.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(head.decode())
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
