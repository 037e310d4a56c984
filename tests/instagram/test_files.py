"""GET /instagram/download/file/{filename}."""

import pytest
from django.test import Client

from jobs.models import State
from tests.jobs.rows import expire, make_file, make_job

pytestmark = pytest.mark.django_db
NAME = "CnU4zIh9x_F_image.jpg"


def content(client: Client, name: str = NAME, **headers: str) -> tuple[int, bytes]:
    """The status and the body."""
    answer = client.get(f"/instagram/download/file/{name}", headers=headers)
    return answer.status_code, answer.getvalue()


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        (NAME, "image/jpeg"),
        ("CnU4zIh9x_F_1_image.webp", "image/webp"),
        ("CnU4zIh9x_F_video.mp4", "video/mp4"),
        ("CnU4zIh9x_F_audio.mp3", "audio/mpeg"),
        ("CnU4zIh9x_F_carousel.zip", "application/zip"),
        ("CnU4zIh9x_F_metadata.json", "application/json"),
    ],
)
def test_a_file_is_sent_with_its_type_and_name(client: Client, name: str, content_type: str) -> None:
    make_file(make_job(State.COMPLETED).items.get(), name=name, content_type=content_type)

    answer = client.get(f"/instagram/download/file/{name}")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.getvalue() == b"0123456789"


def test_ranges_work(client: Client) -> None:
    make_file(make_job(State.COMPLETED).items.get(), name=NAME)

    assert content(client, Range="bytes=2-4") == (206, b"234")


def test_any_file_that_lives_can_be_had_here(client: Client) -> None:
    make_file(make_job(State.COMPLETED).items.get(), name="abc12345_Video Title.mp4")

    assert content(client, "abc12345_Video Title.mp4")[0] == 200


def test_an_expired_file_is_told_from_an_unknown_one(client: Client) -> None:
    expire(make_file(make_job(State.COMPLETED).items.get(), name=NAME))

    expired = client.get(f"/instagram/download/file/{NAME}")
    unknown = client.get("/instagram/download/file/none.jpg")

    assert (expired.status_code, expired.json()["code"]) == (404, "file_expired")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "file_not_found")


@pytest.mark.parametrize("name", ["../secret_key", "..%2fsecret_key", "%00.jpg", "a/b.jpg"])
def test_no_name_leads_out_of_the_storage(client: Client, name: str) -> None:
    assert client.get(f"/instagram/download/file/{name}").status_code == 404
