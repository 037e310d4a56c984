"""GET /instagram/info: it tells what is true."""

import pytest
from django.test import Client
from django.urls import URLPattern
from pytest_django import Settings

from instagram import urls
from tests.instagram.conftest import Ask
from tests.upstream import Upstream

pytestmark = pytest.mark.django_db

DOCUMENTED = [
    ("GET", "/instagram/post/info"),
    ("GET", "/instagram/reel/info"),
    ("GET", "/instagram/story/info"),
    ("GET", "/instagram/profile/info"),
    ("GET", "/instagram/profile/posts"),
    ("POST", "/instagram/download/post"),
    ("POST", "/instagram/download/reel"),
    ("POST", "/instagram/download/story"),
    ("POST", "/instagram/download/carousel"),
    ("POST", "/instagram/download/batch"),
    ("GET", "/instagram/status/{job_id}"),
    ("GET", "/instagram/download/file/{filename}"),
    ("GET", "/instagram/post/stats"),
    ("GET", "/instagram/reel/stats"),
]


def test_it_has_all_that_is_documented(ask: Ask, settings: Settings, upstream: Upstream) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 30
    answer = dict(ask("info"))

    endpoints = answer.pop("endpoints")
    assert answer == {
        "api": {
            "name": "Instagram Downloader & Info API",
            "version": "2.0.0",
            "base_url": "/instagram",
            "docs_url": "/docs",
        },
        "capabilities": {
            "supported_content_types": ["posts", "reels", "stories", "carousels"],
            "download_features": ["batch_downloads", "quality_selection", "audio_extraction", "zip_export"],
            "statistics": ["engagement_metrics", "view_counts"],
        },
        "limits": {
            "max_batch_size": 20,
            "file_retention_minutes": 30,
            "rate_limit_requests_per_minute": 30,
        },
    }
    assert [(each["method"], each["path"]) for each in endpoints] == DOCUMENTED
    assert all(each["description"] for each in endpoints)
    assert upstream.requests == []


def test_limits_are_the_operators(ask: Ask, settings: Settings) -> None:
    settings.FILE_RETENTION_MINUTES = 7
    settings.MAX_REQUESTS_PER_MINUTE = 99

    limits = ask("info")["limits"]
    assert (limits["file_retention_minutes"], limits["rate_limit_requests_per_minute"]) == (7, 99)


@pytest.mark.parametrize(
    ("route", "what", "gone"),
    [
        ("instagram-download-batch", "download_features", "batch_downloads"),
        ("instagram-download-story", "supported_content_types", "stories"),
        ("instagram-post-stats", "statistics", "engagement_metrics"),
    ],
)
def test_without_a_route_nothing_is_said_of_it(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, route: str, what: str, gone: str
) -> None:
    (removed,) = (each for each in urls.urlpatterns if isinstance(each, URLPattern) and each.name == route)
    monkeypatch.setattr(urls, "urlpatterns", [each for each in urls.urlpatterns if each is not removed])

    answer = ask("info")
    assert f"/{removed.pattern}" not in [each["path"] for each in answer["endpoints"]]
    assert len(answer["endpoints"]) == len(DOCUMENTED) - 1
    assert gone not in answer["capabilities"][what]


def test_it_is_not_limited(api: Client, settings: Settings) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 1

    assert [api.get("/instagram/info").status_code for _ in range(3)] == [200] * 3
