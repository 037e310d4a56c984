"""The viewer: pictures as large as the window, with mouse and keyboard."""

import struct
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.page.actions import ORDINARY, choose, paste
from tests.page.conftest import OpenPage

CAROUSEL = "https://www.instagram.com/p/Dcarousel10/"


def opened(page: Page, name: str) -> Locator:
    """The viewer with one of the carousel's pictures."""
    paste(page, CAROUSEL)
    page.get_by_role("button", name=name, exact=True).click()
    viewer = page.get_by_role("dialog", name="Picture")
    expect(viewer).to_be_visible()
    return viewer


def test_a_picture_is_seen_in_full_and_closes_with_escape(page: Page) -> None:
    viewer = opened(page, "Picture 3 of 10")
    expect(viewer).to_contain_text("3 of 10")
    image = viewer.get_by_role("img", name="Picture 3 of 10")
    expect(image).to_be_visible()
    assert image.evaluate("(it) => [it.naturalWidth, it.naturalHeight]") == [1080, 1080]
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(page.get_by_role("button", name="Picture 3 of 10", exact=True)).to_be_focused()


def test_the_keyboard_goes_through_the_pictures(page: Page) -> None:
    viewer = opened(page, "Picture 1 of 10")
    expect(viewer.get_by_role("button", name="Previous picture")).to_be_disabled()
    for key, place in [
        ("ArrowRight", 2),
        ("ArrowRight", 3),
        ("ArrowLeft", 2),
        ("End", 10),
        ("ArrowRight", 10),
    ]:
        page.keyboard.press(key)
        expect(viewer).to_contain_text(f"{place} of 10")
    page.keyboard.press("Home")
    viewer.get_by_role("button", name="Next picture").click()
    expect(viewer).to_contain_text("2 of 10")


def test_in_persian_the_next_one_is_at_the_left(open_page: OpenPage) -> None:
    page = open_page(locale="fa-IR")
    page.locator("#links").fill(CAROUSEL)
    page.locator("#links").press("Enter")
    page.locator(".tile button").first.click()
    viewer = page.get_by_role("dialog")
    page.keyboard.press("ArrowLeft")
    expect(viewer).to_contain_text("۲ از ۱۰")


def test_what_is_seen_can_be_saved(page: Page) -> None:
    viewer = opened(page, "Picture 9 of 10")
    with page.expect_download() as download:
        viewer.get_by_role("link", name="Save").click()
    assert download.value.suggested_filename == "Dcarousel10_9.webp"
    assert Path(download.value.path()).read_bytes()[8:12] == b"WEBP"


def test_a_picture_that_is_gone_says_what_to_do(page: Page) -> None:
    paste(page, CAROUSEL)
    expect(page.locator(".tile img").nth(9)).to_have_js_property("complete", True)
    page.route("**/picture?*", lambda route: route.abort())
    page.get_by_role("button", name="Picture 1 of 10", exact=True).click()
    page.locator("#viewer img").evaluate("(it) => { it.src = `${it.src}&again`; }")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("could not be fetched")


def test_a_videos_own_picture_is_seen_where_its_size_is_chosen(page: Page) -> None:
    paste(page, ORDINARY)
    choose(page, "Picture")
    page.locator(".option").get_by_text("Medium", exact=True).click()
    page.get_by_role("button", name="Picture 1 of 1").click()
    image = page.get_by_role("dialog").get_by_role("img")
    expect(image).to_be_visible()
    expect(image).to_have_attribute("width", "480")
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the picture").click()
    assert struct.unpack(">H", Path(download.value.path()).read_bytes()[:2]) == (0xFFD8,)
