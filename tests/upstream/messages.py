"""What travels between the proxy and a platform: the request that came, and the answer to give."""

import json
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from .behaviour import Behaviour

Json: TypeAlias = Mapping[str, Any]


class Kind(StrEnum):
    """What a request asks for, so that misbehaviour can be aimed at it."""

    PAGE = "page"
    PLAYER = "player"
    NEXT = "next"
    PLAYLIST = "playlist"
    MEDIA = "media"
    MANIFEST = "manifest"
    CAPTIONS = "captions"
    IMAGE = "image"
    SCRIPT = "script"
    GRAPHQL = "graphql"
    API = "api"


@dataclass(frozen=True)
class Subject:
    """What a request is about; `id` is of a video, a playlist, a channel, a post or a person, or empty."""

    kind: Kind
    id: str = ""


@dataclass
class Request:
    """One request as it came, and how far its answer has got; only the log writes the fields after `body`."""

    at: float
    """Seconds since the epoch."""
    connection: int
    """Number of the client's connection, counted from 1."""
    method: str
    host: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    subject: Subject | None = None
    status: int = 0
    bytes_sent: int = 0
    """Bytes of the body handed to the client's connection so far."""
    finished: bool = False

    @property
    def kind(self) -> Kind | None:
        """What it asks for; None when nobody foresaw it."""
        return self.subject.kind if self.subject else None

    @property
    def video_id(self) -> str:
        """The id it is about; empty when it names none."""
        return self.subject.id if self.subject else ""

    @property
    def is_transfer(self) -> bool:
        """Whether its answer carries media."""
        return self.kind is Kind.MEDIA and 200 <= self.status < 300

    @property
    def range(self) -> str | None:
        """The range asked for, by header (`bytes=0-99`) or by YouTube's parameter (`0-99`)."""
        return self.headers.get("range") or self.query.get("range")

    @property
    def json(self) -> Json:
        """The body read as JSON; empty when there is none."""
        document: Json = json.loads(self.body) if self.body else {}
        return document

    @property
    def form(self) -> Mapping[str, str]:
        """The body read as a web form; empty when there is none."""
        return dict(urllib.parse.parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies it carries."""
        return {name: each.value for name, each in SimpleCookie(self.headers.get("cookie", "")).items()}


@dataclass(frozen=True)
class Answer:
    """A complete answer that is small enough to be held in memory."""

    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[str] = ()
    """What `Set-Cookie` says, each time it is said."""

    @classmethod
    def of_json(cls, document: Json) -> "Answer":
        """`document` as YouTube and Instagram send theirs."""
        return cls(json.dumps(document).encode(), "application/json; charset=utf-8")

    @classmethod
    def of_html(cls, page: str) -> "Answer":
        """`page` as a web page."""
        return cls(page.encode(), "text/html; charset=utf-8")


@dataclass(frozen=True)
class FileAnswer:
    """A file, or a part of one, read from the disk while it is sent."""

    path: Path
    content_type: str
    parameter_range: str | None = None
    """The part named by a `range=a-b` parameter: answered with 200, as googlevideo does, not 206."""


class Platform(Protocol):
    """A site the proxy stands in for; YouTube is one, Instagram another."""

    def owns(self, host: str) -> bool:
        """Whether `host` belongs to this site."""

    def identify(self, request: Request) -> Subject | None:
        """What `request` is about; None for a path nobody foresaw."""

    def answer(self, request: Request, behaviour: Behaviour) -> Answer | FileAnswer:
        """The answer to an identified request, with the part of `behaviour` that shows in its content."""

    def links(self) -> Mapping[str, str]:
        """Addresses a person can paste, each with what it shows."""
