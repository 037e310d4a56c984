"""The cache that counts: alone, and exactly when several processes count at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection

from jobs.counters import DatabaseCounterCache
from tests.limited_process import address_with_time_left


@pytest.fixture
def counters() -> DatabaseCounterCache:
    cache = caches["counters"]
    assert isinstance(cache, DatabaseCounterCache)
    return cache


@pytest.mark.django_db
class TestAlone:
    """What a single process sees."""

    def test_it_counts(self, counters: DatabaseCounterCache) -> None:
        assert counters.add("k", 1, 60)
        assert counters.incr("k") == 2
        assert counters.incr("k", 5) == 7
        assert counters.get("k") == 7

    def test_adding_does_not_touch_a_living_counter(self, counters: DatabaseCounterCache) -> None:
        counters.add("k", 1, 60)
        assert not counters.add("k", 9, 60)
        assert counters.get("k") == 1

    def test_an_unknown_counter_is_told(self, counters: DatabaseCounterCache) -> None:
        assert counters.get("k") is None
        assert counters.get("k", 0) == 0
        with pytest.raises(ValueError, match="no counter"):
            counters.incr("k")

    def test_an_expired_counter_is_unknown_and_begins_anew(self, counters: DatabaseCounterCache) -> None:
        counters.add("k", 5, -1)
        assert counters.get("k") is None
        with pytest.raises(ValueError, match="no counter"):
            counters.incr("k")
        assert counters.add("k", 1, 60)
        assert counters.get("k") == 1

    def test_a_counter_without_timeout_lives_on(self, counters: DatabaseCounterCache) -> None:
        counters.add("k", 1, None)
        assert counters.get("k") == 1

    def test_expired_counters_are_forgotten_and_living_ones_kept(
        self, counters: DatabaseCounterCache
    ) -> None:
        counters.add("old", 1, -1)
        counters.add("new", 1, 60)
        counters.forget_expired()
        with connection.cursor() as cursor:
            cursor.execute("SELECT expires FROM jobs_counter")
            rows = cursor.fetchall()
        assert len(rows) == 1
        assert counters.get("new") == 1

    def test_it_keeps_integers_only(self, counters: DatabaseCounterCache) -> None:
        with pytest.raises(ValueError, match="invalid literal"):
            counters.add("k", "many", 60)  # type: ignore[arg-type]


PROCESSES = 4
REQUESTS = 15


@pytest.fixture
def shared_database(tmp_path: Path, transactional_db: None) -> Iterator[dict[str, str]]:
    """The environment of processes that share a database: a file of their own, or the tests' PostgreSQL."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "MAX_REQUESTS_PER_MINUTE": "30"}
    if connection.vendor == "postgresql":
        url = os.environ["DATABASE_URL"]
        environment["DATABASE_URL"] = f"{url.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    else:
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    yield environment
    with connection.cursor() as cursor:  # flushing the tests' database leaves tables that have no model
        cursor.execute("DELETE FROM jobs_counter")


def test_several_processes_let_exactly_the_budget_through(shared_database: dict[str, str]) -> None:
    command = [sys.executable, "-m", "tests.limited_process", address_with_time_left(), str(REQUESTS)]
    processes = [
        subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=shared_database,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    counts = [tuple(map(int, process.communicate()[0].split())) for process in processes]
    assert [sum(count) for count in zip(*counts, strict=True)] == [30, 30]
