"""The one interface that a platform implements, and the registry of those that do."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from .errors import Code, Failure

if TYPE_CHECKING:
    from .cookies import AccountJar


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
    """What a finished file must contain to be what was asked for; an image has nothing but itself."""

    has_video: bool
    has_audio: bool
    duration_seconds: float | None = None
    height: int | None = None
    is_image: bool = False


IMAGE = Expectation(has_video=False, has_audio=False, is_image=True)


@dataclass(frozen=True)
class Product:
    """A finished file in the item's folder, and the name it shall have for people.

    `expected` is None where there is nothing to compare with (a ZIP). Of living files with the same name the
    later ones get another, see `File.publish`.
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


@dataclass(frozen=True)
class SignIn:
    """What tells a platform that somebody is signed in, and how an account of it is treated.

    Cookies of `domain` and below are kept, others are not. Of each of the `proofs` at least one cookie must
    be there. `lone_cookie` is the one whose value alone is enough, where there is such. Between two uses of
    an account lie `pause_seconds`, at least and at most. Where the platform `asks_for_more`, such as an age,
    who is asked to sign in may be signed in already.
    """

    domain: str
    proofs: Sequence[Sequence[str]]
    lone_cookie: str | None = None
    pause_seconds: tuple[float, float] = (0.0, 0.0)
    asks_for_more: bool = False


class Provider(ABC):
    """A platform. Everything the rest of the service knows of it goes through here.

    Without a `sign_in` it is only ever asked as a stranger.
    """

    name: ClassVar[str]
    job_types: ClassVar[Sequence[str]]
    sign_in: ClassVar[SignIn | None] = None
    # Where it keeps pictures; one with a leading dot stands for all names below it.
    picture_hosts: ClassVar[Sequence[str]] = ()

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

    def knows_account(self, cookies: "AccountJar") -> bool | None:
        """Ask whether the platform takes these cookies; None where there is no easy way. Raises Failure."""
        return None


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Called at the end of each platform's `provider.py`, which Django loads at start."""
    _providers[provider.name] = provider


def sign_ins() -> dict[str, SignIn]:
    """By the platform's name, for those platforms that take accounts."""
    return {name: each.sign_in for name, each in _providers.items() if each.sign_in}


def provider_named(name: str) -> Provider:
    """Raises KeyError for a platform that is not installed."""
    return _providers[name]


def warm_up() -> None:
    """Prepare every platform for the forks to come."""
    for provider in _providers.values():
        provider.warm_up()


def picture_hosts() -> list[str]:
    """Where pictures may be fetched from, of all platforms."""
    return [host for provider in _providers.values() for host in provider.picture_hosts]


def job_types() -> list[str]:
    """Every type a job may have, for filters and the schema."""
    return [job_type for provider in _providers.values() for job_type in provider.job_types]
