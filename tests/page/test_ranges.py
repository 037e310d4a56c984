"""static/page/ranges.js, in a real browser: which entries people mean by numbers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.page.modules import Call, pure_module

COUNT = 10


@pytest.fixture(scope="module")
def call(browser: Browser) -> Iterator[Call]:
    with pure_module(browser, "ranges") as caller:
        yield caller


@pytest.mark.parametrize(
    ("text", "indices"),
    [
        ("", []),
        ("1", [0]),
        ("1-3, 5", [0, 1, 2, 4]),
        ("3 1", [0, 2]),
        (" 2 – 3 ;5 ", [1, 2, 4]),
        ("۱-۲، ۴", [0, 1, 3]),
        ("٩", [8]),
        ("9-", [8, 9]),
        ("-2", [0, 1]),
        ("8-99999999999", [7, 8, 9]),
        ("0, 11", []),
        ("3-1", []),
        ("1, 1-2", [0, 1]),
    ],
)
def test_numbers_and_ranges_are_read(call: Call, text: str, indices: list[int]) -> None:
    assert sorted(call(f"[...module.parseRanges(it, {COUNT})]", text)) == indices


@pytest.mark.parametrize("text", ["one", "1-x", "-", "1--2", "1.5", "1-2-3"])
def test_anything_else_is_refused(call: Call, text: str) -> None:
    assert call(f"module.parseRanges(it, {COUNT})", text) is None


@pytest.mark.parametrize(
    ("indices", "text"), [([], ""), ([4], "5"), ([0, 1, 2, 4], "1-3, 5"), ([10, 9, 1], "2, 10-11")]
)
def test_what_is_chosen_is_told_shortly(call: Call, indices: list[int], text: str) -> None:
    assert call("module.formatRanges(it)", indices) == text
