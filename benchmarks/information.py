"""What is told of a video: the first time, again, and to many at once; the platform takes its time."""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.service import Service
from tests.upstream import Kind, Upstream

from . import plain
from .report import Figure
from .scale import Scale

LATENCY_SECONDS = 0.15
AT_ONCE = 50


def measure(service: Service, upstream: Upstream, scale: Scale) -> Iterator[Figure]:
    """Medians of `/info`."""
    upstream.latency_seconds = LATENCY_SECONDS
    ours, theirs = _numbered(0, scale.runs), _numbered(scale.runs, scale.runs)
    beside = plain.extraction_seconds(upstream, theirs) * 1000
    cold = statistics.median(_ask(service, video_id) for video_id in ours)
    yield Figure("/info, first time, median", cold, beside, "ms", beside=beside)
    again = statistics.median(_ask(service, ours[0]) for _ in range(scale.runs))
    yield Figure("/info, again, median", again, 15, "ms", beside=beside)
    yield Figure(f"extractions for {AT_ONCE} equal /info at once", _extractions(service, upstream), 1, "")
    upstream.latency_seconds = 0


def _numbered(first: int, count: int) -> list[str]:
    return [f"numbrd{number:05}" for number in range(first, first + count)]


def _ask(service: Service, video_id: str) -> float:
    """Milliseconds."""
    started = time.monotonic()
    answer = service.get("/info", params={"url": f"https://youtu.be/{video_id}"})
    assert answer.status_code == 200, answer.text
    return (time.monotonic() - started) * 1000


def _extractions(service: Service, upstream: Upstream) -> int:
    video_id = "ordinaryVid"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda _: _ask(service, video_id), range(AT_ONCE)))
    return len(upstream.seen(Kind.PAGE, video_id))
