"""The one interface that a platform implements, and the registry of those that do."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from .errors import Code, Failure


@dataclass(frozen=True)
class ItemRequest:
    """One thing to download: a canonical address and what to make of it.

    `options` is what the provider itself put there when the job was made; it is stored as JSON. An item that
    `expands` stands for others that only the platform knows (a playlist). One with an `error` has failed.
    """

    url: str
    options: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    expands: bool = False
    error: Code | None = None


@dataclass(frozen=True)
class Expansion:
    """What an item that expands stands for."""

    title: str
    items: Sequence[ItemRequest]


@dataclass(frozen=True)
class Progress:
    """How far an item is. `share` (0 to 1) is for the whole item, all its streams together."""

    downloaded_bytes: int
    total_bytes: int | None = None
    speed_bytes: int | None = None
    eta_seconds: int | None = None

    @property
    def share(self) -> float:
        """0 while the total is unknown."""
        return min(1.0, self.downloaded_bytes / self.total_bytes) if self.total_bytes else 0.0


@dataclass(frozen=True)
class Expectation:
    """What a finished file must contain to be what was asked for."""

    has_video: bool
    has_audio: bool
    duration_seconds: float | None = None
    height: int | None = None


@dataclass(frozen=True)
class Product:
    """A finished file in the item's folder, and the name it shall have for people.

    `expected` is None where there is nothing to compare with (an image, a ZIP).
    """

    path: Path
    name: str
    expected: Expectation | None = None


@dataclass(frozen=True)
class DownloadContext:
    """What a provider is given while it downloads an item.

    `folder` is the item's own and may hold partial files of an earlier attempt: resume them.
    `progress` may be called as often as is convenient; it raises nothing and limits itself.
    """

    folder: Path
    progress: Callable[[Progress], None]
    announce_title: Callable[[str], None]


class Provider(ABC):
    """A platform. Everything the rest of the service knows of it goes through here."""

    name: ClassVar[str]
    job_types: ClassVar[Sequence[str]]

    def warm_up(self) -> None:  # noqa: B027 - not every platform has something to prepare
        """Called once before processes are forked: what is loaded here, they all have."""

    @abstractmethod
    def download(self, item: ItemRequest, context: DownloadContext) -> list[Product]:
        """Fetch an item into `context.folder`; runs in a process of its own.

        Raises Failure for everything the platform says or does; anything else is a bug of ours.
        """

    def expand(self, item: ItemRequest) -> Expansion:
        """List what an item stands for; runs in a process of its own. Raises Failure."""
        raise Failure(Code.NOT_A_PLAYLIST)


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Called at the end of each platform's `provider.py`, which Django loads at start."""
    _providers[provider.name] = provider


def provider_named(name: str) -> Provider:
    """Raises KeyError for a platform that is not installed."""
    return _providers[name]


def warm_up() -> None:
    """Prepare every platform for the forks to come."""
    for provider in _providers.values():
        provider.warm_up()


def job_types() -> list[str]:
    """Every type a job may have, for filters and the schema."""
    return [job_type for provider in _providers.values() for job_type in provider.job_types]
