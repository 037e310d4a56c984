"""A database that falls silent: nobody waits for it longer than an item's lease allows."""

import os
import select
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import dj_database_url
import pytest
from django.db import connection, connections

from jobs import processes, runner, workplace
from jobs.models import JobItem
from jobs.runner import Claim
from tests.service import PROJECT

needs_a_server = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="needs DATABASE_URL")
CONNECT = "import django; django.setup(); from django.db import connection; connection.ensure_connection()"


@pytest.fixture
def silent_url() -> Iterator[str]:
    """A PostgreSQL server's address, where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"postgres://postgres@127.0.0.1:{listener.getsockname()[1]}/postgres"


def test_who_connects_gives_up(silent_url: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CONNECT],
        cwd=PROJECT,
        env={**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": silent_url},
        capture_output=True,
        text=True,
        timeout=runner.FENCE_SECONDS,
        check=False,
    )

    assert "OperationalError" in ended.stderr
    assert "timeout" in ended.stderr


@needs_a_server
@pytest.mark.django_db
def test_a_connection_that_is_cut_without_a_word_is_noticed() -> None:
    connection.ensure_connection()
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as used:
        assert used.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000
        assert used.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 5
        silence = used.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL) * used.getsockopt(
            socket.IPPROTO_TCP, socket.TCP_KEEPCNT
        )
    assert 5 + silence < runner.FENCE_SECONDS


def test_a_runner_whose_database_does_not_answer_dies_in_time(
    silent_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RENEW_SECONDS", 0.1)
    monkeypatch.setattr(runner, "FENCE_SECONDS", 1.0)
    silent = dj_database_url.parse(f"{silent_url}?connect_timeout=600")

    def run() -> None:
        connections.settings["default"] |= silent
        claim = Claim(JobItem(pk=1), uuid.uuid4(), workplace.Lock(-1))
        with runner._renewed_lease(claim):
            signal.pause()

    child = processes.fork(run)
    ended, _, _ = select.select([child], [], [], 20)

    assert child.end() == -signal.SIGALRM
    assert ended
