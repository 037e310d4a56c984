"""Memory of all processes together, each shared page counted once (PSS)."""

from collections.abc import Iterator

from tests.service import Service, eventually
from tests.upstream import Upstream, Video

from .report import Figure
from .scale import Scale

DOWNLOADS = 4
MEBIBYTE = 1 << 20


def measure(service: Service, upstream: Upstream, scale: Scale) -> Iterator[Figure]:
    """Idle, and with as many downloads under way as there are workers."""
    for _ in range(20):  # both web processes have answered, all lazy imports are done
        service.get("/jobs")
        service.get("/docs")
    idle = _proportional_bytes(service)
    yield Figure("idle, all processes", idle / MEBIBYTE, 500, "MiB")

    videos = [
        Video(f"bigDownld0{n}", "Big", duration_seconds=600, picture_bytes=60_000_000)
        for n in range(DOWNLOADS)
    ]
    upstream.add(*videos)
    upstream.rate_bytes_per_second = 2_000_000
    jobs = [service.download(video.id, quality="480p") for video in videos]
    eventually(lambda: all((service.status(job)["downloaded_bytes"] or 0) > 5_000_000 for job in jobs))
    each = (_proportional_bytes(service) - idle) / DOWNLOADS
    for job in jobs:
        service.post(f"/jobs/{job}/cancel")
    upstream.rate_bytes_per_second = None
    yield Figure("more for each download under way", each / MEBIBYTE, 80, "MiB")


def _proportional_bytes(service: Service) -> int:
    return sum(process.memory_full_info().pss for process in service.survivors())
