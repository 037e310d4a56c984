"""What one machine can answer: the status of finished jobs, lists of many jobs, large files."""

import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.service import PROJECT, Service, eventually
from tests.upstream import Upstream

from . import rows
from .load import answers_per_second, bytes_per_second
from .report import Figure
from .scale import Scale

ROUNDS = 5
FEW_JOBS = 100
FILTERS = ("status=completed", "type=batch", "status=failed&type=playlist")


def measure(service: Service, upstream: Upstream, scale: Scale) -> Iterator[Figure]:
    """The fewest jobs first."""
    yield _status(service, scale)
    yield _file(service, scale)
    yield from _lists(service, scale)


# --- /status ---------------------------------------------------------------------------------------


def _status(service: Service, scale: Scale) -> Figure:
    job_id = service.download("veryShort01", quality="144p")
    service.finished(job_id)
    ours, bare = [], []
    with _bare_service(service) as bare_port:
        for _ in range(ROUNDS):  # in turns, so that whatever else the machine does disturbs both
            bare.append(answers_per_second(bare_port, f"/row/{job_id}", scale.load_seconds))
            ours.append(answers_per_second(service.port, f"/status/{job_id}", scale.load_seconds))
    rate, beside = statistics.median(ours), statistics.median(bare)
    return Figure("/status of a finished job", rate, 0.7 * beside, "/s", at_least=True, beside=beside)


@contextmanager
def _bare_service(service: Service) -> Iterator[int]:
    """A bare Django view on the same kind of server with the same database; its port."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bare"], cwd=PROJECT, env={**service.environment, "PORT": str(port)}
    )
    try:
        eventually(lambda: _answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


# --- files -----------------------------------------------------------------------------------------


def _file(service: Service, scale: Scale) -> Figure:
    path = f"/download/file/{rows.add_file(service, scale.file_bytes)}"
    rates = [bytes_per_second(service.port, path) for _ in range(scale.runs)]
    name = f"sending a file of {scale.file_bytes // 1_000_000} MB, median"
    return Figure(name, statistics.median(rates) / 1_000_000, 1500, "MB/s", at_least=True)


# --- /jobs -----------------------------------------------------------------------------------------


def _lists(service: Service, scale: Scale) -> Iterator[Figure]:
    """With many jobs beside few."""
    rows.add_jobs(service, FEW_JOBS)
    few = {query: _milliseconds(service, query, scale) for query in ("", *FILTERS)}
    rows.add_jobs(service, scale.jobs - FEW_JOBS)
    for query, beside in few.items():
        limit = 1.2 if not query else 3
        name = f"/jobs{query and '?'}{query} among {scale.jobs:,}"
        yield Figure(name, _milliseconds(service, query, scale), limit * beside, "ms", beside=beside)


def _milliseconds(service: Service, query: str, scale: Scale) -> float:
    """How long a page takes one client, who keeps his connection open."""
    return 1000 / answers_per_second(service.port, f"/jobs?limit=10&{query}", scale.load_seconds, clients=1)
