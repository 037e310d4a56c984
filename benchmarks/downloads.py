"""How long downloads take, from the request to the finished file, beside the plain command."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.service import Service
from tests.upstream import Upstream, Video

from . import plain
from .report import Figure
from .scale import Scale

PATIENCE_SECONDS = 180
RESOLUTION = 1080


def measure(service: Service, upstream: Upstream, scale: Scale) -> Iterator[Figure]:
    """Throttled as YouTube does, and not."""
    upstream.rate_bytes_per_second = scale.connection_rate
    yield _one(service, upstream, scale)
    yield _batch(service, upstream, scale)
    upstream.rate_bytes_per_second = None
    yield _unthrottled(service, upstream, scale)


def _one(service: Service, upstream: Upstream, scale: Scale) -> Figure:
    ours, theirs = _videos(upstream, "throttl", 2, scale.stream_bytes, scale.stream_bytes)
    seconds = _ours(service, ours)
    return Figure("one 1080p video, throttled", seconds, 5.2, "s", beside=_theirs(upstream, theirs))


def _batch(service: Service, upstream: Upstream, scale: Scale) -> Figure:
    videos = _videos(upstream, "batched", scale.batch, scale.stream_bytes, scale.stream_bytes)
    body = {"urls": [f"https://youtu.be/{video.id}" for video in videos], "quality": "480p"}
    seconds = _seconds(service, "/download/batch", body)
    return Figure(f"batch of {scale.batch} at 480p, throttled", seconds, 12, "s")


def _unthrottled(service: Service, upstream: Upstream, scale: Scale) -> Figure:
    sound_bytes = scale.stream_bytes // 12
    videos = _videos(upstream, "fastvid", 2 * scale.runs, scale.stream_bytes - sound_bytes, sound_bytes)
    ours, theirs = [], []
    for index in range(scale.runs):
        # In turns, so that whatever else the machine does disturbs both.
        ours.append(_ours(service, videos[2 * index]))
        theirs.append(_theirs(upstream, videos[2 * index + 1]))
    seconds, beside = statistics.median(ours), statistics.median(theirs)
    return Figure("one video, not throttled, median", seconds, 0.55 * beside, "s", beside=beside)


def _videos(upstream: Upstream, prefix: str, count: int, picture_bytes: int, sound_bytes: int) -> list[Video]:
    """Different videos of the same size, ready to be sent."""
    videos = [
        Video(
            f"{prefix}{number:04}",
            f"Benchmark {number}",
            h264=(480, RESOLUTION),
            opus=False,
            combined=False,
            picture_bytes=picture_bytes,
            sound_bytes=sound_bytes,
        )
        for number in range(count)
    ]
    upstream.add(*videos)
    upstream.prepare(videos[0])  # the others have the same files
    return videos


def _ours(service: Service, video: Video) -> float:
    body = {"url": f"https://youtu.be/{video.id}", "quality": f"{RESOLUTION}p"}
    return _seconds(service, "/download/single", body)


def _theirs(upstream: Upstream, video: Video) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return plain.download_seconds(upstream, video.id, Path(folder))


def _seconds(service: Service, path: str, body: dict[str, Any]) -> float:
    """From the request to the moment that the job says it was completed: who asks often makes it slower."""
    started = time.time()
    job_id = service.post(path, body).json()["job_id"]
    status = service.finished(job_id, PATIENCE_SECONDS)
    assert status["status"] == "completed", status
    return datetime.fromisoformat(status["updated_at"]).timestamp() - started
