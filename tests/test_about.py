"""GET /about."""

import tomllib
from datetime import date
from importlib.metadata import version
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from jobs import about

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def answer(client: Client) -> Any:
    response = client.get("/about")
    assert response.status_code == 200
    return response.json()


def test_it_tells_the_versions_that_are_at_work(answer: Any) -> None:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    assert answer["version"] == project["version"]
    assert answer["instaloader_version"] == version("instaloader")
    year, month, day = map(int, answer["yt_dlp"]["version"].split(".")[:3])
    assert version("yt-dlp").startswith(f"{year}.{month}.{day}")


def test_its_links_lead_somewhere(client: Client, answer: Any) -> None:
    assert {client.get(link).status_code for link in answer["links"].values()} <= {200, 302}


@pytest.mark.parametrize(
    ("its_version", "age_days", "is_stale"),
    [
        ("2026.11.23", 0, False),
        ("2026.09.24", 60, False),
        ("2026.09.23", 61, True),
        ("2026.08.19.232658", 96, True),
        ("2026.11.24", 0, False),
        ("next", None, False),
        ("2026.13.01", None, False),
    ],
)
def test_ytdlp_is_stale_after_60_days(its_version: str, age_days: int | None, is_stale: bool) -> None:
    told = about.ytdlp(its_version, TODAY)
    assert (told["version"], told["age_days"], told["is_stale"]) == (its_version, age_days, is_stale)
    assert bool(told["advice"]) == is_stale


def test_who_has_a_stale_ytdlp_is_told_what_to_do() -> None:
    with override("en"):
        advice = about.ytdlp("2026.08.19", TODAY)["advice"]
    assert "96 days old" in advice
    command = advice.split("“")[1].split("”")[0]
    assert command in (settings.BASE_DIR / "README.md").read_text()


def test_it_is_free_of_the_rate_limit(client: Client) -> None:
    assert "RateLimit-Limit" not in client.get("/about").headers
