"""Lists, pictures and all that Instagram gives: axe finds nothing, in both languages and themes."""

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import OpenPage
from tests.page.test_accessibility import LOOKS, violations

SITE = "https://www.instagram.com"
REEL = f"{SITE}/reel/DsampleReel/"
VIEWS = {
    "playlist": "https://www.youtube.com/playlist?list=PLwith_gaps_and_twins",
    "carousel": f"{SITE}/p/Dcarousel10/",
    "reel": REEL,
    "profile": f"{SITE}/sample.person/",
    "stories": f"{SITE}/stories/sample.stories/",
    "several": f"{SITE}/p/DsampleImg1/ {REEL}",
}


@pytest.mark.parametrize(("locale", "theme"), LOOKS)
def test_axe_finds_nothing(open_page: OpenPage, locale: str, theme: str) -> None:
    page = open_page(locale=locale, color_scheme=theme, reduced_motion="reduce")
    for name, links in VIEWS.items():
        look(page, links)
        assert violations(page) == [], name
    look(page, VIEWS["carousel"])
    page.locator(".post-about summary").click()
    expect(page.locator(".post-facts div")).not_to_have_count(0)
    assert violations(page) == []
    page.locator(".tile button").first.click()
    expect(page.locator("#viewer")).to_have_attribute("data-state", "shown")
    assert violations(page) == []


@pytest.mark.parametrize("name", VIEWS)
def test_a_phone_shows_all_of_it_without_scrolling_sideways(open_page: OpenPage, name: str) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, locale="fa-IR")
    look(page, VIEWS[name])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def look(page: Page, links: str) -> None:
    """Until all that is behind the links is shown."""
    page.locator("#links").fill(links)
    page.locator("#links").press("Enter")
    # What was there before is gone as soon as something else is looked for.
    done = page.locator(".offer [data-visual]:not([aria-busy]) form, [data-offer] [role=alert]").first
    expect(done).to_be_visible()
