"""The queue is seen to stand still, and a queue that only has much to do is not."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import OrmQ
from pytest_django import Settings

from jobs import engine, workplace
from jobs.engine import QueueWatchdog
from tests.service import eventually

pytestmark = pytest.mark.django_db

SOON = 0.1


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path


def test_a_message_that_nobody_takes_means_that_the_queue_stands_still() -> None:
    watchdog = QueueWatchdog(patience_seconds=SOON)
    engine.wake(1)

    assert not watchdog.stuck()
    eventually(watchdog.stuck, 5)


def test_patience_begins_anew_with_every_message_that_is_taken() -> None:
    watchdog = QueueWatchdog(patience_seconds=SOON)
    engine.wake(2)
    eventually(watchdog.stuck, 5)

    OrmQ.objects.earliest("pk").delete()

    assert not watchdog.stuck()
    eventually(watchdog.stuck, 5)


def test_an_empty_queue_is_well() -> None:
    watchdog = QueueWatchdog(patience_seconds=-1)

    assert not watchdog.stuck()


def test_a_message_in_a_workers_hands_may_stay_there() -> None:
    watchdog = QueueWatchdog(patience_seconds=-1)
    engine.wake(1)
    OrmQ.objects.update(lock=timezone.now() + timedelta(hours=1))

    assert not watchdog.stuck()


def test_what_a_dead_worker_took_is_forgotten() -> None:
    engine.wake(2)
    ((taken, _),) = get_broker().dequeue()

    engine.recover()
    assert OrmQ.objects.count() == 2

    OrmQ.objects.filter(pk=taken).update(lock=F("lock") - timedelta(minutes=2))
    engine.recover()
    assert OrmQ.objects.exclude(pk=taken).count() == OrmQ.objects.count() == 1


def test_while_all_workers_may_be_busy_messages_may_wait(settings: Settings) -> None:
    watchdog = QueueWatchdog(patience_seconds=-1)
    engine.wake(1)
    slots = [workplace.take_slot() for _ in range(settings.WORKERS)]

    assert not watchdog.stuck()

    for slot in slots:
        assert slot
        slot.release()
    assert watchdog.stuck()
