"""The environment: defaults, and bad values that stop the start with one line naming them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from downloader_project import environment

NAMES = [
    "HOST",
    "PORT",
    "DATA_DIR",
    "DATABASE_URL",
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXIES",
    "WORKERS",
    "CONNECTIONS_PER_DOWNLOAD",
    "MAX_REQUESTS_PER_MINUTE",
    "FILE_RETENTION_MINUTES",
    "MAX_FILE_SIZE",
    "MIN_FREE_SPACE",
    "OUTBOUND_PROXY",
    "OUTBOUND_CA_BUNDLE",
    "ADMIN_PASSWORD",
]
SECRET = "hunter2"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    read = environment.read()
    assert (read.host, read.port, read.debug) == ("127.0.0.1", 5000, False)
    assert read.data_dir == tmp_path / "data"
    assert read.database is None
    assert read.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert read.trusted_proxies == ()
    assert (read.workers, read.connections_per_download) == (4, 4)
    assert (read.max_requests_per_minute, read.file_retention_minutes) == (30, 30)
    assert (read.max_file_size, read.min_free_space) == (10 * 1024**3, 1024**3)
    assert (read.outbound_proxy, read.outbound_ca_bundle) == (None, None)
    assert (read.secret_key, read.admin_password) == (None, None)


def test_a_file_in_the_working_directory_is_read_beneath_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PORT=6001\nWORKERS=2\n")
    monkeypatch.setenv("WORKERS", "3")
    monkeypatch.setenv("PORT", "")  # monkeypatch restores it: environs writes the file into os.environ
    monkeypatch.delenv("PORT")
    read = environment.read()
    assert (read.port, read.workers) == (6001, 3)


@pytest.mark.parametrize(
    ("text", "size"),
    [("1048576", 1 << 20), ("500M", 500 << 20), ("10 GB", 10 << 30), ("1gib", 1 << 30), ("2T", 2 << 40)],
)
def test_sizes_have_units(monkeypatch: pytest.MonkeyPatch, text: str, size: int) -> None:
    monkeypatch.setenv("MAX_FILE_SIZE", text)
    assert environment.read().max_file_size == size


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOST", ""),
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("DATABASE_URL", f"mysql://user:{SECRET}@db/name"),
        ("DATABASE_URL", f"postgres://user:{SECRET}@db"),
        ("DATABASE_URL", f"postgres://user:{SECRET}@db:port/name"),
        ("DATABASE_URL", f"postgres://user:{SECRET}@[::1/name"),
        ("DATA_DIR", ""),
        ("DATA_DIR", "/dev/null/data"),
        ("ALLOWED_HOSTS", ""),
        ("SECRET_KEY", SECRET),
        ("DEBUG", "maybe"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("WORKERS", "0"),
        ("WORKERS", "1.5"),
        ("WORKERS", "1000"),
        ("CONNECTIONS_PER_DOWNLOAD", "0"),
        ("MAX_REQUESTS_PER_MINUTE", "-1"),
        ("MAX_REQUESTS_PER_MINUTE", ""),
        ("FILE_RETENTION_MINUTES", "0"),
        ("MAX_FILE_SIZE", "ten"),
        ("MAX_FILE_SIZE", "-1"),
        ("MIN_FREE_SPACE", "1X"),
        ("OUTBOUND_PROXY", f"ftp://user:{SECRET}@proxy"),
        ("OUTBOUND_PROXY", f"user:{SECRET}@proxy:3128"),
        ("OUTBOUND_PROXY", f"http://user:{SECRET}@[::1"),
        ("OUTBOUND_PROXY", f"http://user:{SECRET}@proxy:port"),
        ("FILE_RETENTION_MINUTES", "99999999999999999999"),
        ("OUTBOUND_CA_BUNDLE", "/no/such/file.pem"),
        ("ADMIN_PASSWORD", ""),
    ],
)
def test_a_bad_value_is_one_line_that_names_it_and_keeps_its_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as raised:
        environment.read()
    message = str(raised.value)
    assert f'"{name}"' in message
    assert "\n" not in message
    assert SECRET not in message


def test_a_bad_value_stops_the_start() -> None:
    result = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "check"],
        env={**os.environ, "PORT": "http", "PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert '"PORT"' in result.stderr
