"""Cancelling in the middle of things: within a second nothing of the job runs, flows or lies on the disk."""

import os
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.jobs.sites import INSTAGRAM, SITES, YOUTUBE, Site
from tests.service import Service, eventually
from tests.upstream import Upstream

THREE_HOURS = "threeHours1"


def cancel(service: Service, job_id: str) -> float:
    """Cancel the job; when that was asked for."""
    asked_at = time.monotonic()
    answer = service.post(f"/jobs/{job_id}/cancel")
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    return asked_at


def work_folders(service: Service) -> list[Path]:
    """The folders of items under way."""
    return list(Path(service.environment["DATA_DIR"], "work").glob("*"))


def converters(service: Service) -> list[int]:
    """The ffmpeg processes of the service."""
    found = []
    for process in service.survivors():
        with suppress(psutil.NoSuchProcess):
            found += [process.pid] if "ffmpeg" in process.name() else []
    return found


def sessions(service: Service) -> set[int]:
    """The sessions of the service's processes: what runs a job has one of its own."""
    found = set()
    for process in service.survivors():
        with suppress(ProcessLookupError):
            found.add(os.getsid(process.pid))
    return found


@pytest.fixture
def idle_sessions(service: Service) -> set[int]:
    """The sessions while there is nothing to do."""
    return sessions(service)


def assert_nothing_is_left(service: Service, job_id: str, idle_sessions: set[int]) -> None:
    """No process of the job, no partial file, no result."""
    assert sessions(service) <= idle_sessions
    assert work_folders(service) == []
    assert list(Path(service.environment["DATA_DIR"], "files").glob("*")) == []
    status = service.status(job_id)
    assert (status["status"], status["files"], status["error"]) == ("cancelled", [], None)
    assert status["progress"] < 100


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_in_the_middle_of_a_transfer(
    service: Service, upstream: Upstream, idle_sessions: set[int], site: Site
) -> None:
    site.publish(upstream, "cancelLater", file_bytes=4_000_000)
    upstream.rate_bytes_per_second = 100_000
    job_id = site.download(service, "cancelLater")
    upstream.wait_for(lambda: upstream.open_transfers > 0)
    eventually(lambda: service.status(job_id)["downloaded_bytes"] > 0)

    asked_at = cancel(service, job_id)

    upstream.wait_for(lambda: upstream.open_transfers == 0, asked_at + 1 - time.monotonic())
    sent = upstream.total_media_bytes_sent
    eventually(lambda: not work_folders(service), asked_at + 1.5 - time.monotonic())
    assert_nothing_is_left(service, job_id, idle_sessions)
    assert upstream.total_media_bytes_sent == sent


@pytest.mark.parametrize(
    ("site", "audio_format"), [(YOUTUBE, "mp3"), (YOUTUBE, "flac"), (INSTAGRAM, "mp3")], ids=str
)
def test_in_the_middle_of_a_conversion(
    service: Service, upstream: Upstream, idle_sessions: set[int], site: Site, audio_format: str
) -> None:
    site.publish(upstream, "threeHours2", seconds=10_800.0)
    job_id = site.download(service, "threeHours2", audio_format=audio_format, **site.sound_alone)
    eventually(lambda: bool(converters(service)))
    assert sessions(service) > idle_sessions

    asked_at = cancel(service, job_id)

    eventually(lambda: not converters(service), asked_at + 1 - time.monotonic())
    eventually(lambda: not work_folders(service), asked_at + 1.5 - time.monotonic())
    assert_nothing_is_left(service, job_id, idle_sessions)


def test_what_was_cancelled_makes_room_for_the_next(service: Service, upstream: Upstream) -> None:
    upstream.rate_bytes_per_second = 100_000
    jobs = [service.download(THREE_HOURS, quality=quality) for quality in ("144p", "360p", "best", "worst")]
    eventually(lambda: all(service.status(job_id)["status"] == "processing" for job_id in jobs))

    for job_id in jobs:
        cancel(service, job_id)
    upstream.rate_bytes_per_second = None

    assert service.finished(service.download("numbrd00001"))["status"] == "completed"
    assert [service.status(job_id)["status"] for job_id in jobs] == ["cancelled"] * 4
