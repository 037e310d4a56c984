"""The same asked again while its file lives: it is shared, and lives as long as the last job that has it."""

import uuid

import pytest
from django.utils import timezone

from jobs.models import File, Job, JobItem, content_key
from jobs.providers import ItemRequest
from tests.service import Service
from tests.upstream import Kind, Upstream, Video

pytestmark = pytest.mark.django_db


def test_the_same_again_completes_without_asking_the_platform(
    shared_service: Service, shared_upstream: Upstream
) -> None:
    video = Video("askedTwice1", "Twice", 2.0, h264=(144,), opus=False, combined=False)
    shared_upstream.add(video)
    first = shared_service.finished(shared_service.download(video.id))
    asked = len(shared_upstream.seen(video_id=video.id))

    again = shared_service.finished(shared_service.download(video.id))

    assert again["status"] == "completed"
    assert again["title"] == "Twice"
    assert again["files"][0]["filename"] == first["files"][0]["filename"]
    assert again["expires_at"] > first["expires_at"]
    assert len(shared_upstream.seen(video_id=video.id)) == asked


def test_deleting_one_job_leaves_the_file_to_the_other(
    shared_service: Service, shared_upstream: Upstream
) -> None:
    video = Video("sharedFile1", "Shared", 2.0, h264=(144,), opus=False, combined=False)
    shared_upstream.add(video)
    first = shared_service.download(video.id)
    shared_service.finished(first)
    second = shared_service.download(video.id)
    link = shared_service.finished(second)["files"][0]["download_url"]

    shared_service.delete(f"/jobs/{first}")
    assert shared_service.get(link).status_code == 200
    shared_service.delete(f"/jobs/{second}")
    assert shared_service.get(link).status_code == 404


def test_another_wish_is_another_download(shared_service: Service, shared_upstream: Upstream) -> None:
    video = Video("twoWishes01", "Wishes", 2.0, h264=(144,), opus=False, combined=False)
    shared_upstream.add(video)
    shared_service.finished(shared_service.download(video.id))
    fetched = len(shared_upstream.seen(Kind.MEDIA, video.id))
    shared_service.finished(shared_service.download(video.id, type="audio"))
    assert len(shared_upstream.seen(Kind.MEDIA, video.id)) > fetched


def test_a_wish_that_is_not_told_is_the_same_as_none() -> None:
    told = ItemRequest("https://youtu.be/x", {"quality": "720p", "format_id": None})
    untold = ItemRequest("https://youtu.be/x", {"quality": "720p"})
    assert content_key("a", told) == content_key("a", untold) != content_key("b", untold)


def make(request: ItemRequest) -> JobItem:
    """An item under way."""
    job = Job.objects.create(provider="a", type="video")
    JobItem.objects.add_to(job, [request])
    item = job.items.get()
    assert item.claim(TOKEN, "here")
    item.refresh_from_db()
    return item


REQUEST = ItemRequest("https://youtu.be/x")
TOKEN = uuid.uuid4()


def test_an_expired_file_is_not_shared() -> None:
    first = make(REQUEST)
    file = File(name="x.mp4", size_bytes=1, content_type="video/mp4")
    assert first.complete(TOKEN, [file])
    second = make(REQUEST)
    assert second.twin() == first

    File.objects.update(expires_at=timezone.now())
    assert second.twin() is None
    assert not second.complete_as(first, TOKEN)
    second.refresh_from_db()
    assert second.state == "processing"
