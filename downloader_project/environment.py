"""The environment variables that configure the service: typed, checked, each named when it is wrong."""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError
from marshmallow.validate import Length, Range

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_SIZE = re.compile(r"(\d+)\s*([KMGT]?)(?:I?B)?")
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_DATABASE_SCHEMES = {"postgres", "postgresql"}
_PROXY_SCHEMES = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"}


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Every setting of the service; sizes in bytes."""

    host: str
    port: int
    data_dir: Path
    database: dict[str, Any] | None
    secret_key: str | None
    debug: bool
    allowed_hosts: list[str]
    trusted_proxies: tuple[Network, ...]
    workers: int
    connections_per_download: int
    max_requests_per_minute: int
    file_retention_minutes: int
    max_file_size: int
    min_free_space: int
    outbound_proxy: str | None
    outbound_ca_bundle: Path | None
    admin_password: str | None


def read() -> Environment:
    """Read the environment, and `.env` of the working directory beneath it.

    Raises ImproperlyConfigured with one line that names the variable whose value is bad.
    """
    env = Env()
    env.read_env(str(Path.cwd() / ".env"), recurse=False)
    for kind, parse in _PARSERS.items():
        env.add_parser(kind, parse)
    try:
        return _read(env)
    except EnvError as error:
        raise ImproperlyConfigured(" ".join(str(error).split())) from error


def _read(env: Env) -> Environment:
    return Environment(
        host=env.str("HOST", "127.0.0.1", validate=Length(min=1)),
        port=env.int("PORT", 5000, validate=Range(1, 65535)),
        data_dir=env.folder("DATA_DIR", "data"),
        database=env.database("DATABASE_URL", ""),
        secret_key=env.str("SECRET_KEY", None, validate=Length(min=32)),
        debug=env.bool("DEBUG", False),
        allowed_hosts=env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"], validate=Length(min=1)),
        trusted_proxies=env.networks("TRUSTED_PROXIES", ""),
        workers=env.int("WORKERS", 4, validate=Range(1, 64)),
        connections_per_download=env.int("CONNECTIONS_PER_DOWNLOAD", 4, validate=Range(1, 32)),
        max_requests_per_minute=env.int("MAX_REQUESTS_PER_MINUTE", 30, validate=Range(0)),
        file_retention_minutes=env.int("FILE_RETENTION_MINUTES", 30, validate=Range(1, 5_256_000)),
        max_file_size=env.size("MAX_FILE_SIZE", "10G"),
        min_free_space=env.size("MIN_FREE_SPACE", "1G"),
        outbound_proxy=env.proxy("OUTBOUND_PROXY", ""),
        outbound_ca_bundle=env.file("OUTBOUND_CA_BUNDLE", ""),
        admin_password=env.str("ADMIN_PASSWORD", None, validate=Length(min=1)),
    )


def _parse_size(text: str) -> int:
    """`10G`, `500 MB`, `1048576` → bytes; units are powers of 1024."""
    match = _SIZE.fullmatch(text.strip().upper())
    if not match:
        raise EnvError(f"must be a size such as 500M or 10G, not {text!r}")
    number, unit = match.groups()
    return int(number) * _UNITS[unit]


def _parse_networks(text: str) -> tuple[Network, ...]:
    """`10.0.0.1, 172.16.0.0/12` → networks."""
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise EnvError(f"must be addresses or networks separated by commas: {error}") from error


def _parse_proxy(text: str) -> str | None:
    """A proxy's URL, unchanged. It may carry a password, so the error does not repeat it."""
    if not text:
        return None
    if not _is_address(text, _PROXY_SCHEMES):
        raise EnvError("must be a proxy's URL such as http://proxy:3128 or socks5h://proxy:1080")
    return text


def _is_address(text: str, schemes: set[str]) -> bool:
    """Whether the text is a URL with a host, a possible port and one of the schemes."""
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets without an IPv6 address, a port that is no number
        return False


def _parse_folder(text: str) -> Path:
    """A folder, made if it is not there."""
    if not text:
        raise EnvError("must be a folder")
    path = Path(text).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvError(f"cannot be a folder: {error}") from error
    return path


def _parse_file(text: str) -> Path | None:
    if not text:
        return None
    path = Path(text).expanduser().resolve()
    if not path.is_file():
        raise EnvError(f"no such file: {text}")
    return path


def _parse_database(text: str) -> dict[str, Any] | None:
    """A `postgres://` URL → Django's settings. It carries a password, so the error does not repeat it."""
    if not text:
        return None
    if not _is_address(text, _DATABASE_SCHEMES) or not urlsplit(text).path.strip("/"):
        raise EnvError("must be postgres://USER:PASSWORD@HOST:PORT/NAME")
    return dict(dj_database_url.parse(text))


# environs hands the default to these as well, so "" stands for "not set".
_PARSERS = {
    "size": _parse_size,
    "networks": _parse_networks,
    "proxy": _parse_proxy,
    "file": _parse_file,
    "folder": _parse_folder,
    "database": _parse_database,
}
