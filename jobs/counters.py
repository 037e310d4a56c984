"""A cache in the database whose integers are counted exactly, by any number of processes.

Django's own DatabaseCache reads, adds and writes, so two requests at once count as one. Here each operation on
an integer is one SQL statement (SQLite 3.35+, PostgreSQL). The rate limit (jobs/throttling.py) counts in it.
"""

from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone


class DatabaseCounterCache(DatabaseCache):
    """`add`, `get` and `incr` for integers. Its table is made by a migration."""

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Set an integer unless a living one is there; whether it was set."""
        name = self.make_and_validate_key(key, version=version)
        connection, table = self._connection_and_table()
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
                f"ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires "
                f"WHERE {table}.expires < %s",
                [name, str(int(value)), self._expiry(connection, timeout), self._now(connection)],
            )
            added = bool(cursor.rowcount == 1)
        return added

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The integer, or `default`."""
        name = self.make_and_validate_key(key, version=version)
        connection, table = self._connection_and_table()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT value FROM {table} WHERE cache_key = %s AND expires >= %s",  # noqa: S608
                [name, self._now(connection)],
            )
            row = cursor.fetchone()
        return int(row[0]) if row else default

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """The integer after adding `delta`. Raises ValueError where there is none."""
        name = self.make_and_validate_key(key, version=version)
        connection, table = self._connection_and_table()
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET value = CAST(CAST(value AS BIGINT) + %s AS TEXT) "  # noqa: S608
                f"WHERE cache_key = %s AND expires >= %s RETURNING value",
                [delta, name, self._now(connection)],
            )
            row = cursor.fetchone()
        if row is None:
            raise ValueError(f"there is no counter {key!r}")
        return int(row[0])

    def forget_expired(self) -> None:
        """Remove the counters whose time is over."""
        connection, table = self._connection_and_table()
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [self._now(connection)])  # noqa: S608

    def _connection_and_table(self) -> tuple[BaseDatabaseWrapper, str]:
        connection = connections[router.db_for_write(self.cache_model_class)]
        return connection, connection.ops.quote_name(self._table)

    def _now(self, connection: BaseDatabaseWrapper) -> Any:
        return self._stored(connection, timezone.now())

    def _expiry(self, connection: BaseDatabaseWrapper, timeout: float | None) -> Any:
        seconds = self.get_backend_timeout(timeout)
        never = datetime.max.replace(tzinfo=UTC)
        return self._stored(connection, never if seconds is None else datetime.fromtimestamp(seconds, tz=UTC))

    def _stored(self, connection: BaseDatabaseWrapper, moment: datetime) -> Any:
        # Whole seconds, as DatabaseCache writes them, so that its own methods agree with these.
        return connection.ops.adapt_datetimefield_value(moment.replace(microsecond=0))
