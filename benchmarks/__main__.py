"""`make bench`: start the stand-in and the service, measure, print a table; fails where a limit is missed."""

import sys
import tempfile
from pathlib import Path

from tests.conftest import MEDIA
from tests.service import Service
from tests.upstream import Upstream

from . import accepting, memory
from .report import Figure, table

SECTIONS = [memory, accepting]


def main() -> int:
    """Each section on a service of its own, so that none disturbs another."""
    figures: list[Figure] = []
    for section in SECTIONS:
        with tempfile.TemporaryDirectory() as folder, Upstream(MEDIA) as upstream:
            with Service(Path(folder), upstream) as service:
                figures += section.measure(service, upstream)
    print(table(figures))
    return 0 if all(figure.reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
