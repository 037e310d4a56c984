"""`manage.py serve` where it cannot listen: one line that says what to do, and nothing is begun."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service import PROJECT


def serve(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the service, and wait for its end."""
    return subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), "serve"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder / "data"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - only to be refused
def test_a_port_that_is_taken_is_named_in_one_line(tmp_path: Path, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ended = serve(tmp_path, HOST=host, PORT=str(port))

    assert ended.returncode == 1
    assert not ended.stdout
    (line,) = ended.stderr.splitlines()
    assert f"port {port}" in line
    assert "Address already in use" in line
    assert "PORT=" in line
    assert not (tmp_path / "data" / "db.sqlite3").exists()


def test_a_host_that_is_not_ours_is_named_in_one_line(tmp_path: Path) -> None:
    ended = serve(tmp_path, HOST="203.0.113.1")  # TEST-NET-3: nobody's address

    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert "203.0.113.1" in line
