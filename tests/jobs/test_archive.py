"""GET and HEAD /jobs/{job_id}/archive."""

import io
import os
import tracemalloc
import uuid
import zipfile
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from jobs import archive, purge, storage
from jobs.models import File, Job, State
from tests.jobs.rows import expire, make_file, make_item, make_job
from tests.service import Service

pytestmark = pytest.mark.django_db

PERSIAN = "abc12345_فیلم «زیبا» — ۱۴۰۳.mp4"
MIB = 1 << 20


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """A folder of this test's own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def job() -> Job:
    """A job of three items whose two files can be fetched."""
    job = make_job(State.COMPLETED, items=0, type="batch")
    first, second, _failed = (
        make_item(job, index, state)
        for index, state in enumerate([State.COMPLETED, State.COMPLETED, State.FAILED])
    )
    make_file(second, name=PERSIAN, content=b"second")
    make_file(first, name="abc12345_First.mp4", content=b"first")
    return job


def get(client: Client, job: Job) -> Any:
    """The answer, still to be read."""
    return client.get(f"/jobs/{job.pk}/archive")


def opened(answer: Any) -> zipfile.ZipFile:
    """The ZIP that was sent, once it has been checked."""
    content = answer.getvalue()
    assert len(content) == int(answer.headers["Content-Length"])
    sent = zipfile.ZipFile(io.BytesIO(content))
    assert sent.testzip() is None
    return sent


def assert_refused(answer: Any, code: str) -> None:
    """A 404 of this code."""
    assert answer.status_code == 404
    assert answer.json()["code"] == code


def make_large_file(job: Job, size: int) -> File:
    """A file that takes no room on the disk."""
    file = make_file(job.items.get(), content=b"", size_bytes=size)
    os.truncate(path_of(file), size)
    return file


def path_of(file: File) -> Path:
    """Where a file's bytes are."""
    return Path(settings.DATA_DIR, storage.relative_path(file.pk))


# --- What is in it --------------------------------------------------------------------------------


def test_it_has_all_files_of_the_job_in_the_order_of_its_items(client: Client, job: Job) -> None:
    sent = opened(get(client, job))

    assert sent.namelist() == ["abc12345_First.mp4", PERSIAN]
    assert [sent.read(name) for name in sent.namelist()] == [b"first", b"second"]


def test_files_are_stored_as_they_are(client: Client, job: Job) -> None:
    entries = opened(get(client, job)).infolist()

    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}


def test_names_beyond_ascii_are_marked_as_utf_8(client: Client, job: Job) -> None:
    entry = opened(get(client, job)).getinfo(PERSIAN)

    assert entry.flag_bits & 0x800


def test_entries_have_the_time_their_file_was_made(client: Client, job: Job) -> None:
    for file in File.objects.all():
        made = datetime.fromtimestamp(path_of(file).stat().st_mtime, UTC)
        entry = opened(get(client, job)).getinfo(file.name)
        assert abs(datetime(*entry.date_time, tzinfo=UTC) - made) <= timedelta(seconds=2)


def test_a_file_of_several_items_is_in_it_once(client: Client) -> None:
    job = make_job(State.COMPLETED, items=2)
    make_file(*job.items.all())

    assert len(opened(get(client, job)).namelist()) == 1


def test_expired_files_and_those_of_other_jobs_are_not_in_it(client: Client, job: Job) -> None:
    expire(File.objects.get(name=PERSIAN))
    make_file(make_job(State.COMPLETED).items.get(), name="other.mp4")

    assert opened(get(client, job)).namelist() == ["abc12345_First.mp4"]


def test_what_is_finished_of_a_running_job_can_be_had(client: Client) -> None:
    job = make_job(State.PROCESSING, items=2)
    make_file(job.items.get(index=0))

    assert len(opened(get(client, job)).namelist()) == 1


# --- How it is sent -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", None),
        ("Walk", "Walk.zip"),
        ("فیلم «زیبا»", "فیلم «زیبا».zip"),
        ('a/b\\c "d"', 'a b c "d".zip'),
        ("one\r\nSet-Cookie: two", "one  Set-Cookie: two.zip"),
        ("/", None),
    ],
)
def test_it_is_an_attachment_with_the_jobs_title_or_else_its_id(
    client: Client, title: str, name: str | None
) -> None:
    job = make_job(State.COMPLETED, title=title)
    make_file(job.items.get())

    answer = get(client, job)

    message = Message()
    message["Content-Disposition"] = answer.headers["Content-Disposition"]
    assert message.get_content_disposition() == "attachment"
    assert message.get_filename() == (name or f"{job.pk}.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Content-Encoding" not in answer.headers


def test_head_tells_the_size(client: Client, job: Job) -> None:
    answer = client.head(f"/jobs/{job.pk}/archive")

    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) == len(get(client, job).getvalue())


def test_whatever_a_browser_accepts_it_gets_the_archive(client: Client, job: Job) -> None:
    answer = client.get(f"/jobs/{job.pk}/archive", headers={"accept": "application/zip"})

    assert opened(answer)


def test_a_large_file_is_never_in_memory(client: Client) -> None:
    job = make_job(State.COMPLETED)
    make_large_file(job, 200 * MIB)
    answer = get(client, job)
    tracemalloc.start()
    try:
        sent = sum(len(block) for block in answer.streaming_content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert sent == int(answer.headers["Content-Length"]) > 200 * MIB
    assert peak < 4 * MIB


def test_many_files_are_opened_one_after_the_other(client: Client) -> None:
    job = make_job(State.COMPLETED)
    for number in range(300):
        make_file(job.items.get(), name=f"{number}.mp4")
    answer = get(client, job)
    process = psutil.Process()
    before = process.num_fds()

    most = max(process.num_fds() - before for _ in answer.streaming_content)

    assert most <= 2


def test_it_comes_through_the_real_server(shared_service: Service) -> None:
    status = shared_service.finished(shared_service.download("ordinaryVid", type="both"))

    answer = shared_service.get(f"/jobs/{status['job_id']}/archive")

    assert answer.headers["Content-Length"] == str(len(answer.content))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as sent:
        assert sent.testzip() is None
        assert [entry.filename for entry in sent.infolist()] == [f["filename"] for f in status["files"]]
        assert [entry.file_size for entry in sent.infolist()] == [f["size"] for f in status["files"]]


# --- What expires meanwhile -----------------------------------------------------------------------


def test_a_file_whose_time_ends_while_it_is_sent_is_sent(client: Client, job: Job) -> None:
    File.objects.update(expires_at=timezone.now() + timedelta(seconds=5))
    answer = get(client, job)

    left = File.objects.order_by("expires_at")[0].expires_at - timezone.now()
    purge.purge()

    assert left > archive.KEPT / 2
    assert len(opened(answer).namelist()) == 2


def test_files_are_kept_for_as_long_as_it_takes(
    client: Client, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "KEEP_EVERY_SECONDS", 0)
    blocks = iter(get(client, job).streaming_content)
    next(blocks)
    File.objects.update(expires_at=timezone.now() + timedelta(seconds=5))

    next(blocks)

    assert File.objects.order_by("expires_at")[0].expires_at > timezone.now() + archive.KEPT / 2


def test_files_that_live_longer_are_not_cut_short(client: Client, job: Job) -> None:
    expiry = timezone.now() + timedelta(days=1)
    File.objects.update(expires_at=expiry)

    get(client, job)

    assert set(File.objects.values_list("expires_at", flat=True)) == {expiry}


def test_an_archive_that_cannot_be_finished_breaks_off(client: Client, job: Job) -> None:
    answer = get(client, job)
    client.delete(f"/jobs/{job.pk}")

    with pytest.raises(FileNotFoundError):
        answer.getvalue()


# --- What is not there ----------------------------------------------------------------------------


@pytest.mark.parametrize("job_id", [uuid.uuid4(), "nonsense", "%00"])
def test_an_unknown_job_is_not_found(client: Client, job_id: object) -> None:
    assert_refused(client.get(f"/jobs/{job_id}/archive"), "job_not_found")


@pytest.mark.parametrize("state", [State.PENDING, State.FAILED])
def test_a_job_without_files_has_none_to_archive(client: Client, state: State) -> None:
    assert_refused(get(client, make_job(state)), "file_not_found")


def test_a_job_whose_files_are_over_says_so(client: Client, job: Job) -> None:
    for file in File.objects.all():
        expire(file)

    assert_refused(get(client, job), "file_expired")
    purge.purge()
    assert_refused(get(client, job), "file_expired")


def test_bytes_that_are_gone_are_told_before_anything_is_sent(client: Client, job: Job) -> None:
    storage.remove(File.objects.get(name=PERSIAN).pk)

    assert_refused(get(client, job), "file_expired")


def test_post_is_not_allowed(client: Client, job: Job) -> None:
    answer = client.post(f"/jobs/{job.pk}/archive")

    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
