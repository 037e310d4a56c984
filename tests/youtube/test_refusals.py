"""What YouTube refuses, and what we refuse YouTube: the reason is in the job's status."""

import socket
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.service import Service, eventually
from tests.upstream import Behaviour, Kind, Upstream, Video


@pytest.mark.parametrize(
    ("video_id", "code"),
    [
        ("privateVid1", "private"),
        ("ageLimited1", "login_required"),
        ("membersOnly", "members_only"),
        ("geoBlocked1", "geo_restricted"),
        ("geoBlocked2", "geo_restricted"),
        ("deletedVid1", "not_found"),
        ("neverWasVid", "not_found"),
        ("liveNow0001", "live_stream"),
        ("upcoming001", "live_stream"),
    ],
)
def test_a_refusal_is_told_by_its_code_and_in_our_words(
    shared_service: Service, video_id: str, code: str
) -> None:
    status = shared_service.finished(shared_service.download(video_id))

    assert (status["status"], status["error_code"], status["files"]) == ("failed", code, [])
    for raw in ("ERROR", "[youtube]", video_id, "--", "http"):
        assert raw not in status["error"]


def test_a_bot_check_pauses_the_platform_for_everybody(service: Service, upstream: Upstream) -> None:
    refused = service.download("botChecked1")
    eventually(lambda: rows(service, "SELECT provider FROM jobs_platformpause") == [("youtube",)])
    eventually(lambda: rows(service, "SELECT error_code FROM jobs_jobitem") == [("upstream_blocked",)])
    waiting = service.download("ordinaryVid")
    eventually(lambda: rows(service, "SELECT id FROM django_q_ormq") == [])  # a worker was woken, and looked

    assert service.status(refused)["status"] == "processing"  # to be tried again
    assert service.status(waiting)["status"] == "pending"
    assert not upstream.seen(video_id="ordinaryVid")


def rows(service: Service, query: str) -> Sequence[Any]:
    """What the service's database answers."""
    url = service.environment.get("DATABASE_URL")
    if url:
        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchall()
    with closing(sqlite3.connect(Path(service.environment["DATA_DIR"]) / "db.sqlite3")) as database:
        return database.execute(query).fetchall()


# --- other hosts -----------------------------------------------------------------------------------


@pytest.fixture
def inner_address() -> Iterator[str]:
    """A web server of this machine that nobody may ask."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/secret"
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()


TARGETS = ["inner address", "https://inner.test/", "http://www.youtube.com/x"]


@pytest.mark.parametrize("kind", [Kind.PAGE, Kind.PLAYER, Kind.MEDIA, Kind.MANIFEST])
@pytest.mark.parametrize("target", TARGETS)
def test_a_redirect_to_another_host_is_not_followed(
    shared_service: Service, shared_upstream: Upstream, inner_address: str, kind: Kind, target: str
) -> None:
    # A refusal is remembered for a while, so each case has a video of its own.
    video_id = f"redir_{kind[:4]}{TARGETS.index(target)}"
    shared_upstream.add(Video(video_id, "Lures us away", 2.0, h264=(144,), combined=False, hls=(360,)))
    address = inner_address if target == "inner address" else target
    shared_upstream.misbehave(Behaviour(redirect_to=address), kind=kind, video_id=video_id)

    status = shared_service.finished(shared_service.download(video_id))

    assert (status["status"], status["error_code"]) == ("failed", "extraction_failed")
    assert any(request.status == 302 for request in shared_upstream.seen(kind, video_id))
    assert not shared_upstream.unexpected
