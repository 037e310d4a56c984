"""`make bench`: start the stand-in and the service, measure, print a table; fails where a limit is missed.

`python -m benchmarks downloads answering` measures these sections only.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import MEDIA
from tests.service import Service, database
from tests.upstream import Upstream

from . import accepting, answering, downloads, information, memory
from .report import Figure, table
from .scale import FULL, Scale

SECTIONS = {
    "memory": memory.measure,
    "accepting": accepting.measure,
    "downloads": downloads.measure,
    "information": information.measure,
    "answering": answering.measure,
}


def measured(section: str, scale: Scale) -> list[Figure]:
    """Each section has a service and a stand-in of its own, so that none disturbs another."""
    with (
        tempfile.TemporaryDirectory() as folder,
        database() as environment,
        Upstream(MEDIA) as upstream,
        Service(Path(folder), upstream, **environment) as service,
    ):
        return list(SECTIONS[section](service, upstream, scale))


def main(sections: Sequence[str]) -> int:
    """The exit code: 0 where all limits are kept."""
    figures = [figure for section in sections or SECTIONS for figure in measured(section, FULL)]
    print(table(figures))
    return 0 if all(figure.reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
