"""Kills the service's processes while downloads run, and checks that nothing is lost.

`python -m tests.chaos` (`make chaos`) is the long form, on SQLite or, where `DATABASE_URL` names a server, on
PostgreSQL; tests/jobs/test_deaths.py has the short one.
"""

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import psutil
import psycopg
from django.conf import settings

from tests.service import Service, database, eventually
from tests.upstream import Kind, Request, Upstream, Video

PICTURE_BYTES = 9_000_000
SOUND_BYTES = 3_000_000
VIDEO_BYTES = PICTURE_BYTES + SOUND_BYTES
BYTES_PER_SECOND = 1_000_000
# What was on its way to a killed process has to come again.
BYTES_AT_MOST = 1.5
GONE_SECONDS = 5.0
PATIENCE_SECONDS = 180.0


# --- what is downloaded ----------------------------------------------------------------------------


def publish_videos(upstream: Upstream, count: int) -> list[str]:
    """So many videos of one picture and one sound, of known sizes; their ids."""
    videos = [
        Video(
            id=f"chaos{number:06}",
            title=f"Chaos {number}",
            duration_seconds=10,
            h264=(144,),
            opus=False,
            combined=False,
            picture_bytes=PICTURE_BYTES,
            sound_bytes=SOUND_BYTES,
        )
        for number in range(count)
    ]
    upstream.add(*videos)
    upstream.prepare(videos[0])  # they are alike, and so share their files
    return [video.id for video in videos]


def transfers(upstream: Upstream, video_id: str | None = None) -> list[Request]:
    """The requests for media so far, in the order they came."""
    return [request for request in upstream.seen(Kind.MEDIA, video_id) if request.is_transfer]


def sent(requests: Sequence[Request]) -> int:
    """How many bytes have gone out in answer to them."""
    return sum(request.bytes_sent for request in requests)


class DoubleRunners:
    """Looks all the time for two processes that fetch the same bytes.

    Each video is asked for by one job, so two transfers of the same part of a file are two runners. The
    stand-in hears of a killed client a moment late: what counts is seen twice in a row.
    """

    LOOK_SECONDS = 0.25

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep_looking, daemon=True)
        self.seen: set[tuple[str, str]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _keep_looking(self) -> None:
        before: set[tuple[str, str]] = set()
        while not self._done.wait(self.LOOK_SECONDS):
            now = self._doubles()
            self.seen |= now & before
            before = now

    def _doubles(self) -> set[tuple[str, str]]:
        running = [request for request in transfers(self._upstream) if not request.finished]
        parts = Counter((request.video_id, request.query["itag"], _part_end(request)) for request in running)
        return {(video_id, itag) for (video_id, itag, _), count in parts.items() if count > 1}


def _part_end(request: Request) -> int:
    """Where the part asked for ends: a resumed one begins elsewhere, but ends where it always did."""
    last = (request.range or "").partition("-")[2]
    return min(int(last), PICTURE_BYTES) if last else PICTURE_BYTES


# --- what the service has kept ---------------------------------------------------------------------


def query(service: Service, statement: str) -> list[tuple[Any, ...]]:
    """What the service's database answers; a change is committed."""
    url = service.environment.get("DATABASE_URL")
    if url:
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []
    with closing(sqlite3.connect(service.folder / "data" / "db.sqlite3", timeout=20)) as file, file:
        return file.execute(statement).fetchall()


def states(service: Service) -> list[str]:
    """Those of all items, in the order they were made."""
    return [state for (state,) in query(service, "SELECT state FROM jobs_jobitem ORDER BY id")]


def all_finished(service: Service) -> bool:
    """Whether no item waits or runs."""
    return not {"pending", "processing"} & set(states(service))


def purge_an_hour_later(service: Service) -> None:
    """Run the purge as it will be: what has no row is not touched while it is young."""
    code = "import datetime, jobs.purge as p; p.ORPHANS_KEPT = datetime.timedelta(); p.purge()"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "shell", "--command", code]
    subprocess.run(
        command, env=service.environment, cwd=service.folder, check=True, capture_output=True, timeout=60
    )


def assert_all_completed(service: Service, count: int, failed_attempts: int = 0) -> None:
    """Each job once, with one file of its own, and nothing left over. The service has been stopped."""
    items = query(service, "SELECT state, error_code, token, deaths, attempts FROM jobs_jobitem")
    assert len(items) == count
    assert {item[:3] for item in items} == {("completed", None, None)}, items
    assert sum(attempts for *_, attempts in items) <= failed_attempts, items
    assert query(service, "SELECT state FROM jobs_job") == [("completed",)] * count
    files = {str(key).replace("-", "") for (key,) in query(service, "SELECT id FROM jobs_file")}
    published = dict(query(service, "SELECT jobitem_id, file_id FROM jobs_file_items"))
    assert len(files) == len(published) == len(set(published.values())) == count
    purge_an_hour_later(service)
    data = Path(service.environment["DATA_DIR"])
    assert {path.name.replace("-", "") for path in (data / "files").iterdir()} == files
    assert not list((data / "work").iterdir())


# --- processes -------------------------------------------------------------------------------------


def children_of(process: psutil.Process) -> list[psutil.Process]:
    """Its living children, the oldest first."""
    with suppress(psutil.NoSuchProcess):
        living = [child for child in process.children() if child.status() != psutil.STATUS_ZOMBIE]
        return sorted(living, key=psutil.Process.create_time)
    return []


def supervised(service: Service) -> dict[str, psutil.Process]:
    """The processes that the supervisor watches: the web has two of its own, the queue a single one."""
    assert service.process is not None
    names = {0: "recovery", 2: "web", 1: "queue"}
    return {
        names[len(children_of(process))]: process
        for process in children_of(psutil.Process(service.process.pid))
    }


def queue_processes(service: Service) -> list[psutil.Process]:
    """django-q2's workers, its monitor and its pusher."""
    (sentinel,) = children_of(supervised(service)["queue"])
    return children_of(sentinel)


def item_processes(service: Service) -> list[psutil.Process]:
    """The processes that download now, one for each item."""
    return [child for worker in queue_processes(service) for child in children_of(worker)]


def kill(processes: Sequence[psutil.Process]) -> None:
    """End them with SIGKILL; some may have gone already."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


class Deaths:
    """Lets the processes of a service die, and starts it again where nobody else would."""

    def __init__(self, service: Service, seed: int) -> None:
        self._service = service
        self._random = random.Random(seed)
        self.of_tools = 0
        """How often an ffmpeg was killed: whoever waited for it lives, and counts a failed attempt."""

    def of_one(self) -> None:
        """Any one under the supervisor."""
        if processes := self._service.processes():
            process = self._random.choice(processes)
            with suppress(psutil.NoSuchProcess):
                self.of_tools += "ffmpeg" in " ".join(process.cmdline())
                process.kill()

    def of_supervisor(self) -> None:
        """All else has to go by itself."""
        self._service.kill()
        eventually(lambda: not self._service.survivors(), GONE_SECONDS)
        self._service.start()

    def of_all(self) -> None:
        """Everything at once, as in a power cut."""
        processes = self._service.processes()
        self._service.kill()
        kill(processes)
        eventually(lambda: not self._service.survivors(), GONE_SECONDS)
        self._service.start()

    def happen(self, plan: str) -> None:
        """One after another, at random times: `1` one process, `s` the supervisor, `a` all."""
        pause = threading.Event()
        for death in plan:
            pause.wait(self._random.uniform(0.2, 1.8))
            {"1": self.of_one, "s": self.of_supervisor, "a": self.of_all}[death]()


def assert_nothing_is_lost(service: Service, upstream: Upstream, downloads: int, plan: str) -> None:
    """Let processes die as planned while so many videos are downloaded. Stops the service in the end."""
    deaths = Deaths(service, seed=len(plan))
    upstream.rate_bytes_per_second = BYTES_PER_SECOND
    with DoubleRunners(upstream) as doubles:
        for video_id in publish_videos(upstream, downloads):
            service.download(video_id)
        deaths.happen(plan)
        assert not all_finished(service), "the downloads were over too soon to prove anything"
        upstream.rate_bytes_per_second = None
        eventually(lambda: all_finished(service), PATIENCE_SECONDS)
    assert not doubles.seen
    assert service.stop() == 0
    assert not service.survivors()
    assert_all_completed(service, downloads, failed_attempts=deaths.of_tools)
    assert upstream.total_media_bytes_sent < BYTES_AT_MOST * VIDEO_BYTES * downloads


# --- the long form ---------------------------------------------------------------------------------

DOWNLOADS = 30
PLAN = "11111s11111a" * 4


@contextmanager
def fresh_service() -> Iterator[tuple[Service, Upstream]]:
    """A service without a past."""
    with (
        Upstream(Path(__file__).parent / ".media") as upstream,
        tempfile.TemporaryDirectory() as folder,
        database() as environment,
        Service(Path(folder), upstream, CONNECTIONS_PER_DOWNLOAD="2", **environment) as service,
    ):
        yield service, upstream


def many_deaths() -> None:
    """Forty deaths of any process, four of the supervisor and four of all, while thirty downloads run."""
    with fresh_service() as (service, upstream):
        begun = time.monotonic()
        assert_nothing_is_lost(service, upstream, DOWNLOADS, PLAN)
        again = upstream.total_media_bytes_sent / (DOWNLOADS * VIDEO_BYTES) - 1
    _say(f"{DOWNLOADS} downloads, {len(PLAN)} deaths: nothing lost, nothing twice")
    _say(f"{time.monotonic() - begun:.0f} seconds; {again:.0%} of the bytes were fetched again")


def queue_that_stands_still() -> None:
    """Nobody dies, and yet nothing moves: the watchdog has to see it."""
    with fresh_service() as (service, upstream):
        for process in queue_processes(service):
            process.suspend()
        begun = time.monotonic()
        job = service.download(publish_videos(upstream, 1)[0])
        assert service.finished(job, PATIENCE_SECONDS)["status"] == "completed"
    _say(f"a queue that stood still: its work was done in {time.monotonic() - begun:.0f} seconds")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "downloader_project.settings"
    many_deaths()
    queue_that_stands_still()
