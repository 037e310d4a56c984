"""Fixtures for endpoints that ask YouTube within the request."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from tests.upstream import Upstream


@pytest.fixture
def api(upstream: Upstream, settings: Settings, client: Client) -> Iterator[Client]:
    """The API in this process, in front of the stand-in platforms, with nothing remembered."""
    yield from in_front_of(upstream, settings, client)


def in_front_of(upstream: Upstream, settings: Any, client: Client) -> Iterator[Client]:
    """A client whose requests make us ask this stand-in."""
    settings.OUTBOUND_PROXY = upstream.proxy_url
    settings.OUTBOUND_CA_BUNDLE = str(upstream.ca_bundle)
    settings.MAX_REQUESTS_PER_MINUTE = 0
    caches["extractions"].clear()
    yield client
    caches["extractions"].clear()
