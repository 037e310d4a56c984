"""What a long-running process does while the database is out of reach: restarted, or cut off from us."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connections

logger = logging.getLogger(__name__)

OUTAGE = (OperationalError, InterfaceError)


@contextmanager
def tolerated() -> Iterator[None]:
    """Leave out what the database does not do now; it is asked over a new connection next time."""
    try:
        yield
    except OUTAGE as error:
        logger.warning("the database is out of reach: %s", error)
        connections.close_all()
