"""English and Persian are equals: the browser's language at first, then the one that was chosen."""

import re

from playwright.sync_api import Page, expect

from tests.page.actions import ORDINARY, choose, paste
from tests.page.conftest import OpenPage
from tests.service import Service

LATIN_WORDS = re.compile(r"[A-Za-z]{2,}")
NAMES = {"API", "ZIP", "JSON", "English", "yt", "dlp"}


def test_it_follows_the_browser_at_first(open_page: OpenPage) -> None:
    html = open_page(locale="fa-IR").locator("html")
    expect(html).to_have_attribute("lang", "fa")
    expect(html).to_have_attribute("dir", "rtl")
    expect(open_page(locale="en-GB").locator("html")).to_have_attribute("dir", "ltr")


def test_a_change_of_language_keeps_what_was_pasted_and_chosen(page: Page) -> None:
    page.get_by_label("Status").select_option("failed")
    paste(page, ORDINARY)
    choose(page, "Sound")
    page.locator(".option").get_by_text("MP3", exact=True).click()
    page.get_by_role("button", name="فارسی").click()
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    expect(page.locator("#links")).to_have_value(ORDINARY)
    expect(page.locator("[name=kind]:checked")).to_have_value("audio")
    expect(page.locator("[name=audio]:checked")).to_have_value("mp3")
    expect(page.locator("[name=status]")).to_have_value("failed")


def test_the_choice_is_kept(page: Page) -> None:
    page.get_by_role("button", name="فارسی").click()
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "fa")


def test_numbers_and_dates_are_persian(open_page: OpenPage) -> None:
    page = open_page(locale="fa-IR")
    page.locator("#links").fill(ORDINARY)
    page.locator("#links").press("Enter")
    offer = page.locator(".offer")
    expect(offer.locator(".length")).to_have_text("۰:۲۰")
    expect(offer.locator(".facts")).to_contain_text("۱۴۰۲")
    expect(offer.locator("button[type=submit]")).to_contain_text("۱۰۸۰p")


def test_errors_are_persian(open_page: OpenPage) -> None:
    page = open_page(locale="fa-IR")
    page.locator("#links").fill("https://youtu.be/privateVid1")
    page.locator("#links").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("این محتوا خصوصی است")


def test_nothing_on_the_persian_page_is_english(open_page: OpenPage, service: Service) -> None:
    page = open_page(service=service, locale="fa-IR")  # whose list has no titles of other tests
    texts: list[str] = page.evaluate(
        """() => [document, ...[...document.querySelectorAll("template")].map((each) => each.content)]
            .flatMap((root) => [...root.querySelectorAll("*")])
            .filter((each) => !each.closest("[dir=ltr], code, script, noscript, title, bdi, .bottom .notice"))
            .flatMap((each) => [
                ...[...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data),
                ...["aria-label", "title", "alt"].map((name) => each.getAttribute(name) ?? ""),
            ])"""
    )
    formats = {"SRT", "VTT", "MP", "Opus", "FLAC", "WAV"}
    words = {word for text in texts for word in LATIN_WORDS.findall(text)}
    assert words <= NAMES | formats
