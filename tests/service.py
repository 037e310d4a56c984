"""The whole service as its users run it, for tests: `manage.py serve` in processes of its own."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import psutil
import psycopg
import requests
from psycopg import sql

from tests.upstream import Upstream

PROJECT = Path(__file__).parent.parent
PATIENCE_SECONDS = 60.0


class Service:
    """A running `manage.py serve` with data of its own; talks to the stand-in platforms only."""

    def __init__(self, folder: Path, upstream: Upstream, **environment: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
            "MIN_FREE_SPACE": "1M",
            "MAX_REQUESTS_PER_MINUTE": "0",
            "OUTBOUND_PROXY": upstream.proxy_url,
            "OUTBOUND_CA_BUNDLE": str(upstream.ca_bundle),
            **environment,
        }
        self.log = folder / "service.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, command: str = "serve") -> None:
        """Start it, and return once it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(PROJECT / "manage.py"), command],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        eventually(self.answers)

    def answers(self) -> bool:
        """Whether `/health` does."""
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        try:
            return requests.get(f"{self.url}/health", timeout=5).ok
        except requests.RequestException:
            return False

    def stop(self) -> int:
        """Stop it as Ctrl-C does; its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def kill(self) -> None:
        """Kill the supervisor as the out-of-memory killer would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=30)

    def processes(self) -> list[psutil.Process]:
        """Everything under the supervisor."""
        assert self.process is not None
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def survivors(self) -> list[psutil.Process]:
        """Every living process that works in this service's folder, whoever its parent is."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return (
                process.status() != psutil.STATUS_ZOMBIE
                and process.environ().get("DATA_DIR") == self.environment["DATA_DIR"]
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    # --- its API

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> requests.Response:
        """POST a JSON body."""
        return requests.post(f"{self.url}{path}", json=body, timeout=30)

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET."""
        return requests.get(f"{self.url}{path}", timeout=30, **options)

    def delete(self, path: str) -> requests.Response:
        """DELETE."""
        return requests.delete(f"{self.url}{path}", timeout=30)

    def download(self, video_id: str, **body: str) -> str:
        """Ask for a video; the job's id."""
        answer = self.post("/download/single", {"url": f"https://youtu.be/{video_id}", **body})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["job_id"])

    def status(self, job_id: str) -> dict[str, Any]:
        """What `/status` says of a job."""
        answer = self.get(f"/status/{job_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def finished(self, job_id: str, patience_seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """The job's status, once it has finished."""
        eventually(
            lambda: self.status(job_id)["status"] in ("completed", "failed", "cancelled"), patience_seconds
        )
        return self.status(job_id)

    def fetch(self, status: Mapping[str, Any], index: int = 0) -> Path:
        """Download a finished job's file."""
        file = status["files"][index]
        path = self.folder / str(file["filename"])
        path.write_bytes(self.get(file["download_url"]).content)
        return path


def eventually(condition: Callable[[], bool], patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Return once another process has made the condition true; polls, as there is nothing to await."""
    until = time.monotonic() + patience_seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < until, "waited too long"
        pause.wait(0.05)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """The environment for a service's database: one of its own on the server the tests use, or SQLite."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield {}
        return
    name = f"service_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield {"DATABASE_URL": f"{server.rsplit('/', 1)[0]}/{name}"}
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
