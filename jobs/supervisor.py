"""Web, queue and recovery as one: started together, restarted when they die, stopped together."""

import logging
import multiprocessing
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

from django.conf import settings
from django.db import connections
from django_q.cluster import Cluster
from granian import Granian
from granian.constants import Interfaces

from . import engine, outages, processes, providers, purge, robust_queue, workplace
from .feed import MAX_WATCHERS
from .processes import Child, Drain

logger = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
HEALTHY_SECONDS = 60.0
STOP_SECONDS = 8.0
LOOK_SECONDS = 0.05
RECOVER_SECONDS = 2.0
PURGE_SECONDS = 60.0
STUCK_SECONDS = 30.0

WEB_PROCESSES = 2
WEB_THREADS = 64 + MAX_WATCHERS
WEB_STOP_SECONDS = 2  # streams of events do not end by themselves


# --- what is supervised ----------------------------------------------------------------------------


def ensure_address_is_free() -> None:
    """Raises OSError, whose `strerror` says why, when the web server could not listen."""
    found = socket.getaddrinfo(settings.HOST, settings.PORT, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, _, _, address = found[0]
    with socket.socket(family, kind) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
        listener.bind(address)
        listener.listen()


def run_web() -> None:
    """Serve HTTP until told to stop."""
    # Forked, so that all web processes share what is imported already.
    multiprocessing.set_start_method("fork", force=True)
    database = connections.settings["default"]
    if "postgresql" in database["ENGINE"]:
        database.setdefault("OPTIONS", {})["pool"] = settings.DATABASE_POOL
    Granian(
        settings.WSGI_APPLICATION.replace(".application", ":application"),
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=WEB_PROCESSES,
        blocking_threads=WEB_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=WEB_STOP_SECONDS,
        log_enabled=False,
    ).serve()


def run_queue() -> None:
    """Run django-q2's cluster until told to stop, or until it is broken."""
    robust_queue.install()
    drain = Drain()
    engine.drain_with(drain)
    cluster = Cluster()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: drain.begin())
    cluster.start()
    watchdog = engine.QueueWatchdog(STUCK_SECONDS)
    while cluster.sentinel.is_alive() and not _is_stuck(watchdog):
        if select.select([drain, cluster.sentinel.sentinel], [], [], STUCK_SECONDS / 3)[0] and drain.begun:
            _wait_for_downloads_to_stop()
            return
    # Whatever is left of the cluster goes with us.
    raise RuntimeError("the task queue is broken")


def _is_stuck(watchdog: engine.QueueWatchdog) -> bool:
    with outages.tolerated():
        return watchdog.stuck()
    return False


def _wait_for_downloads_to_stop() -> None:
    """The workers see to it; what else runs can be killed at any time.

    `Cluster.stop` waits for ever as soon as one worker has gone without reading its order to stop.
    """
    while workplace.free_slots() < settings.WORKERS:
        time.sleep(LOOK_SECONDS)


def run_recovery() -> None:
    """Look for items that lost their runner, and for what lies on this machine in vain, for ever."""
    purged_at = -PURGE_SECONDS
    while True:
        with outages.tolerated():
            engine.recover()
            if time.monotonic() - purged_at > PURGE_SECONDS:
                purge.purge_this_machine()
                purged_at = time.monotonic()
        time.sleep(RECOVER_SECONDS)


# --- the supervisor --------------------------------------------------------------------------------


@dataclass
class _Service:
    """A supervised process: how to run it, and how often it has failed lately."""

    name: str
    run: Callable[[], None]
    child: Child | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause_seconds: float = FIRST_PAUSE_SECONDS

    def start(self) -> None:
        connections.close_all()
        self.started_at = time.monotonic()
        self.child = processes.fork(self._run_as_child)

    def _run_as_child(self) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.run()

    def restart_later(self, ended: Child) -> None:
        """It ended by itself: again after a pause, which grows while it keeps failing."""
        logger.error("%s ended (%s): restarting", self.name, ended.end())
        self.child = None
        if time.monotonic() - self.started_at > HEALTHY_SECONDS:
            self.pause_seconds = FIRST_PAUSE_SECONDS
        self.start_at = time.monotonic() + self.pause_seconds
        self.pause_seconds = min(self.pause_seconds * 2, LONGEST_PAUSE_SECONDS)


class Supervisor:
    """Keeps services running until SIGTERM or SIGINT, then stops them."""

    def __init__(self, services: Sequence[tuple[str, Callable[[], None]]]) -> None:
        self._services = [_Service(name, run) for name, run in services]
        self._drain = Drain()

    def run(self) -> None:
        """Return once everything has stopped."""
        processes.let_no_child_outlive_its_parent()
        providers.warm_up()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._drain.begun:
            self._start_what_is_due()
            self._wait()
        self._stop_all()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._drain.begin()

    def _start_what_is_due(self) -> None:
        for service in self._services:
            if service.child is None and service.start_at <= time.monotonic():
                service.start()

    def _wait(self) -> None:
        """Until something has ended, is due to start again, or all shall stop."""
        running = {service.child: service for service in self._services if service.child}
        due = [service.start_at for service in self._services if not service.child]
        timeout = max(0.0, min(due) - time.monotonic()) if due else None
        descriptors = {child.fileno(): child for child in running}
        ready, _, _ = select.select([*descriptors, self._drain.fileno()], [], [], timeout)
        for descriptor in ready:
            if child := descriptors.get(descriptor):
                running[child].restart_later(child)

    def _stop_all(self) -> None:
        """Ask everything to stop, and kill what has not in time."""
        children = [service.child for service in self._services if service.child]
        for child in children:
            os.kill(child.pid, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        waiting = list(children)
        while waiting and (left := until - time.monotonic()) > 0:
            ended, _, _ = select.select(waiting, [], [], left)
            waiting = [child for child in waiting if child not in ended]
        for child in children:
            child.end()
