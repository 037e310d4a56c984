"""POST /instagram/download/story: what a person shows for a day, for those who are signed in."""

import io
from collections.abc import Iterator
from zipfile import ZipFile

import pytest
from django.test import Client

from jobs.models import Job
from tests.conftest import MEDIA
from tests.instagram.downloads import completed, finished, names, post, refusal, resolutions, sign_in
from tests.service import Service, database
from tests.upstream import Upstream
from tests.upstream.instagram import samples

USERNAME = samples.STORYTELLER.username


@pytest.fixture(scope="module")
def platforms() -> Iterator[Upstream]:
    """The stand-in that knows the account's session."""
    with Upstream(MEDIA) as running:
        yield running
        assert not running.unexpected


@pytest.fixture(scope="module")
def signed_in(tmp_path_factory: pytest.TempPathFactory, platforms: Upstream) -> Iterator[Service]:
    """A service with an account."""
    with (
        database() as environment,
        Service(tmp_path_factory.mktemp("signed-in"), platforms, **environment) as running,
    ):
        sign_in(running, samples.FOLLOWER)
        yield running


@pytest.mark.django_db
def test_it_answers_as_documented(client: Client) -> None:
    answer = post(client, "story", {"username": "@Sample.Stories", "format": "zip"})

    job = Job.objects.get()
    assert answer.status_code == 202
    assert answer.json() == {
        "job_id": str(job.pk),
        "status": "pending",
        "message": "Story download started. Use /instagram/status/{job_id} to check progress.",
        "status_url": f"/instagram/status/{job.pk}",
    }
    assert job.type == "instagram_story"
    assert job.items.get().url == "https://www.instagram.com/stories/sample.stories/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid_request"),
        ({"username": "two words"}, "unsupported_url"),
        ({"username": "../../etc/passwd"}, "unsupported_url"),
        ({"username": "https://www.instagram.com/p/CnU4zIh9x_F/"}, "unsupported_url"),
        ({"username": "somebody", "format": "tar"}, "invalid_request"),
        ({"username": "somebody", "quality": "4k"}, "invalid_request"),
    ],
)
def test_a_bad_body_is_refused(client: Client, body: dict[str, str], code: str) -> None:
    answer = post(client, "story", body)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not Job.objects.exists()


def test_each_story_is_a_file_of_its_own(signed_in: Service) -> None:
    status = completed(signed_in, "story", username=USERNAME)

    assert names(status) == [
        f"{USERNAME}_story_1_image.jpg",
        f"{USERNAME}_story_2_video.mp4",
        f"{USERNAME}_story_3_image.jpg",
        f"{USERNAME}_story_4_video.mp4",
    ]
    assert (status["total_items"], status["completed_count"], status["file_count"]) == (4, 4, 4)
    assert status["title"] == USERNAME
    assert [item["index"] for item in status["items"]] == [0, 1, 2, 3]
    assert status["items"][0]["url"].startswith(f"https://www.instagram.com/stories/{USERNAME}/")


def test_all_of_them_come_in_one_zip(signed_in: Service) -> None:
    status = completed(signed_in, "story", username=USERNAME, format="zip", quality="low")

    assert names(status) == [f"{USERNAME}_stories.zip"]
    archive = ZipFile(io.BytesIO(signed_in.fetch(status).read_bytes()))
    assert archive.namelist() == [
        f"{USERNAME}_story_1_image.jpg",
        f"{USERNAME}_story_2_video.mp4",
        f"{USERNAME}_story_3_image.jpg",
        f"{USERNAME}_story_4_video.mp4",
    ]


def test_the_quality_is_for_all_of_them(signed_in: Service) -> None:
    status = completed(signed_in, "story", username=USERNAME, quality="low")

    assert resolutions(status) == ["480x853", "480x854", "480x853", "480x854"]


@pytest.mark.parametrize("form", ["individual", "zip"])
def test_a_person_without_stories_has_none_to_download(signed_in: Service, form: str) -> None:
    status = finished(signed_in, "story", username=samples.ONE_POST.username, format=form)

    assert (status["status"], status["error_code"]) == ("failed", "not_found")
    assert status["error"].startswith("This person has no stories now.")


def test_a_person_who_does_not_exist_is_not_found(signed_in: Service) -> None:
    assert refusal(signed_in, "story", username=samples.UNKNOWN_USERNAME) == "not_found"


def test_without_an_account_they_are_out_of_reach(shared_service: Service) -> None:
    assert refusal(shared_service, "story", username=USERNAME) == "login_required"
