"""POST /instagram/download/post, from the request to the files."""

import json
from typing import Any

import pytest
from django.test import Client

from jobs import media
from jobs.models import Job
from jobs.providers import IMAGE
from tests.instagram.downloads import completed, finished, names, post, refusal, resolutions
from tests.service import Service
from tests.upstream import Upstream
from tests.upstream.instagram import Photo, Post, samples

PERSON = samples.PERSON


@pytest.fixture
def published(shared_upstream: Upstream, request: pytest.FixtureRequest) -> Post:
    """A picture of this test's own, so that its file has no namesake."""
    number = sum(request.node.name.encode()) % 1000
    entry = Post(f"DownPic{number:04}", PERSON, (Photo(),), "First line\nSecond line")
    shared_upstream.add(entry)
    return entry


# --- the request -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_answers_as_documented(client: Client) -> None:
    answer = post(client, "post", {"url": "https://www.instagram.com/p/CnU4zIh9x_F/"})

    job = Job.objects.get()
    assert answer.status_code == 202
    assert answer.json() == {
        "job_id": str(job.pk),
        "status": "pending",
        "message": "Post download started. Use /instagram/status/{job_id} to check progress.",
        "status_url": f"/instagram/status/{job.pk}",
    }
    assert (job.type, job.provider) == ("instagram_post", "instagram")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "code", "parameter"),
    [
        ({}, "invalid_request", "url"),
        ({"url": "https://youtu.be/M4gD1WSo5mA"}, "unsupported_url", "url"),
        ({"url": "https://instagram.com.evil.test/p/CnU4zIh9x_F/"}, "unsupported_url", "url"),
        ({"url": "file:///etc/passwd"}, "unsupported_url", "url"),
        ({"url": "CnU4zIh9x_F", "quality": "4k"}, "invalid_request", "quality"),
        ({"url": "CnU4zIh9x_F", "download_type": "audio_only"}, "invalid_request", "download_type"),
        ({"url": "CnU4zIh9x_F", "include_metadata": "perhaps"}, "invalid_request", "include_metadata"),
    ],
)
def test_a_bad_body_is_refused_and_nothing_is_created(
    client: Client, body: dict[str, Any], code: str, parameter: str
) -> None:
    answer = post(client, "post", body)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["detail"].startswith(f"{parameter}: ")
    assert not Job.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "link",
    [
        "CnU4zIh9x_F",
        " www.instagram.com/p/CnU4zIh9x_F/?igsh=MzRlODBiNWFlZA== ",
        "https://www.instagram.com/somebody/p/CnU4zIh9x_F/",
        "https://www.instagram.com/reel/CnU4zIh9x_F/?utm_source=ig_web",
        "https://instagram.com/tv/CnU4zIh9x_F",
        "CnU4zIh9x_F" + "x" * 28,
    ],
)
def test_links_are_taken_as_people_paste_them(client: Client, link: str) -> None:
    assert post(client, "post", {"url": link}).status_code == 202
    assert Job.objects.get().items.get().url == "https://www.instagram.com/p/CnU4zIh9x_F/"


# --- the files -------------------------------------------------------------------------------------


def test_a_picture_comes_with_what_is_told_of_it(shared_service: Service, published: Post) -> None:
    status = completed(shared_service, "post", url=published.shortcode)

    assert names(status) == [f"{published.shortcode}_image.jpg", f"{published.shortcode}_metadata.json"]
    assert resolutions(status) == ["1080x1350"]
    assert status["title"] == "sample.person: First line"
    assert status["downloaded_bytes"] >= status["files"][0]["size"]
    assert media.verify(shared_service.fetch(status), IMAGE).width == 1080
    told = json.loads(shared_service.fetch(status, 1).read_text())
    assert told["caption"] == "First line\nSecond line"
    assert told["owner"]["username"] == PERSON.username
    assert (told["like_count"], told["comment_count"], told["timestamp"]) == (1234, 56, published.taken_at)
    assert told["media"] == [{"index": 0, "type": "image", "width": 1080, "height": 1350, "duration": None}]
    assert "cdninstagram" not in json.dumps(told)


def test_without_metadata_there_is_the_picture_alone(shared_service: Service, published: Post) -> None:
    status = completed(shared_service, "post", url=published.shortcode, include_metadata=False)

    assert names(status) == [f"{published.shortcode}_image.jpg"]


def test_the_metadata_may_be_all(shared_service: Service, published: Post) -> None:
    status = completed(shared_service, "post", url=published.shortcode, download_type="metadata")

    assert names(status) == [f"{published.shortcode}_metadata.json"]


def test_a_second_file_of_the_same_name_gets_another(shared_service: Service, published: Post) -> None:
    code = published.shortcode
    first = completed(shared_service, "post", url=code, include_metadata=False)
    second = completed(shared_service, "post", url=code, include_metadata=False, quality="low")

    assert names(first) == [f"{code}_image.jpg"]
    (name,) = names(second)
    assert name.startswith(f"{code}_image_")
    assert len(name) == len(f"{code}_image_01234567.jpg")
    assert resolutions(first) != resolutions(second)


def test_the_same_again_is_shared_with_all_its_files(
    shared_service: Service, shared_upstream: Upstream, published: Post
) -> None:
    first = completed(shared_service, "post", url=published.shortcode)
    asked = len(shared_upstream.requests)
    second = completed(shared_service, "post", url=published.shortcode)

    assert names(second) == names(first)
    assert len(shared_upstream.requests) == asked


@pytest.mark.parametrize(
    ("quality", "resolution"),
    [
        ("best", "1080x1350"),
        ("high", "1080x1350"),
        ("1080p", "1080x1350"),
        ("medium", "750x938"),
        ("720p", "750x938"),
        ("low", "480x600"),
        ("480p", "480x600"),
    ],
)
def test_a_quality_is_for_pictures_too(shared_service: Service, quality: str, resolution: str) -> None:
    status = completed(shared_service, "post", url=samples.IMAGE.shortcode, quality=quality)

    assert resolutions(status) == [resolution]


def test_a_name_ends_with_what_is_really_in_the_file(shared_service: Service) -> None:
    (file, _metadata) = completed(shared_service, "post", url=samples.WEBP.shortcode)["files"]

    assert file["filename"].endswith(".webp")
    assert file["content_type"] == "image/webp"


def test_a_video_comes_with_picture_and_sound(shared_service: Service) -> None:
    status = completed(shared_service, "post", url=samples.VIDEO.shortcode)

    assert status["files"][0]["filename"].startswith(f"{samples.VIDEO.shortcode}_video")
    found = media.probe(shared_service.fetch(status))
    assert (found.has_video, found.has_audio, found.width) == (True, True, 640)


@pytest.mark.parametrize(
    ("wish", "kinds"),
    [
        ({}, "ivivvii ii".replace(" ", "")),
        ({"download_type": "video_only"}, "vvv"),
        ({"download_type": "image_only"}, "iiiiiii"),
    ],
)
def test_of_a_carousel_each_medium_is_a_file_of_its_own(
    shared_service: Service, wish: dict[str, str], kinds: str
) -> None:
    post = samples.CAROUSEL
    status = completed(shared_service, "post", url=post.shortcode, include_metadata=False, **wish)

    letters = {"image": "i", "video": "v"}
    found = "".join(letters[file["media_type"]] for file in status["files"])
    wanted = "".join("i" if isinstance(each, Photo) else "v" for each in post.media)
    assert found == (wanted if not wish else kinds)
    assert names(status)[0].startswith(f"{post.shortcode}_{'2' if kinds == 'vvv' else '1'}_")


@pytest.mark.parametrize(
    ("entry", "wish"),
    [
        (samples.IMAGE, {"download_type": "video_only"}),
        (samples.VIDEO, {"download_type": "image_only"}),
        (samples.PAIR, {"download_type": "video_only"}),
    ],
)
def test_what_is_not_in_it_is_the_wrong_media(
    shared_service: Service, entry: Post, wish: dict[str, str]
) -> None:
    assert refusal(shared_service, "post", url=entry.shortcode, **wish) == "wrong_media"


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        (samples.NO_CAPTION, "sample.person"),
        (samples.PERSIAN_CAPTION, "sample.farsi: گردش در بندر: نیم‌روزی کنار دریا 🌊"),
        (samples.EMOJI_CAPTION, f"sample.person: {samples.EMOJI_CAPTION.caption}"),
        (samples.HTML_CAPTION, f"sample.person: {samples.HTML_CAPTION.caption}"),
    ],
)
def test_its_title_is_the_owner_and_the_first_line(shared_service: Service, entry: Post, title: str) -> None:
    assert completed(shared_service, "post", url=entry.shortcode)["title"] == title


def test_a_caption_of_any_length_has_a_short_title(shared_service: Service) -> None:
    status = completed(shared_service, "post", url=samples.LONG_CAPTION.shortcode)

    assert len(status["title"]) < 150
    told = json.loads(shared_service.fetch(status, 1).read_text())
    assert told["caption"] == samples.LONG_CAPTION.caption


def test_counts_that_are_hidden_are_null(shared_service: Service) -> None:
    status = completed(shared_service, "post", url=samples.HIDDEN_LIKES.shortcode, download_type="metadata")

    assert json.loads(shared_service.fetch(status).read_text())["like_count"] is None


@pytest.mark.parametrize("code", [samples.DELETED.shortcode, samples.UNKNOWN_SHORTCODE])
def test_a_post_that_is_out_of_reach_fails_with_its_code(shared_service: Service, code: str) -> None:
    status = finished(shared_service, "post", url=code)

    assert status["status"] == "failed"
    assert status["error_code"] in ("not_found", "login_required")
    assert status["error"]
