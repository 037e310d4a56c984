"""Fixtures for endpoints that ask YouTube within the request."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from tests.upstream import Upstream


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
