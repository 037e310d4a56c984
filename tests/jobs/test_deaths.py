"""Processes die at any time: downloads go on where they were, nothing runs twice and nothing is left over.

The long form is `make chaos` (tests/chaos.py).
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import requests

from tests import chaos
from tests.chaos import PICTURE_BYTES, VIDEO_BYTES, all_finished, query, sent, states, transfers
from tests.jobs.sites import SITES, Site
from tests.service import Service, database, eventually
from tests.upstream import Behaviour, Request, Upstream

SLOW = 250_000
GO_ON_SECONDS = 8.0
STOP_SECONDS = 5.0  # half of what is promised: past it the supervisor would not wait, but kill
QUEUE_PROCESSES = 7  # WORKERS (4) and one more, the monitor and the pusher
# Those, their sentinel and its parent, the web with two of its own, recovery, and the downloads.
ALL_PROCESSES = QUEUE_PROCESSES + 2 + 3 + 1 + 4
needs_a_server = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="needs DATABASE_URL")


def start_downloads(service: Service, upstream: Upstream, count: int = 1) -> list[str]:
    """Jobs that are being downloaded, slowly; their ids."""
    upstream.rate_bytes_per_second = SLOW
    jobs = [service.download(video_id) for video_id in chaos.publish_videos(upstream, count)]
    upstream.wait_for(lambda: upstream.total_media_bytes_sent > count * SLOW, 20)
    return jobs


def finish(service: Service, upstream: Upstream) -> None:
    """Let the downloads go on as fast as they can, until all are over."""
    upstream.rate_bytes_per_second = None
    eventually(lambda: all_finished(service))


def let_leases_expire(service: Service) -> None:
    """As if nobody had renewed them for long."""
    query(service, "UPDATE jobs_jobitem SET lease_until = '2000-01-01 00:00:00+00:00'")


def is_alive(process: psutil.Process) -> bool:
    """Whether it is there, and more than a zombie."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def test_deaths_at_random_lose_nothing(service: Service, upstream: Upstream) -> None:
    chaos.assert_nothing_is_lost(service, upstream, downloads=6, plan="111s11a1")


# --- told to stop ----------------------------------------------------------------------------------


def order_to_stop(service: Service, order: signal.Signals) -> None:
    """All is gone in time, and all downloads have been given back."""
    assert service.process is not None
    service.process.send_signal(order)
    assert service.process.wait(STOP_SECONDS) == 0
    assert not service.survivors()
    released = query(service, "SELECT state, token, lease_until, attempts, deaths FROM jobs_jobitem")
    assert set(released) == {("pending", None, None, 0, 0)}


def test_ctrl_c_gives_all_downloads_back(service: Service, upstream: Upstream) -> None:
    start_downloads(service, upstream, 4)

    order_to_stop(service, signal.SIGINT)


def test_what_was_given_back_goes_on_at_the_next_start(service: Service, upstream: Upstream) -> None:
    start_downloads(service, upstream, 4)
    order_to_stop(service, signal.SIGTERM)

    begun = len(transfers(upstream))
    service.start()
    upstream.wait_for(lambda: len(transfers(upstream)) >= begun + 4, GO_ON_SECONDS)
    finish(service, upstream)
    service.stop()
    chaos.assert_all_completed(service, 4)


def test_nothing_outlives_a_killed_supervisor(service: Service, upstream: Upstream) -> None:
    start_downloads(service, upstream, 4)
    assert len(service.survivors()) > QUEUE_PROCESSES + 4

    service.kill()

    try:
        eventually(lambda: not service.survivors(), chaos.GONE_SECONDS)
    finally:
        chaos.kill(service.survivors())


# --- one download ----------------------------------------------------------------------------------


@pytest.mark.parametrize("site", SITES, ids=str)
def test_a_killed_download_goes_on_within_seconds_where_it_was(
    service: Service, upstream: Upstream, site: Site
) -> None:
    site.publish(upstream, "killedOnce1", file_bytes=VIDEO_BYTES // 2)
    upstream.rate_bytes_per_second = SLOW
    site.download(service, "killedOnce1")
    upstream.wait_for(lambda: upstream.total_media_bytes_sent > SLOW, 20)
    begun = len(transfers(upstream))

    chaos.kill(chaos.item_processes(service))

    upstream.wait_for(lambda: len(transfers(upstream)) > begun, GO_ON_SECONDS)
    finish(service, upstream)
    assert query(service, "SELECT state, attempts, deaths FROM jobs_jobitem") == [("completed", 0, 1)]
    assert upstream.total_media_bytes_sent < 1.3 * VIDEO_BYTES


def test_a_stream_that_has_arrived_is_not_fetched_again(service: Service, upstream: Upstream) -> None:
    def is_sound(request: Request) -> bool:
        return request.query.get("itag") == "140"

    def bytes_of_pictures() -> int:
        return sent([request for request in transfers(upstream) if not is_sound(request)])

    upstream.misbehave(Behaviour(rate_bytes_per_second=SLOW), where=is_sound)
    (video_id,) = chaos.publish_videos(upstream, 1)
    service.download(video_id)
    upstream.wait_for(lambda: bytes_of_pictures() == PICTURE_BYTES, 20)

    chaos.kill(chaos.item_processes(service))

    upstream.forgive()
    finish(service, upstream)
    assert query(service, "SELECT state, deaths FROM jobs_jobitem") == [("completed", 1)]
    assert bytes_of_pictures() == PICTURE_BYTES


def test_a_download_that_stands_still_is_ended_and_made_by_another(
    service: Service, upstream: Upstream
) -> None:
    start_downloads(service, upstream)
    (stopped,) = chaos.item_processes(service)
    stopped.suspend()

    let_leases_expire(service)

    eventually(lambda: not is_alive(stopped), GO_ON_SECONDS)
    finish(service, upstream)
    assert query(service, "SELECT state, attempts, deaths FROM jobs_jobitem") == [("completed", 0, 1)]


def test_the_download_of_a_worker_that_stands_still_is_not_begun_beside_it(
    service: Service, upstream: Upstream
) -> None:
    start_downloads(service, upstream)
    (download,) = chaos.item_processes(service)
    worker = download.parent()
    assert worker is not None
    worker.suspend()
    let_leases_expire(service)
    eventually(lambda: states(service) == ["pending"], GO_ON_SECONDS)

    other = service.download(chaos.publish_videos(upstream, 2)[1])
    eventually(lambda: service.status(other)["progress"] > 5)

    assert states(service) == ["pending", "processing"]
    worker.resume()
    finish(service, upstream)
    service.stop()
    chaos.assert_all_completed(service, 2)


def test_a_job_deleted_while_it_runs_leaves_nothing_and_the_others_alone(
    service: Service, upstream: Upstream
) -> None:
    deleted, _ = start_downloads(service, upstream, 2)

    assert requests.delete(f"{service.url}/jobs/{deleted}", timeout=30).ok

    eventually(lambda: len(chaos.item_processes(service)) == 1, 2)
    finish(service, upstream)
    service.stop()
    chaos.assert_all_completed(service, 1)


# --- what stands around the downloads --------------------------------------------------------------


def test_the_web_comes_back(service: Service) -> None:
    web = chaos.supervised(service)["web"]
    chaos.kill(chaos.children_of(web)[:1])
    eventually(service.answers)

    chaos.kill([web])

    eventually(lambda: not web.is_running())
    eventually(service.answers)


def test_a_queue_goes_on_though_all_its_idle_processes_die(service: Service, upstream: Upstream) -> None:
    for process in chaos.queue_processes(service):
        chaos.kill([process])
        eventually(lambda: len(chaos.queue_processes(service)) == QUEUE_PROCESSES, GO_ON_SECONDS)

    (video_id,) = chaos.publish_videos(upstream, 1)
    assert service.finished(service.download(video_id), 20)["status"] == "completed"


def test_downloads_go_on_when_what_looks_after_them_dies(service: Service, upstream: Upstream) -> None:
    start_downloads(service, upstream, 4)
    recovery = chaos.supervised(service)["recovery"]
    (sentinel,) = chaos.children_of(chaos.supervised(service)["queue"])

    chaos.kill([recovery, sentinel])
    eventually(lambda: not is_alive(sentinel) and not is_alive(recovery))
    eventually(lambda: len(service.processes()) == ALL_PROCESSES, GO_ON_SECONDS)
    chaos.kill([chaos.supervised(service)["queue"]])

    finish(service, upstream)
    service.stop()
    chaos.assert_all_completed(service, 4)


# --- a server for the database ---------------------------------------------------------------------


class Machine(Service):
    """A further machine: workers alone."""

    def start(self, command: str = "worker") -> None:
        """Start it."""
        super().start(command)

    def answers(self) -> bool:
        """Workers answer nobody, so there is nothing to wait for."""
        return True


@pytest.fixture
def machines(tmp_path: Path, upstream: Upstream) -> Iterator[tuple[Service, Machine]]:
    """Two machines that share a database; each downloads one item at a time. The second has not started."""
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    with database() as shared:
        environment = {**shared, "SECRET_KEY": "shared-by-all-machines-of-the-test", "WORKERS": "1"}
        second = Machine(folders[1], upstream, **environment)
        with Service(folders[0], upstream, **environment) as first:
            yield first, second
            if second.process:
                second.stop()


@needs_a_server
def test_a_second_machine_shares_the_work(machines: tuple[Service, Machine], upstream: Upstream) -> None:
    first, second = machines
    start_downloads(first, upstream, 1)
    second.start()
    with chaos.DoubleRunners(upstream) as doubles:
        for video_id in chaos.publish_videos(upstream, 4)[1:]:
            first.download(video_id)
        eventually(lambda: states(first).count("processing") == 2)
        finish(first, upstream)

    assert not doubles.seen
    assert query(first, "SELECT count(DISTINCT machine), count(*), sum(attempts) FROM jobs_jobitem") == [
        (2, 4, 0)
    ]
    assert query(first, "SELECT count(*) FROM jobs_file") == [(4,)]


@needs_a_server
def test_a_machine_that_stood_still_does_not_publish_what_another_has_made(
    machines: tuple[Service, Machine], upstream: Upstream
) -> None:
    first, second = machines
    start_downloads(first, upstream)
    still = first.processes()
    for process in still:
        process.suspend()
    let_leases_expire(first)
    second.start()
    finish(first, upstream)

    for process in still:
        process.resume()

    eventually(lambda: not chaos.item_processes(first))
    assert query(first, "SELECT state, attempts, deaths FROM jobs_jobitem") == [("completed", 0, 1)]
    assert query(first, "SELECT count(*) FROM jobs_file") == [(1,)]


@needs_a_server
def test_downloads_go_on_when_the_database_cuts_all_connections(service: Service, upstream: Upstream) -> None:
    start_downloads(service, upstream, 4)
    sent_before = upstream.total_media_bytes_sent

    query(
        service,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )

    upstream.wait_for(lambda: upstream.total_media_bytes_sent > sent_before + 4 * SLOW, 20)
    finish(service, upstream)
    assert query(service, "SELECT sum(deaths) FROM jobs_jobitem") == [(0,)]
    service.stop()
    chaos.assert_all_completed(service, 4)
