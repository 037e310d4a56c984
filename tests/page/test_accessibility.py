"""No violation that axe knows, in both languages and themes; keyboard alone is enough."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.page.actions import ORDINARY, start
from tests.page.conftest import OpenPage

LOOKS = [(locale, theme) for locale in ("en-US", "fa-IR") for theme in ("light", "dark")]


def violations(page: Page) -> list[str]:
    """What axe finds, once nothing fades any more: half-faded colours have no contrast."""
    page.wait_for_function("document.getAnimations().every((each) => each.effect.getTiming().iterations > 1)")
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['html'][:200] for node in each['nodes']]}" for each in found]


@pytest.mark.parametrize(("locale", "theme"), LOOKS)
def test_axe_finds_nothing(open_page: OpenPage, locale: str, theme: str) -> None:
    page = open_page(locale=locale, color_scheme=theme, reduced_motion="reduce")
    assert violations(page) == []
    page.locator("#links").fill(ORDINARY)
    page.locator("#links").press("Enter")
    submit = page.locator(".offer button[type=submit]")
    expect(submit).not_to_be_empty()
    for kind in ("video", "audio", "subtitles", "picture", "format"):
        page.locator(f".kinds label:has([value={kind}])").click()
        assert violations(page) == [], kind
    page.locator(".kinds label:has([value=video])").click()
    row = start(page)
    expect(row).to_have_attribute("data-state", "completed")
    row.locator("[data-action=details]").click()
    expect(row.locator(".file")).to_be_visible()
    page.locator(".offer").get_by_text("JSON", exact=True).click()
    expect(page.locator(".exchange").first).to_be_visible()
    assert violations(page) == []
    row.locator("[data-action=delete]").click()
    assert violations(page) == []


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.get_by_label("Links, one on each line").focus()
    page.keyboard.type(ORDINARY)
    page.keyboard.press("Enter")
    expect(page.locator(".offer button[type=submit]")).not_to_be_empty()
    page.locator("[name=kind]:checked").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=kind]:checked")).to_have_value("audio")
    page.keyboard.press("Tab")
    expect(page.locator("[name=audio]:checked")).to_be_focused()


def test_the_theme_is_the_systems_until_somebody_chooses(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(ground) != dark
    page.reload()
    assert page.evaluate(ground) != dark
