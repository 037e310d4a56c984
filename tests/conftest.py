"""Fixtures that every test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from tests.service import Service, database
from tests.upstream import Upstream
from tests.upstream.__main__ import default_recordings

MEDIA = Path(__file__).parent / ".media"  # made once, shared by all runs


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """The stand-in platforms; the test fails on a request that nobody foresaw."""
    with Upstream(MEDIA) as running:
        yield running
        assert not running.unexpected


@pytest.fixture
def service(tmp_path: Path, upstream: Upstream) -> Iterator[Service]:
    """The whole service, started freshly."""
    with database() as environment, Service(tmp_path, upstream, **environment) as running:
        yield running


@pytest.fixture(scope="session")
def shared_upstream() -> Iterator[Upstream]:
    """The stand-in of `shared_service`, with the recordings if there are any; spoil one video only."""
    with Upstream(MEDIA, default_recordings()) as running:
        yield running
        assert not running.unexpected


@pytest.fixture(scope="session")
def shared_service(tmp_path_factory: pytest.TempPathFactory, shared_upstream: Upstream) -> Iterator[Service]:
    """One service for all the tests that only download, and leave it and the platforms as they were."""
    folder = tmp_path_factory.mktemp("shared-service")
    with database() as environment, Service(folder, shared_upstream, **environment) as running:
        yield running


@pytest.fixture
def api(upstream: Upstream, settings: Settings, client: Client) -> Iterator[Client]:
    """The API in this process, in front of the stand-in platforms, with nothing remembered."""
    put_in_front_of(upstream, settings)
    caches["extractions"].clear()
    yield client
    caches["extractions"].clear()


def put_in_front_of(upstream: Upstream, settings: Settings) -> None:
    """Make this process ask a stand-in, however often."""
    settings.OUTBOUND_PROXY = upstream.proxy_url
    settings.OUTBOUND_CA_BUNDLE = str(upstream.ca_bundle)
    settings.MAX_REQUESTS_PER_MINUTE = 0
