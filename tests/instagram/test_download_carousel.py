"""POST /instagram/download/carousel: one ZIP of all that is in a post."""

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from jobs import media
from jobs.models import Job
from jobs.providers import IMAGE
from tests.instagram.downloads import completed, names, post, refusal
from tests.service import Service
from tests.upstream import Behaviour, Kind, Upstream
from tests.upstream.instagram import Clip, Photo, Post, Product, samples

SECONDS_EACH = 1.5


@pytest.mark.django_db
def test_it_answers_as_documented(client: Client) -> None:
    answer = post(client, "carousel", {"url": "CnU4zIh9x_F", "include_metadata": False})

    job = Job.objects.get()
    assert answer.status_code == 202
    assert answer.json() == {
        "job_id": str(job.pk),
        "status": "pending",
        "message": "Carousel download started as ZIP. Use /instagram/status/{job_id} to check progress.",
        "status_url": f"/instagram/status/{job.pk}",
    }
    assert job.type == "instagram_carousel"


def carousel(upstream: Upstream, code: str, *media: Any) -> Post:
    """A carousel of a test's own."""
    entry = Post(code, samples.PERSON, media, "Several", Product.CAROUSEL)
    upstream.add(entry)
    return entry


def opened(service: Service, status: dict[str, Any]) -> ZipFile:
    """The ZIP that was made."""
    return ZipFile(io.BytesIO(service.fetch(status).read_bytes()))


def test_all_of_it_is_in_the_zip_with_what_is_told_of_it(
    shared_service: Service, shared_upstream: Upstream, tmp_path: Path
) -> None:
    entry = carousel(shared_upstream, "CarZipped01", Photo(), Clip(2.0), Photo(1080, 1080, "webp"))

    status = completed(shared_service, "carousel", url=entry.shortcode)

    assert names(status) == ["CarZipped01_carousel.zip"]
    assert status["files"][0]["media_type"] == "zip"
    assert status["files"][0]["content_type"] == "application/zip"
    archive = opened(shared_service, status)
    assert archive.namelist() == [
        "CarZipped01_1_image.jpg",
        "CarZipped01_2_video.mp4",
        "CarZipped01_3_image.webp",
        "metadata.json",
    ]
    assert archive.testzip() is None
    archive.extractall(tmp_path)
    media.verify(tmp_path / "CarZipped01_1_image.jpg", IMAGE)
    assert media.probe(tmp_path / "CarZipped01_2_video.mp4").has_audio
    assert len(json.loads((tmp_path / "metadata.json").read_text())["media"]) == 3


def test_the_metadata_may_be_left_out(shared_service: Service) -> None:
    status = completed(
        shared_service, "carousel", url=samples.PAIR.shortcode, include_metadata=False, quality="low"
    )

    assert "metadata.json" not in opened(shared_service, status).namelist()


@pytest.mark.parametrize("entry", [samples.IMAGE, samples.REEL])
def test_what_is_no_carousel_is_the_wrong_media(shared_service: Service, entry: Post) -> None:
    assert refusal(shared_service, "carousel", url=entry.shortcode) == "wrong_media"


def test_ten_take_no_longer_than_four_one_after_the_other(
    shared_service: Service, shared_upstream: Upstream
) -> None:
    entry = carousel(shared_upstream, "CarSlowTen1", *[Photo(640, 640)] * 10)
    shared_upstream.misbehave(
        Behaviour(latency_seconds=SECONDS_EACH), kind=Kind.MEDIA, video_id=entry.shortcode
    )

    completed(shared_service, "carousel", url=entry.shortcode)

    seen = shared_upstream.seen(Kind.MEDIA, entry.shortcode)
    assert len(seen) == 10
    # The last of them is asked for in the third round of four.
    assert seen[-1].at - seen[0].at < 3 * SECONDS_EACH


def test_a_cut_picture_in_it_is_fetched_again(shared_service: Service, shared_upstream: Upstream) -> None:
    entry = carousel(shared_upstream, "CarCutOnce1", Photo(640, 640), Photo(640, 800))
    shared_upstream.misbehave(
        Behaviour(truncate_to_bytes=3_000), kind=Kind.MEDIA, video_id=entry.shortcode, times=1
    )

    status = completed(shared_service, "carousel", url=entry.shortcode)

    assert opened(shared_service, status).testzip() is None
    assert len(shared_upstream.seen(Kind.MEDIA, entry.shortcode)) > 2


def test_a_picture_that_is_always_cut_is_incomplete(
    shared_service: Service, shared_upstream: Upstream
) -> None:
    entry = carousel(shared_upstream, "CarCutEver1", Photo(640, 640), Photo(640, 800))
    shared_upstream.misbehave(Behaviour(truncate_to_bytes=3_000), kind=Kind.MEDIA, video_id=entry.shortcode)

    assert refusal(shared_service, "carousel", url=entry.shortcode) == "incomplete_download"
