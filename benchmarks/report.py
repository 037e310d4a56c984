"""A table of what was measured beside what it must be."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value and the most (or, where `at_least`, the least) it may be."""

    name: str
    value: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is within its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def table(figures: Iterable[Figure]) -> str:
    """Aligned columns, for a terminal."""
    lines = [f"{'':60} {'measured':>14} {'wanted':>16}"]
    for figure in figures:
        sign = "≥" if figure.at_least else "≤"
        measured = f"{figure.value:,.2f} {figure.unit}"
        wanted = f"{sign} {figure.limit:,.2f} {figure.unit}"
        lines.append(
            f"{figure.name:60} {measured:>14} {wanted:>16}  {'' if figure.reached else 'NOT REACHED'}"
        )
    return "\n".join(lines)
