"""static/page/dates.js, in a real browser: what people read in each language."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeAlias

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Route

MODULE = settings.BASE_DIR / "static" / "page" / "dates.js"
NOON = "2025-01-15T12:00:00.000000Z"

Call: TypeAlias = Callable[..., Any]


def module_page(context: BrowserContext, language: str) -> Page:
    """An empty page in that language, which can import the module."""

    def answer(route: Route) -> None:
        if route.request.url.endswith("/dates.js"):
            route.fulfill(body=MODULE.read_text(), content_type="text/javascript")
        else:
            route.fulfill(body=f'<!doctype html><html lang="{language}"></html>', content_type="text/html")

    page = context.new_page()
    page.route("**/*", answer)
    page.goto("http://page.test/")
    return page


@contextmanager
def caller(browser: Browser, language: str, time_zone: str = "Asia/Tehran") -> Iterator[Call]:
    """Calls a function of the module, as the page in that language does."""
    with browser.new_context(timezone_id=time_zone, locale="de-DE") as context:
        page = module_page(context, language)
        yield lambda name, *arguments: page.evaluate(
            "async ([name, ...rest]) => (await import('/dates.js'))[name](...rest)", [name, *arguments]
        )


def milliseconds(time: str) -> float:
    """As JavaScript counts time."""
    return datetime.fromisoformat(time).timestamp() * 1000


@pytest.fixture(scope="module")
def english(browser: Browser) -> Iterator[Call]:
    with caller(browser, "en") as call:
        yield call


@pytest.fixture(scope="module")
def persian(browser: Browser) -> Iterator[Call]:
    with caller(browser, "fa") as call:
        yield call


def test_numbers(english: Call, persian: Call) -> None:
    assert english("number", 1234567.5) == "1,234,567.5"
    assert persian("number", 1234567.5) == "۱٬۲۳۴٬۵۶۷٫۵"
    assert persian("number", -5, {"signDisplay": "never"}) == "۵"


def test_a_share_is_full_only_when_everything_is_there(english: Call, persian: Call) -> None:
    assert (english("percent", 0), english("percent", 0.999), english("percent", 1)) == ("0%", "99%", "100%")
    assert persian("percent", 0.45) == "۴۵٪"


def test_large_counts_in_short(english: Call, persian: Call) -> None:
    assert english("roughly", 1_234_567) == "1.2M"
    assert persian("roughly", 1_234_567) == "۱٫۲\u00a0میلیون"


def test_digits_within_a_text(english: Call, persian: Call) -> None:
    assert english("digits", "1080p") == "1080p"
    assert persian("digits", "1080p") == "۱۰۸۰p"
    assert persian("digits", None) == ""


@pytest.mark.parametrize(
    ("size", "in_english", "in_persian"),
    [
        (0, "0 bytes", "۰ بایت"),
        (1, "1 byte", "۱ بایت"),
        (2048, "2 kB", "۲ کیلوبایت"),
        (47_500_000, "45.3 MB", "۴۵٫۳ مگابایت"),
        (500 * 1024**2, "500 MB", "۵۰۰ مگابایت"),
        (1024**3 - 1, "1 GB", "۱ گیگابایت"),
        (5_000_000_000_000_000, "4,547 TB", "۴٬۵۴۷ ترابایت"),
    ],
)
def test_sizes(english: Call, persian: Call, size: int, in_english: str, in_persian: str) -> None:
    assert (english("bytes", size), persian("bytes", size)) == (in_english, in_persian)


def test_speeds(english: Call, persian: Call) -> None:
    assert english("speed", 1_572_864) == "1.5 MB/s"
    assert persian("speed", 1_572_864) == "۱٫۵ مگابایت در ثانیه"


@pytest.mark.parametrize(
    ("seconds", "in_english", "in_persian"),
    [
        (0, "0:00", "۰:۰۰"),
        (7.4, "0:07", "۰:۰۷"),
        (59.6, "1:00", "۱:۰۰"),
        (754, "12:34", "۱۲:۳۴"),
        (3723, "1:02:03", "۱:۰۲:۰۳"),
        (36_000_000, "10000:00:00", "۱۰۰۰۰:۰۰:۰۰"),
    ],
)
def test_durations(english: Call, persian: Call, seconds: float, in_english: str, in_persian: str) -> None:
    assert (english("duration", seconds), persian("duration", seconds)) == (in_english, in_persian)


@pytest.mark.parametrize(
    ("seconds", "in_english", "in_persian"),
    [
        (0, "0 seconds", "۰ ثانیه"),
        (1, "1 second", "۱ ثانیه"),
        (59.6, "1 minute", "۱ دقیقه"),
        (200, "3 minutes", "۳ دقیقه"),
        (5 * 86_400, "5 days", "۵ روز"),
    ],
)
def test_what_is_only_known_about(
    english: Call, persian: Call, seconds: float, in_english: str, in_persian: str
) -> None:
    assert (english("about", seconds), persian("about", seconds)) == (in_english, in_persian)


@pytest.mark.parametrize(
    ("now", "in_english", "in_persian"),
    [
        ("2025-01-12T10:00:00Z", "3 days", "۳ روز"),
        ("2025-01-15T10:00:00Z", "2:00:00", "۲:۰۰:۰۰"),
        ("2025-01-15T11:30:01Z", "29:59", "۲۹:۵۹"),
        ("2025-01-15T11:59:59.5Z", "0:01", "۰:۰۱"),
        ("2025-01-15T12:00:00Z", "0:00", "۰:۰۰"),
        ("2025-01-16T12:00:00Z", "0:00", "۰:۰۰"),
    ],
)
def test_a_countdown_ends_at_zero(
    english: Call, persian: Call, now: str, in_english: str, in_persian: str
) -> None:
    for call, expected in ((english, in_english), (persian, in_persian)):
        assert call("countdown", NOON, milliseconds(now)) == expected


@pytest.mark.parametrize(
    ("now", "in_english", "in_persian"),
    [
        ("2025-01-15T12:00:00Z", "now", "اکنون"),
        ("2025-01-15T12:00:59.6Z", "1 minute ago", "۱ دقیقه پیش"),
        ("2025-01-15T12:05:10Z", "5 minutes ago", "۵ دقیقه پیش"),
        ("2025-01-16T12:05:10Z", "yesterday", "دیروز"),
        ("2025-01-14T12:00:00Z", "tomorrow", "فردا"),
        ("2026-02-14T12:00:00Z", "last year", "سال گذشته"),
    ],
)
def test_how_long_ago(english: Call, persian: Call, now: str, in_english: str, in_persian: str) -> None:
    for call, expected in ((english, in_english), (persian, in_persian)):
        assert call("ago", NOON, milliseconds(now)) == expected


def test_persian_dates_are_jalali(english: Call, persian: Call) -> None:
    assert (english("date", NOON), persian("date", NOON)) == ("January 15, 2025", "۲۶ دی ۱۴۰۳")


def test_times_are_those_of_the_reader(english: Call, persian: Call) -> None:
    late = "2025-01-15T22:00:00.123456Z"
    assert english("dateTime", late).replace("\u202f", " ") == "January 16, 2025 at 1:30 AM"
    assert persian("dateTime", late) == "۲۷ دی ۱۴۰۳ ساعت ۱:۳۰"
    assert persian("clock", late) == "۱:۳۰"


def test_a_day_of_the_platform_is_the_same_in_every_time_zone(browser: Browser) -> None:
    with caller(browser, "fa", "America/Los_Angeles") as call:
        assert call("day", "20250115") == "۲۶ دی ۱۴۰۳"


def test_lists(english: Call, persian: Call) -> None:
    assert english("list", ["a", "b", 3]) == "a, b, and 3"
    assert persian("list", ["یک", "دو", "سه"]) == "یک،\u200f دو، و سه"
    assert english("list", []) == ""


def test_languages_have_names(english: Call, persian: Call) -> None:
    assert (english("languageName", "de"), persian("languageName", "de")) == ("German", "آلمانی")
    assert [english("languageName", code) for code in ("", "a.en", "xx-yyy-zz-1")] == [
        "",
        "a.en",
        "xx-yyy-zz-1",
    ]


@pytest.mark.parametrize(
    "name", ["number", "percent", "roughly", "bytes", "speed", "duration", "about", "ago", "date", "day"]
)
@pytest.mark.parametrize("value", [None, "nonsense"])
def test_what_is_unknown_shows_nothing(english: Call, name: str, value: str | None) -> None:
    assert english(name, value) == ""
