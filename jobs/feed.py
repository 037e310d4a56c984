"""Server-sent events for everybody who watches: one thread a process reads what changed, all are told.

A client that comes back, or that was too slow for what is kept in memory, gets the rest from the database.
"""

import itertools
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from . import outages
from .errors import Code, Failure
from .events import EPOCH, PAGE, Change, Event, changes, event_id, events_of
from .serving import release_connection

MAX_WATCHERS = 100  # in each process: each of them occupies one of its threads
POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 15.0
RECONNECT_MS = 2000
BUSY_SECONDS = 10
# Transactions end in another order than their changes' times, and machines' clocks differ.
OVERLAP = timedelta(seconds=5)
LOG_LENGTH = 2000


class MissedError(Exception):
    """The feed does not have all that happened since then."""


class Feed:
    """What has happened lately, to all jobs. It is read from the database while somebody watches."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watchers = 0
        self._poller: threading.Thread | None = None
        self._log: deque[Event] = deque(maxlen=LOG_LENGTH)
        self._position = 0
        self._seen: set[Change] = set()
        self._read_at = timezone.now()

    @property
    def position(self) -> int:
        """How many events there have been."""
        return self._position

    def join(self) -> None:
        """One more watcher, who must `leave`. Raises Failure when there are too many."""
        with self._changed:
            if self._watchers >= MAX_WATCHERS:
                raise Failure(Code.BUSY, retry_after_seconds=BUSY_SECONDS)
            if not self._is_polled():
                self._start()
            self._watchers += 1

    def leave(self) -> None:
        """One watcher less."""
        with self._changed:
            self._watchers -= 1

    def after(self, position: int, timeout_seconds: float) -> list[Event]:
        """The events after this position, or none in that time. Raises MissedError."""
        with self._changed:
            self._changed.wait_for(lambda: self._position > position, timeout_seconds)
            if not self._is_polled():  # a bug ended it
                self._start()
                raise MissedError
            count = self._position - position
            if count > len(self._log):
                raise MissedError
            return list(itertools.islice(self._log, len(self._log) - count, None))

    def poll(self) -> None:
        """Read what changed since the last time, and tell it."""
        now = timezone.now()
        found = list(changes(self._read_at - OVERLAP))
        new = [change for change in found if change not in self._seen]
        events = events_of(new)
        self._seen, self._read_at = set(found), now
        with self._changed:
            self._log.extend(events)
            self._position += len(events)
            self._changed.notify_all()

    def _is_polled(self) -> bool:
        return self._poller is not None and self._poller.is_alive()

    def _start(self) -> None:
        """Begin with what changes from now on."""
        self._read_at = timezone.now()
        self._seen = set(changes(self._read_at - OVERLAP))
        self._poller = threading.Thread(target=self._poll_while_watched, name="events", daemon=True)
        self._poller.start()

    def _poll_while_watched(self) -> None:
        try:
            while self._is_watched():
                with outages.tolerated():
                    self.poll()
                time.sleep(POLL_SECONDS)
        finally:
            connection.close()

    def _is_watched(self) -> bool:
        """Where it is not, the next who joins starts another thread."""
        with self._changed:
            if not self._watchers:
                self._poller = None
            return self._watchers > 0


class Watch:
    """One client's stream: the present state of a job, or of nothing, and then whatever changes.

    A client that was told until `told_until` gets what changed since instead. The stream of one job ends
    with the job. Iterate over it once; `close` it in any case. Raises Failure when too many watch.
    """

    def __init__(
        self, feed: Feed, language: str, job_id: UUID | None = None, told_until: datetime | None = None
    ) -> None:
        self._feed = feed
        self._language = language
        self._job_id = job_id
        self._told_until = told_until or (EPOCH if job_id else timezone.now())
        self._read_from = told_until - OVERLAP if told_until else self._told_until
        self._is_over = False
        self._is_open = True
        feed.join()

    def close(self) -> None:
        """Leave the feed. May be called again."""
        if self._is_open:
            self._is_open = False
            self._feed.leave()

    def __iter__(self) -> Iterator[bytes]:
        # The id is for a client that loses us before the first event.
        yield b"retry: %d\nid: %d\n\n" % (RECONNECT_MS, event_id(self._told_until))
        while not self._is_over:
            position = self._feed.position  # first of all: what happens while we read is in the feed then
            yield from self._replay()
            try:
                yield from self._follow(position)
            except MissedError:
                self._read_from = self._told_until - OVERLAP

    def _replay(self) -> Iterator[bytes]:
        """What changed, as the database has it."""
        found = changes(self._read_from, self._job_id)
        while page := list(itertools.islice(found, PAGE)):
            events = events_of(page)
            release_connection()
            if events:
                yield self._tell(events)
        release_connection()

    def _follow(self, position: int) -> Iterator[bytes]:
        """What changes, as it happens. Raises MissedError."""
        heartbeat_at = time.monotonic() + HEARTBEAT_SECONDS
        while not self._is_over:
            events = self._feed.after(position, max(0.0, heartbeat_at - time.monotonic()))
            position += len(events)
            if concerning := [event for event in events if self._job_id in (None, event.job_id)]:
                yield self._tell(concerning)
            elif time.monotonic() >= heartbeat_at:
                yield b":\n\n"
            else:
                continue
            heartbeat_at = time.monotonic() + HEARTBEAT_SECONDS

    def _tell(self, events: Sequence[Event]) -> bytes:
        self._told_until = events[-1].at
        if self._job_id and any(event.is_last for event in events):
            self._is_over = True
        return b"".join(event.text(self._language) for event in events)
