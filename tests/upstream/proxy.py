"""The forward proxy: takes CONNECT, ends TLS with a certificate of its own and answers as that host."""

import contextlib
import io
import itertools
import socket
import socketserver
import ssl
import threading
import time
import urllib.parse
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from typing import Protocol

from .authority import Authority
from .behaviour import Behaviour
from .byte_range import Part, requested_part
from .log import RequestLog
from .messages import Answer, FileAnswer, Platform, Request
from .transfer import ConnectionCutError, Source, Transfer

BROKEN_CONNECTION = (ConnectionError, TimeoutError, ssl.SSLError, ConnectionCutError)


class Site(Protocol):
    """What the proxy asks of its owner."""

    log: RequestLog
    authority: Authority
    closing: threading.Event

    def platform_of(self, host: str) -> Platform | None:
        """Who answers as `host`; None when nobody does."""

    def behaviour_for(self, request: Request) -> Behaviour:
        """How to answer `request`; counts as one time."""

    def rate_for(self, request: Request, behaviour: Behaviour) -> float | None:
        """Bytes per second for the body at this moment; None for as fast as possible."""


class ProxyServer(socketserver.ThreadingTCPServer):
    """Listens on loopback and gives every connection a thread."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        self.connection_numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Connection)

    def opened(self, connection: socket.socket) -> None:
        """Remember a connection, to be closed with the server."""
        with self._lock:
            self._connections.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._connections.discard(connection)
            self._idle.notify_all()

    def close_connections(self, timeout_seconds: float = 5.0) -> None:
        """End every connection and wait until its thread has let go of it."""
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._idle.wait_for(lambda: not self._connections, timeout_seconds)


class _Connection(BaseHTTPRequestHandler):
    """One client connection: a CONNECT, then any number of requests inside its tunnel."""

    protocol_version = "HTTP/1.1"
    server: ProxyServer
    connection: socket.socket

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._number = next(self.server.connection_numbers)
        self._host = ""
        self.server.opened(self.connection)

    def handle(self) -> None:
        with contextlib.suppress(*BROKEN_CONNECTION):
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        self.server.closed(self.connection)
        self.connection.close()

    def log_message(self, *_arguments: object) -> None:
        """Print nothing: the log has it."""

    def do_CONNECT(self) -> None:
        host = self.path.rpartition(":")[0].lower()
        if self.server.site.platform_of(host) is None:
            self._refuse_host(host)
            return
        self.send_response_only(200, "Connection established")
        self.end_headers()
        self._end_tls(host)
        # HTTP/1.0 clients, urllib among them, close after other answers, but this one opens the tunnel.
        self.close_connection = False

    def do_GET(self) -> None:
        request = self._read_request()
        try:
            self._serve(request)
        finally:
            self.server.site.log.finished(request)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.do_GET()

    def _end_tls(self, host: str) -> None:
        outer = self.connection
        context = self.server.site.authority.context(host)
        try:
            self.connection = self.request = context.wrap_socket(outer, server_side=True)
        finally:
            self.server.closed(outer)
        self.server.opened(self.connection)
        self.rfile.close()
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")
        self._host = host

    def _refuse_host(self, host: str) -> None:
        request = self._new_request(host, "")
        self.server.site.log.came(request, None)
        self._send(request, Answer(b"no such host here", status=502))
        self.server.site.log.finished(request)

    def _read_request(self) -> Request:
        """The request whose head has been parsed; one outside a tunnel names its host in full."""
        address = urllib.parse.urlsplit(self.path)
        request = self._new_request(self._host or address.hostname or "", address.path)
        request.query = dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True))
        request.body = self.rfile.read(int(request.headers.get("content-length", 0)))
        return request

    def _new_request(self, host: str, path: str) -> Request:
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(time.time(), self._number, self.command, host, path, headers=headers)

    def _serve(self, request: Request) -> None:
        site = self.server.site
        platform = site.platform_of(request.host) if self._host else None
        site.log.came(request, platform.identify(request) if platform else None)
        if platform is None or request.subject is None:
            self._send(request, Answer(b"nobody foresaw this", status=404 if platform else 502))
            return
        behaviour = site.behaviour_for(request)
        if site.closing.wait(behaviour.latency_seconds):
            raise ConnectionCutError
        answer = _instead(behaviour, request) or platform.answer(request, behaviour)
        if isinstance(answer, FileAnswer):
            self._send_file(request, answer, behaviour)
        else:
            self._send(request, answer, behaviour)

    def _send_file(self, request: Request, answer: FileAnswer, behaviour: Behaviour) -> None:
        size = answer.path.stat().st_size
        if behaviour.truncate_to_bytes is not None:
            size = min(size, behaviour.truncate_to_bytes)
        part = requested_part(request, answer, size, ignore_range=behaviour.ignore_range)
        headers = {"Content-Type": answer.content_type, "Accept-Ranges": "bytes", **part.headers}
        self._send_head(request, part.status, part.length, headers)
        with answer.path.open("rb", buffering=0) as file:
            file.seek(part.start)
            self._send_body(request, file, part, behaviour)

    def _send(self, request: Request, answer: Answer, behaviour: Behaviour | None = None) -> None:
        headers = {"Content-Type": answer.content_type, **answer.headers}
        self._send_head(request, answer.status, len(answer.body), headers, answer.cookies)
        part = Part(answer.status, 0, len(answer.body))
        self._send_body(request, io.BytesIO(answer.body), part, behaviour or Behaviour())

    def _send_head(
        self,
        request: Request,
        status: int,
        length: int,
        headers: dict[str, str],
        cookies: Sequence[str] = (),
    ) -> None:
        self.server.site.log.answered(request, status)
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        for cookie in cookies:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        # The body goes to the connection itself, past this buffer.
        self.wfile.flush()

    def _send_body(self, request: Request, body: Source, part: Part, behaviour: Behaviour) -> None:
        if request.method == "HEAD":
            return
        site = self.server.site
        transfer = Transfer(
            connection=self.connection,
            behaviour=behaviour,
            rate=lambda: site.rate_for(request, behaviour),
            closing=site.closing,
            sent=lambda size: site.log.sent(request, size),
        )
        transfer.send(body, part.length)


def _instead(behaviour: Behaviour, request: Request) -> Answer | None:
    """The answer that `behaviour` puts in place of the real one; no redirect leads back to itself."""
    if behaviour.redirect_to not in (None, f"https://{request.host}{request.path}"):
        return Answer(status=302, headers={"Location": behaviour.redirect_to})
    if behaviour.status is None and behaviour.content is None:
        return None
    seconds = behaviour.retry_after_seconds
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return Answer(behaviour.content or b"", behaviour.content_type, behaviour.status or 200, headers)
