"""`make bench`: that all of it runs. How fast anything is depends on the machine, and is no test."""

import pytest

from benchmarks.__main__ import SECTIONS, measured
from benchmarks.report import Figure, table
from benchmarks.scale import TINY


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_measures_something_of_the_running_service(section: str) -> None:
    figures = measured(section, TINY)

    assert figures
    assert all(figure.value > 0 and figure.limit > 0 for figure in figures)


@pytest.mark.parametrize(
    ("value", "at_least", "reached"),
    [(9.0, False, True), (10.0, False, True), (11.0, False, False), (9.0, True, False), (10.0, True, True)],
)
def test_a_figure_is_reached_within_its_limit(value: float, at_least: bool, reached: bool) -> None:
    figure = Figure("speed", value, limit=10.0, unit="s", at_least=at_least)

    assert figure.reached is reached
    assert figure.row()[-1] == ("yes" if reached else "NO")


def test_the_table_shows_what_a_figure_is_compared_with() -> None:
    shown = table([Figure("ours", 5, limit=5.2, unit="s", beside=20), Figure("alone", 1, limit=2, unit="s")])

    assert "| 20.00 s " in shown
    assert "| 0.25 " in shown
    assert len({len(line) for line in shown.splitlines()}) == 1
