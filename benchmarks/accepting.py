"""How long a job takes to be accepted, and to reach the platform."""

import statistics
import time
from collections.abc import Iterator

from tests.service import Service
from tests.upstream import Kind, Upstream

from .report import Figure
from .scale import Scale


def measure(service: Service, upstream: Upstream, scale: Scale) -> Iterator[Figure]:
    """Medians over jobs that come one after the other."""
    accepted_ms, reached_ms = zip(
        *(_one(service, upstream, number) for number in range(2 * scale.runs)), strict=True
    )
    yield Figure("accepting a job, median", statistics.median(accepted_ms), 30, "ms")
    yield Figure("accepted to first request upstream, median", statistics.median(reached_ms), 250, "ms")


def _one(service: Service, upstream: Upstream, number: int) -> tuple[float, float]:
    video_id = f"numbrd{number:05}"
    started = time.time()
    job = service.download(video_id, quality="144p")
    accepted = time.time()
    service.finished(job)
    page = upstream.seen(Kind.PAGE, video_id)[0]
    return (accepted - started) * 1000, (page.at - accepted) * 1000
