"""Fixtures of the tests of jobs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.database_process import Processes
from tests.service import database


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """For tests of what several processes do to one database at once."""
    with database() as environment:
        yield Processes(tmp_path, environment)
