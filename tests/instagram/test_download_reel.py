"""POST /instagram/download/reel, from the request to the file."""

import av
import mutagen
import pytest
from av.stream import Disposition
from django.test import Client

from jobs import media
from jobs.models import Job
from tests.instagram.downloads import completed, names, post, refusal, resolutions
from tests.service import Service
from tests.upstream import Kind, Upstream
from tests.upstream.instagram import Clip, Post, Product, samples


@pytest.mark.django_db
def test_it_answers_as_documented(client: Client) -> None:
    answer = post(client, "reel", {"url": "CnU4zIh9x_F", "quality": "1080p", "audio_format": "m4a"})

    job = Job.objects.get()
    assert answer.status_code == 202
    assert answer.json() == {
        "job_id": str(job.pk),
        "status": "pending",
        "message": "Reel download started. Use /instagram/status/{job_id} to check progress.",
        "status_url": f"/instagram/status/{job.pk}",
    }
    assert job.type == "instagram_reel"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wish", [{"quality": "144p"}, {"download_type": "image_only"}, {"audio_format": "flac"}]
)
def test_an_unknown_wish_is_refused(client: Client, wish: dict[str, str]) -> None:
    answer = post(client, "reel", {"url": "CnU4zIh9x_F", **wish})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("quality", "resolution"),
    [
        ("best", "1080x1920"),
        ("1080p", "1080x1920"),
        ("high", "1080x1920"),
        ("720p", "720x1280"),
        ("medium", "720x1280"),
        ("480p", "480x854"),
        ("low", "480x854"),
    ],
)
@pytest.mark.parametrize("reel", [samples.REEL, samples.DASH_REEL], ids=["joined", "apart"])
def test_a_quality_picks_among_all_sizes(
    shared_service: Service, reel: Post, quality: str, resolution: str
) -> None:
    status = completed(shared_service, "reel", url=reel.shortcode, quality=quality)

    assert resolutions(status) == [resolution]
    found = media.probe(shared_service.fetch(status))
    assert (found.has_video, found.has_audio) == (True, True)


def test_it_has_the_documented_name_and_tags(shared_service: Service, shared_upstream: Upstream) -> None:
    reel = Post(
        "DtaggedReel",
        samples.PERSON,
        (Clip(3.0),),
        "\n First  line \nSecond",
        Product.REEL,
        taken_at=1_718_000_000,
    )
    shared_upstream.add(reel)

    status = completed(shared_service, "reel", url=reel.shortcode)

    assert names(status) == ["DtaggedReel_video.mp4"]
    with av.open(str(shared_service.fetch(status))) as file:
        assert file.metadata["title"] == "First line"
        assert file.metadata["artist"] == "sample.person"


@pytest.mark.parametrize("reel", [samples.SILENT_REEL, samples.SILENT_DASH_REEL])
def test_one_without_sound_is_whole_without_it(shared_service: Service, reel: Post) -> None:
    found = media.probe(shared_service.fetch(completed(shared_service, "reel", url=reel.shortcode)))

    assert (found.has_video, found.has_audio) == (True, False)


@pytest.mark.parametrize("audio_format", ["mp3", "m4a", "best"])
@pytest.mark.parametrize("reel", [samples.REEL, samples.DASH_REEL], ids=["joined", "apart"])
def test_its_sound_has_owner_first_line_and_cover(
    shared_service: Service, reel: Post, audio_format: str
) -> None:
    status = completed(
        shared_service, "reel", url=reel.shortcode, download_type="audio_only", audio_format=audio_format
    )

    suffix = "mp3" if audio_format == "mp3" else "m4a"
    assert names(status)[0].startswith(f"{reel.shortcode}_audio")
    assert names(status)[0].endswith(f".{suffix}")
    assert status["files"][0]["media_type"] == "audio"
    path = shared_service.fetch(status)
    tags = mutagen.File(path, easy=True)
    assert tags["title"] == [str(reel.caption).splitlines()[0]]
    assert tags["artist"] == ["sample.person"]
    with av.open(str(path)) as file:
        assert [bool(each.disposition & Disposition.attached_pic) for each in file.streams.video] == [True]


@pytest.mark.parametrize("entry", [samples.SILENT_REEL, samples.SILENT_DASH_REEL, samples.IMAGE])
def test_sound_that_is_not_there_is_the_wrong_media(shared_service: Service, entry: Post) -> None:
    assert refusal(shared_service, "reel", url=entry.shortcode, download_type="audio_only") == "wrong_media"


def test_a_picture_is_the_wrong_media(shared_service: Service) -> None:
    assert refusal(shared_service, "reel", url=samples.IMAGE.shortcode) == "wrong_media"


def test_a_large_one_arrives_over_several_connections(
    shared_service: Service, shared_upstream: Upstream
) -> None:
    reel = Post("DlargeReel1", samples.PERSON, (Clip(5.0, renditions=(720,), size_bytes=8_000_000),))
    shared_upstream.add(reel)
    shared_upstream.prepare(reel)

    status = completed(shared_service, "reel", url=reel.shortcode)

    parts = [each for each in shared_upstream.seen(Kind.MEDIA, reel.shortcode) if each.bytes_sent > 1]
    assert len(parts) > 4
    assert all(each.status == 206 for each in parts)
    assert status["total_bytes"] == status["downloaded_bytes"] == 8_000_000
