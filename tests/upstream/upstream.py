"""The stand-in as a whole: what tests and benchmarks start, steer and read."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from .authority import Authority
from .behaviour import GOOD, Behaviour, Rule, Rules
from .instagram.accounts import session_id_of
from .instagram.catalogue import Person, Post, Story
from .instagram.platform import Instagram
from .log import RequestLog
from .media import MediaStore
from .messages import Kind, Platform, Request
from .proxy import ProxyServer
from .youtube.catalogue import Playlist, Video
from .youtube.formats import combined_formats, picture_formats, sound_formats
from .youtube.platform import YouTube


class Upstream:
    """Stand-in platforms behind a forward proxy on loopback, running while the context is open.

    `directory` keeps the media and may be shared by any number of runs; `recordings` is a folder of real
    answers to serve besides the invented ones.
    """

    def __init__(self, directory: Path, recordings: Path | None = None, port: int = 0) -> None:
        self.log = RequestLog()
        self.authority = Authority()
        self.closing = threading.Event()
        self.rate_bytes_per_second: float | None = None
        """How fast media is sent on each connection; may be changed during a transfer."""
        self.latency_seconds = 0.0
        """How long everything but media takes to answer."""
        self.media = MediaStore(directory / "media")
        self.youtube = YouTube(self.media, recordings)
        self.instagram = Instagram(self.media, recordings)
        self._platforms: list[Platform] = [self.youtube, self.instagram]
        self._rules = Rules()
        self._server = ProxyServer(self, port)
        self.port: int = self._server.server_address[1]
        self.ca_bundle = directory / f"authority-{self.port}.pem"
        """The authority to trust, in PEM."""
        self.authority.write_bundle(self.ca_bundle)

    @property
    def proxy_url(self) -> str:
        """The address to give clients as their proxy for https."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="upstream", daemon=True
        ).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.close_connections()
        self._server.server_close()
        self.ca_bundle.unlink(missing_ok=True)

    # What is there

    def add(self, *entries: Video | Playlist | Post | Story | Person) -> None:
        """Publish more of what the platforms have, or change what has the same id or name."""
        for entry in entries:
            if isinstance(entry, Video | Playlist):
                self.youtube.catalogue.add(entry)
            else:
                self.instagram.catalogue.add(entry)

    def prepare(self, video: Video | Post) -> None:
        """Make all files of `video` now, so that nobody waits for them when time is measured."""
        if isinstance(video, Post):
            self.instagram.prepare(video)
            return
        for form in (*combined_formats(video), *picture_formats(video), *sound_formats(video)):
            self.media.path(form.media)

    def links(self) -> Mapping[str, str]:
        """Addresses a person can paste, each with what it shows."""
        return {link: note for platform in self._platforms for link, note in platform.links().items()}

    # What came

    @property
    def requests(self) -> list[Request]:
        """All requests so far, in the order they came."""
        return self.log.requests

    @property
    def unexpected(self) -> list[Request]:
        """Those to a host or a path that nobody foresaw; a test should find none."""
        return self.log.unexpected

    @property
    def open_transfers(self) -> int:
        """How many media files are being sent now."""
        return self.log.open_transfers

    @property
    def total_media_bytes_sent(self) -> int:
        """Bytes of media handed to clients since the start."""
        return self.log.media_bytes_sent

    def seen(self, kind: Kind | None = None, video_id: str | None = None) -> list[Request]:
        """The requests of a kind, about a video, or both."""
        return [
            request
            for request in self.requests
            if kind in (None, request.kind) and video_id in (None, request.video_id)
        ]

    def signed_in(self) -> list[Request]:
        """The requests that carried the session of an Instagram account."""
        return [request for request in self.requests if session_id_of(request)]

    def wait_for(self, predicate: Callable[[], bool], timeout_seconds: float = 10.0) -> None:
        """Return once `predicate()` holds, looked at after every change; else TimeoutError."""
        self.log.wait_for(predicate, timeout_seconds)

    # How it misbehaves

    def misbehave(
        self,
        behaviour: Behaviour,
        *,
        kind: Kind | None = None,
        video_id: str | None = None,
        where: Callable[[Request], bool] | None = None,
        times: int | None = None,
    ) -> Rule:
        """Answer matching requests so from now on, or the first `times` of them."""
        rule = Rule(behaviour, kind, video_id, where, times)
        self._rules.add(rule)
        return rule

    def forgive(self, rule: Rule | None = None) -> None:
        """End one misbehaviour, or all of them."""
        if rule is None:
            self._rules.clear()
        else:
            self._rules.withdraw(rule)

    def expire_media_urls(self) -> None:
        """Answer 403 to every media address issued before now; those issued later work."""
        self.youtube.addresses.expire_all()
        self.instagram.addresses.expire_all()

    # What the proxy asks

    def platform_of(self, host: str) -> Platform | None:
        """Who answers as `host`; None when nobody does."""
        return next((platform for platform in self._platforms if platform.owns(host)), None)

    def behaviour_for(self, request: Request) -> Behaviour:
        """How to answer `request`; counts as one time for rules that count."""
        delayed = GOOD if request.kind is Kind.MEDIA else Behaviour(latency_seconds=self.latency_seconds)
        return delayed.overlaid(self._rules.claim(request))

    def rate_for(self, request: Request, behaviour: Behaviour) -> float | None:
        """Bytes per second for the body at this moment; None for as fast as possible."""
        if behaviour.rate_bytes_per_second is not None or request.kind is not Kind.MEDIA:
            return behaviour.rate_bytes_per_second
        return self.rate_bytes_per_second
