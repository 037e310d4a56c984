"""Whether and when a failed attempt is made again."""

import logging
import random
import uuid
from datetime import timedelta

from django.utils import timezone

from .errors import Code, Failure
from .models import JobItem, PlatformPause

logger = logging.getLogger(__name__)

BACK_OFF = timedelta(seconds=2)
PLATFORM_PAUSE = timedelta(seconds=60)


def record_failure(item: JobItem, token: uuid.UUID, failure: Failure) -> None:
    """Note a failed attempt: again later where that can help, and after a refusal later for everybody."""
    if failure.code == Code.UPSTREAM_BLOCKED:
        pause(item.job.provider, failure)
    item.fail(token, failure, retry_delay(failure, item.attempts))


def retry_delay(failure: Failure, earlier_attempts: int) -> timedelta | None:
    """How long to wait before the next attempt; None where there shall be none."""
    if not failure.kind.retryable or earlier_attempts + 1 >= JobItem.MAX_ATTEMPTS:
        return None
    if failure.retry_after_seconds is not None:
        return timedelta(seconds=failure.retry_after_seconds)
    jitter: float = random.uniform(0.5, 1.5)  # noqa: S311 - so that a batch does not come back all at once
    return BACK_OFF * (2.0**earlier_attempts * jitter)


def pause(provider: str, failure: Failure) -> None:
    """Nobody asks this platform for anything for a while: it has told us to slow down."""
    seconds = failure.retry_after_seconds
    until = timezone.now() + (PLATFORM_PAUSE if seconds is None else timedelta(seconds=seconds))
    PlatformPause.objects.prolong(provider, until)
    logger.warning("%s refuses our requests: paused until %s", provider, until)
