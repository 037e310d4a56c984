"""A cache in the database whose integers are counted exactly, by any number of processes.

Django's own DatabaseCache reads, adds and writes, so two requests at once count as one. Here each operation
is one SQL statement (SQLite 3.35+, PostgreSQL). The rate limit (jobs/throttling.py) counts in it.
"""

from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.utils import timezone


class DatabaseCounterCache(BaseCache):
    """A cache with `add`, `get` and `incr`, for integers. Its table is made by a migration."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._table = connection.ops.quote_name(table)

    def add(
        self, key: str, value: int, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Set an integer unless a living one is there; whether it was set."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self._table} (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
                f"ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires "
                f"WHERE {self._table}.expires < %s",
                [
                    self.make_and_validate_key(key, version=version),
                    str(int(value)),
                    _stored(self._expiry(timeout)),
                    _stored(timezone.now()),
                ],
            )
            return bool(cursor.rowcount == 1)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The integer, or `default`."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT value FROM {self._table} WHERE cache_key = %s AND expires >= %s",  # noqa: S608
                [self.make_and_validate_key(key, version=version), _stored(timezone.now())],
            )
            row = cursor.fetchone()
        return int(row[0]) if row else default

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """The integer after adding `delta`. Raises ValueError where there is none."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self._table} SET value = CAST(CAST(value AS BIGINT) + %s AS TEXT) "  # noqa: S608
                f"WHERE cache_key = %s AND expires >= %s RETURNING value",
                [delta, self.make_and_validate_key(key, version=version), _stored(timezone.now())],
            )
            row = cursor.fetchone()
        if row is None:
            raise ValueError(f"there is no counter {key!r}")
        return int(row[0])

    def forget_expired(self) -> None:
        """Remove the counters whose time is over."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {self._table} WHERE expires < %s",  # noqa: S608
                [_stored(timezone.now())],
            )

    def _expiry(self, timeout: float | None) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return datetime.max.replace(tzinfo=UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
