"""What Instagram's files and jobs are called."""

import pytest

from instagram import names


@pytest.mark.parametrize(
    ("caption", "line"),
    [
        ("", ""),
        (" \n\t\n ", ""),
        ("\n  First \u00a0 line\r\nSecond", "First line"),
        ("گردش در بندر\u2028سطر دوم", "گردش در بندر"),
        ("x" * 500, "x" * 120 + "…"),
    ],
)
def test_the_first_line_is_the_first_that_says_something(caption: str, line: str) -> None:
    assert names.first_line(caption) == line


def test_a_title_is_the_owner_and_the_first_line() -> None:
    assert names.title("somebody", "Hello\nWorld") == "somebody: Hello"
    assert names.title("somebody", "") == "somebody"


def test_a_cut_never_halves_an_emoji() -> None:
    line = names.first_line("a" * 118 + "👩\u200d👩\u200d👧 and more")

    assert not line.removesuffix("…").endswith("\u200d")
