"""Jobs share the workers: a large one that came first does not hold up a small one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import publish_videos, query, transfers
from tests.service import Service, database
from tests.upstream import Upstream

SLOW = 50_000


@pytest.fixture(params=["1", "2"])
def workers(request: pytest.FixtureRequest) -> int:
    """How many items are downloaded at the same time."""
    return int(request.param)


@pytest.fixture
def busy_service(tmp_path: Path, upstream: Upstream, workers: int) -> Iterator[Service]:
    """A service with so many workers."""
    with (
        database() as environment,
        Service(tmp_path, upstream, WORKERS=str(workers), **environment) as running,
    ):
        yield running


def batch(service: Service, video_ids: list[str]) -> str:
    """A job of several videos; its id."""
    links = [f"https://youtu.be/{video_id}" for video_id in video_ids]
    answer = service.post("/download/batch", {"urls": links})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


def turns(service: Service, moment: str) -> list[str]:
    """The jobs of all items, in the order in which this happened to them."""
    rows = query(service, f"SELECT job_id FROM jobs_jobitem ORDER BY {moment}")  # noqa: S608 - a constant
    return [str(job_id).replace("-", "") for (job_id,) in rows]


def test_a_second_batch_does_not_wait_for_the_first(
    busy_service: Service, upstream: Upstream, workers: int
) -> None:
    videos = publish_videos(upstream, 12)
    upstream.rate_bytes_per_second = SLOW
    first = batch(busy_service, videos[:10])
    upstream.wait_for(lambda: len({request.video_id for request in transfers(upstream)}) == workers, 20)

    second = batch(busy_service, videos[10:])
    upstream.rate_bytes_per_second = None

    assert busy_service.finished(second)["status"] == "completed"
    assert busy_service.finished(first)["status"] == "completed"
    small = second.replace("-", "")
    assert small not in turns(busy_service, "started_at")[:workers]
    # Those that end at the same moment may all take the same job's items, but only once.
    assert turns(busy_service, "started_at")[workers : 2 * workers + 4].count(small) == 2
    assert turns(busy_service, "finished_at").index(small) < 10 - 2
