"""GET /events and GET /jobs/{job_id}/events, through the running service wherever events flow."""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
import requests
from django.conf import settings as project
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from jobs import events
from jobs.errors import Code, sentence
from jobs.events import EPOCH, changes, events_of
from jobs.feed import HEARTBEAT_SECONDS, MAX_WATCHERS
from jobs.models import DeletedJob, Job, JobItem, State
from jobs.purge import purge
from jobs.supervisor import WEB_PROCESSES
from tests.jobs.rows import expire, make_file, make_item, make_job
from tests.service import Service, eventually

PATIENCE_SECONDS = 30
FINISHED = {"completed", "failed", "cancelled"}


@dataclass(frozen=True)
class Told:
    """An event as a client gets it."""

    name: str
    id: str
    data: dict[str, Any]


def parsed(text: str) -> list[Told]:
    """The events of a stream, or of a part of it."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields:
            found.append(Told(fields["event"], fields["id"], json.loads(fields["data"])))
    return found


class Stream:
    """A client's view of an answer that goes on."""

    def __init__(self, answer: requests.Response) -> None:
        assert answer.status_code == 200, answer.text
        self.headers = answer.headers
        self.lines = (line.decode() for line in answer.iter_lines(chunk_size=1))
        self.opening = "\n".join(iter(lambda: next(self.lines), ""))

    def __iter__(self) -> Iterator[Told]:
        block = []
        for line in self.lines:
            block.append(line)
            if not line:
                yield from parsed("\n".join(block))
                block = []

    def until(self, name: str, **values: Any) -> Told:
        """The next event of this name with these values; leaves out what comes before."""
        return next(
            event
            for event in self
            if event.name == name and all(event.data[key] == value for key, value in values.items())
        )


@contextmanager
def watching(service: Service, path: str = "/events", **headers: str) -> Iterator[Stream]:
    """A stream that the service has begun."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with requests.get(
        f"{service.url}{path}",
        headers={"Accept": "text/event-stream", **named},
        stream=True,
        timeout=PATIENCE_SECONDS,
    ) as answer:
        yield Stream(answer)


def in_service(service: Service, code: str) -> str:
    """What Python prints that runs with the service's settings and database."""
    imports = (
        "from datetime import timedelta; from django.utils import timezone; "
        "from jobs.models import Job, JobItem; from tests.jobs.rows import make_job; "
    )
    command = [sys.executable, str(project.BASE_DIR / "manage.py"), "shell", "--command", imports + code]
    return subprocess.check_output(
        command, env=service.environment, cwd=service.folder, text=True, timeout=60
    ).strip()


def make_job_there(service: Service, state: State = State.PROCESSING, items: int = 1) -> str:
    """The id of a job that nobody works on."""
    return in_service(service, f"print(make_job({state.value!r}, items={items}).pk)").split()[-1]


# --- One job --------------------------------------------------------------------------------------


def test_the_events_of_a_job_tell_its_story_and_end_with_it(shared_service: Service) -> None:
    job_id = shared_service.download("ordinaryVid")

    with watching(shared_service, f"/jobs/{job_id}/events") as stream:
        story = list(stream)

    assert {event.data["job_id"] for event in story} == {job_id}
    assert [event.name for event in story[:2]] == ["item", "job"]
    last_item, last_job = story[-2:]
    assert (last_item.name, last_item.data["status"], last_item.data["progress"]) == (
        "item",
        "completed",
        100,
    )
    assert (last_job.name, last_job.data["status"], last_job.data["files_count"]) == ("job", "completed", 1)
    assert not FINISHED & {event.data["status"] for event in story[:-2]}
    assert [int(event.id) for event in story] == sorted(int(event.id) for event in story)


def test_a_stream_begins_with_how_to_come_back_and_is_not_kept_by_proxies(shared_service: Service) -> None:
    with watching(shared_service, f"/jobs/{make_job_there(shared_service)}/events") as stream:
        assert stream.opening == "retry: 2000\nid: 0"
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert stream.headers["Cache-Control"] == "no-cache"
        assert stream.headers["X-Accel-Buffering"] == "no"
        assert "Content-Encoding" not in stream.headers


def test_the_stream_of_a_finished_job_tells_its_state_and_ends(shared_service: Service) -> None:
    job_id = make_job_there(shared_service, State.FAILED, items=3)

    with watching(shared_service, f"/jobs/{job_id}/events") as stream:
        told = [(event.name, event.data["status"]) for event in stream]

    assert told == [("item", "failed")] * 3 + [("job", "failed")]


def test_who_comes_back_to_a_finished_job_and_knows_all_is_sent_away(shared_service: Service) -> None:
    path = f"/jobs/{make_job_there(shared_service, State.COMPLETED)}/events"
    with watching(shared_service, path) as stream:
        last = list(stream)[-1]

    answer = shared_service.get(path, headers={"Last-Event-ID": last.id})
    assert (answer.status_code, answer.content) == (204, b"")
    missed_one = str(int(last.id) - 1)
    with watching(shared_service, path, Last_Event_ID=missed_one) as stream:
        assert list(stream)[-1] == last


def test_only_what_happens_to_the_job_is_told(shared_service: Service) -> None:
    job_id, other_id = make_job_there(shared_service), make_job_there(shared_service)

    with watching(shared_service, f"/jobs/{job_id}/events") as stream:
        stream.until("job")
        shared_service.post(f"/jobs/{other_id}/cancel")
        shared_service.post(f"/jobs/{job_id}/cancel")
        assert {event.data["job_id"] for event in stream} == {job_id}


def test_errors_come_in_the_readers_language(shared_service: Service) -> None:
    job_id = shared_service.download("no-suchVid0")
    shared_service.finished(job_id)

    for language in ("en", "fa"):
        with (
            translation.override(language),
            watching(shared_service, f"/jobs/{job_id}/events", Accept_Language=language) as stream,
        ):
            for event in stream:
                assert event.data["error_code"] == "not_found"
                assert event.data["error"] == sentence("not_found")


# --- All jobs -------------------------------------------------------------------------------------


def test_all_events_tell_what_changes_from_now_on(shared_service: Service) -> None:
    old = make_job_there(shared_service)

    with watching(shared_service) as stream:
        new = shared_service.download("ordinaryVid")
        story = [stream.until("job", job_id=new)]
        while story[-1].data["status"] not in FINISHED:
            story.append(next(iter(stream)))

    assert old not in {event.data["job_id"] for event in story}
    assert {event.name for event in story} >= {"job"}


def test_a_silent_stream_has_a_comment_every_15_seconds(shared_service: Service) -> None:
    with watching(shared_service) as stream:
        silent_since = time.monotonic()
        while next(stream.lines) != ":":
            silent_since = time.monotonic()  # something of an earlier test

    assert HEARTBEAT_SECONDS - 1 < time.monotonic() - silent_since < HEARTBEAT_SECONDS + 2


def test_every_watcher_of_every_process_is_told(shared_service: Service) -> None:
    with ExitStack() as stack:
        streams = [stack.enter_context(watching(shared_service)) for _ in range(8)]
        job_id = make_job_there(shared_service)
        shared_service.post(f"/jobs/{job_id}/cancel")
        for stream in streams:
            assert stream.until("job", job_id=job_id, status="cancelled")


def test_a_job_is_told_of_when_only_its_item_changed(shared_service: Service) -> None:
    job_id = make_job_there(shared_service)

    with watching(shared_service) as stream:
        numbers = "progress=40, speed_bytes=1000, eta_seconds=7, updated_at=timezone.now()"
        in_service(shared_service, f"JobItem.objects.filter(job='{job_id}').update({numbers})")
        told = stream.until("job", job_id=job_id, progress=40)

    assert (told.data["speed"], told.data["eta"]) == (1000, 7)


def test_a_change_that_lands_late_is_told_all_the_same(shared_service: Service) -> None:
    job_id = make_job_there(shared_service)

    with watching(shared_service) as stream:
        make_job_there(shared_service)
        stream.until("job")
        late = "title='late', updated_at=timezone.now() - timedelta(seconds=2)"
        in_service(shared_service, f"Job.objects.filter(pk='{job_id}').update({late})")
        assert stream.until("job", job_id=job_id, title="late")


def test_more_than_fits_in_memory_is_told_from_the_database(shared_service: Service) -> None:
    job_id = make_job_there(shared_service, items=3000)

    with watching(shared_service) as all_jobs, watching(shared_service, f"/jobs/{job_id}/events") as one_job:
        shared_service.post(f"/jobs/{job_id}/cancel")
        for stream in (all_jobs, one_job):
            cancelled: set[int] = set()
            while len(cancelled) < 3000:
                cancelled.add(stream.until("item", job_id=job_id, status="cancelled").data["index"])


# --- Coming back ----------------------------------------------------------------------------------


def test_who_comes_back_gets_what_changed_meanwhile_even_after_a_restart(service: Service) -> None:
    job_id = service.download("ordinaryVid")
    with watching(service) as stream:
        seen = stream.until("job", job_id=job_id)
    service.finished(job_id)
    gone = make_job_there(service)
    requests.delete(f"{service.url}/jobs/{gone}", timeout=30)
    service.stop()
    service.start()

    with watching(service, Last_Event_ID=seen.id) as stream:
        told = {(event.name, event.data["job_id"]): event for _, event in zip(range(3), stream, strict=False)}

    assert told["job", job_id].data["status"] == "completed"
    assert told["item", job_id].data["status"] == "completed"
    assert told["deleted", gone]


def test_who_loses_us_before_the_first_event_misses_nothing(shared_service: Service) -> None:
    with watching(shared_service) as stream:
        beginning = stream.opening.rpartition("id: ")[2]
    job_id = make_job_there(shared_service)

    with watching(shared_service, Last_Event_ID=beginning) as stream:
        assert stream.opening.endswith(f"id: {beginning}")
        assert stream.until("job", job_id=job_id)


# --- Deleting -------------------------------------------------------------------------------------


def test_a_deleted_job_is_told_of_and_its_own_stream_ends(shared_service: Service) -> None:
    job_id = make_job_there(shared_service)

    with watching(shared_service) as all_jobs, watching(shared_service, f"/jobs/{job_id}/events") as one_job:
        one_job.until("job")
        requests.delete(f"{shared_service.url}/jobs/{job_id}", timeout=30)
        assert all_jobs.until("deleted", job_id=job_id).data == {"job_id": job_id, "deleted": True}
        assert [event.name for event in one_job][-1] == "deleted"


@pytest.mark.django_db
def test_that_a_job_was_deleted_is_known_for_an_hour(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    job = make_job()
    client.delete(f"/jobs/{job.pk}")
    purge()
    assert DeletedJob.objects.filter(job_id=job.pk).exists()

    DeletedJob.objects.update(updated_at=timezone.now() - timedelta(minutes=61))
    purge()

    assert not DeletedJob.objects.exists()


# --- Many clients ---------------------------------------------------------------------------------


def test_streams_are_limited_harm_nobody_and_free_their_places(service: Service) -> None:
    with ExitStack() as stack:
        answers = [stack.enter_context(asking_for_events(service)) for _ in range(300)]
        refused = [answer for answer in answers if answer.status == 429]

        # Which process takes a connection is the system's choice.
        assert MAX_WATCHERS <= 300 - len(refused) <= MAX_WATCHERS * WEB_PROCESSES
        assert {json.load(answer)["code"] for answer in refused} == {"busy"}
        assert {answer.headers["Retry-After"] for answer in refused} == {"10"}
        assert slowest_health(service) < 1.0
        assert service.finished(service.download("ordinaryVid"))["status"] == "completed"

    # Those who have gone are noticed when they are told something.
    service.post(f"/jobs/{make_job_there(service)}/cancel")
    eventually(lambda: all(is_let_in(service) for _ in range(10)))


def test_open_streams_do_not_hold_up_a_stop(service: Service) -> None:
    with asking_for_events(service), asking_for_events(service):
        started = time.monotonic()
        assert service.stop() == 0

    assert time.monotonic() - started < 6


@contextmanager
def asking_for_events(service: Service) -> Iterator[HTTPResponse]:
    """The beginning of the answer to one client more."""
    connection = HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE_SECONDS)
    with closing(connection):
        connection.request("GET", "/events")
        yield connection.getresponse()


def is_let_in(service: Service) -> bool:
    """Whether there is room for one more."""
    with asking_for_events(service) as answer:
        return answer.status == 200


def slowest_health(service: Service) -> float:
    """Seconds that the slowest of some answers took."""
    return max(service.get("/health").elapsed.total_seconds() for _ in range(30))


# --- What is refused ------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("job_id", [uuid.uuid4(), "nonsense", "%00"])
def test_an_unknown_job_is_not_found(client: Client, job_id: object) -> None:
    answer = client.get(f"/jobs/{job_id}/events", headers={"accept": "text/event-stream"})

    assert answer.status_code == 404
    assert answer.json()["code"] == "job_not_found"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/events", "job"])
@pytest.mark.parametrize("last", ["x", "-1", "1.5", "9" * 17, "۱۲۳", "1 2"])
def test_an_id_that_is_none_of_ours_is_refused(client: Client, path: str, last: str) -> None:
    if path == "job":
        path = f"/jobs/{make_job().pk}/events"

    answer = client.get(path, headers={"Last-Event-ID": last})

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_request"
    assert "Last-Event-ID" in answer.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["POST", "HEAD"])
@pytest.mark.parametrize("path", ["/events", f"/jobs/{uuid.uuid4()}/events"])
def test_only_get_is_allowed(client: Client, method: str, path: str) -> None:
    assert client.generic(method, path).status_code == 405


# --- What is told ---------------------------------------------------------------------------------


def told(since: Any = EPOCH) -> list[Told]:
    """All events since then, in English."""
    return parsed(b"".join(event.text("en") for event in events_of(list(changes(since)))).decode())


@pytest.mark.django_db
def test_a_job_has_the_fields_of_the_list_and_those_that_change(client: Client) -> None:
    job = make_job(State.COMPLETED, items=2, type="batch")
    file = make_file(job.items.get(index=0))

    event = told()[-1]

    assert event.name == "job"
    assert event.data == client.get("/jobs").json()["jobs"][0] | {
        "error": None,
        "error_code": None,
        "speed": None,
        "eta": None,
        "updated_at": client.get(f"/status/{job.pk}").json()["updated_at"],
        "expires_at": file.expires_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    expire(file)
    assert (told()[-1].data["files_count"], told()[-1].data["expires_at"]) == (0, None)


@pytest.mark.django_db
def test_an_item_has_the_fields_of_the_status_and_how_far_it_is(client: Client) -> None:
    job = make_job(State.PROCESSING, items=0)
    numbers = {"downloaded_bytes": 50, "total_bytes": 100, "speed_bytes": 5, "eta_seconds": 10}
    make_item(job, 0, State.PROCESSING, progress=50, **numbers)
    make_item(job, 1)

    event = told()[0]

    assert event.name == "item"
    assert event.data == client.get(f"/status/{job.pk}").json()["items"][0] | {
        "job_id": str(job.pk),
        "downloaded_bytes": 50,
        "total_bytes": 100,
        "speed": 5,
        "eta": 10,
    }


@pytest.mark.django_db
def test_a_failed_job_has_the_error_of_its_first_failed_item() -> None:
    job = make_job(State.FAILED, items=0)
    make_item(job, 0, State.CANCELLED)
    make_item(job, 1, State.FAILED, error_code=Code.PRIVATE)
    make_item(job, 2, State.FAILED, error_code=Code.NOT_FOUND)
    partly = make_job(State.COMPLETED, items=0)
    make_item(partly, 0, State.FAILED, error_code=Code.NOT_FOUND)

    errors = {event.data["job_id"]: event.data["error_code"] for event in told() if event.name == "job"}

    assert errors == {str(job.pk): "private", str(partly.pk): None}


@pytest.mark.django_db
def test_changes_come_in_their_order_however_many_share_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PAGE", 2)
    now = timezone.now()
    job = make_job(items=0)
    JobItem.objects.bulk_create(JobItem(job=job, index=index, updated_at=now) for index in range(7))
    JobItem.objects.filter(index=3).update(updated_at=now - timedelta(seconds=1))
    Job.objects.update(updated_at=now + timedelta(seconds=1))

    found = list(changes(EPOCH, job.pk))

    assert [change.at for change in found] == sorted(change.at for change in found)
    assert len({change.key for change in found}) == len(found) == 8
    assert not list(changes(now + timedelta(seconds=2)))
    assert found[0].at == now - timedelta(seconds=1)


@pytest.mark.django_db
def test_many_jobs_cost_as_many_queries_as_one(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(20):
        make_file(make_job(State.FAILED, items=2).items.get(index=0), name=f"{uuid.uuid4()}.mp4")

    with django_assert_max_num_queries(13):
        assert len(told()) == 60


@pytest.mark.django_db
def test_what_was_deleted_meanwhile_is_left_out() -> None:
    make_job()
    found = list(changes(EPOCH))
    Job.objects.all().delete()

    assert events_of(found) == []
