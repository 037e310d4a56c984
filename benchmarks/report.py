"""A table of what was measured beside what it must be."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value and the most (or, where `at_least`, the least) it may be.

    `beside` is what it is compared with, measured in the same run: plain yt-dlp, a bare view, few jobs.
    """

    name: str
    value: float
    limit: float
    unit: str
    at_least: bool = False
    beside: float | None = None

    @property
    def reached(self) -> bool:
        """Whether it is within its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def row(self) -> list[str]:
        """Its cells in the table."""
        compared = ["", ""]
        if self.beside is not None:
            compared = [f"{self.beside:,.2f} {self.unit}", f"{self.value / self.beside:.2f}"]
        sign = "≥" if self.at_least else "≤"
        return [
            self.name,
            f"{self.value:,.2f} {self.unit}",
            f"{sign} {self.limit:,.2f} {self.unit}",
            *compared,
            "yes" if self.reached else "NO",
        ]


HEAD = ["", "measured", "wanted", "compared with", "ratio", "reached"]


def table(figures: Iterable[Figure]) -> str:
    """In Markdown, with aligned columns, for a terminal and for docs/benchmarks.md."""
    rows = [HEAD, *(figure.row() for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(map(str.ljust, row, widths)) for row in rows]
    return "\n".join([lines[0], _line("-" * width for width in widths), *lines[1:]])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
