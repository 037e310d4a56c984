"""Fixtures that every test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service import Service, database
from tests.upstream import Upstream

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
