"""A playlist on the page: what is in it, some of it, all of it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.actions import paste, start
from tests.service import Service

GAPS = "https://www.youtube.com/playlist?list=PLwith_gaps_and_twins"
THREE = "https://www.youtube.com/playlist?list=PLthree_videos"
CHANNEL = "https://www.youtube.com/@standardpictures"
LONG = "https://www.youtube.com/playlist?list=PLfive_thousand"
# Some screens of pictures, of which browsers fetch a few in advance.
FEW = 200


def shown(page: Page, link: str) -> Locator:
    """The rows of a playlist."""
    paste(page, link)
    rows = page.locator(".entry")
    expect(rows.first).to_be_visible()
    return rows


def numbers(page: Page) -> Locator:
    return page.get_by_label("Numbers")


def total(page: Page) -> Locator:
    return page.locator(".checklist-sum")


def button(page: Page) -> Locator:
    return page.locator(".offer button[type=submit]")


def test_it_lists_every_entry_and_marks_what_cannot_be_had(page: Page) -> None:
    rows = shown(page, GAPS)
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("A walk around the harbour")
    expect(rows.first.locator(".length")).to_have_text("0:20")
    expect(rows.locator("img").first).to_have_js_property("complete", True)
    expect(rows.nth(1)).to_contain_text("Not available")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_disabled()
    expect(total(page)).to_have_text("3 of 5 chosen · 0:41")
    expect(button(page)).to_have_text("Download 3 videos")


def test_pictures_come_through_the_server_with_their_size(page: Page) -> None:
    picture = shown(page, THREE).locator("img").first
    expect(picture).to_have_attribute("src", re.compile(r"^/picture\?url=https"))
    expect(picture).to_have_attribute("loading", "lazy")
    expect(picture).to_have_attribute("alt", "")
    expect(picture).to_have_attribute("width", "120")
    expect(picture).to_have_attribute("height", "90")


def test_none_of_them_is_nothing_to_download(page: Page) -> None:
    rows = shown(page, THREE)
    page.get_by_role("button", name="None", exact=True).click()
    expect(button(page)).to_be_disabled()
    expect(numbers(page)).to_have_value("")
    page.get_by_role("button", name="All", exact=True).click()
    expect(button(page)).to_have_text("Download 3 videos")
    expect(numbers(page)).to_have_value("1-3")
    expect(rows.locator(":checked")).to_have_count(3)


def test_numbers_choose_and_follow_what_is_chosen(page: Page) -> None:
    rows = shown(page, CHANNEL)
    numbers(page).fill("۲-۳، 5")
    expect(rows.locator(":checked")).to_have_count(3)
    rows.nth(4).click()
    expect(numbers(page)).to_have_value("2-3")
    numbers(page).fill("two")
    expect(page.get_by_role("alert")).to_contain_text("Write numbers and ranges")
    expect(rows.locator(":checked")).to_have_count(2)


@pytest.mark.parametrize("where", ["row", "box"])
def test_the_shift_key_chooses_all_in_between(page: Page, where: str) -> None:
    rows = shown(page, CHANNEL)
    targets = rows if where == "row" else rows.get_by_role("checkbox")
    page.get_by_role("button", name="None", exact=True).click()
    targets.nth(1).click()
    targets.nth(3).click(modifiers=["Shift"])
    expect(numbers(page)).to_have_value("2-4")
    targets.nth(2).click()
    expect(numbers(page)).to_have_value("2, 4")


def test_only_what_is_chosen_is_downloaded(page: Page, shared_service: Service) -> None:
    shown(page, GAPS)
    numbers(page).fill("3")
    with page.expect_request("**/download/playlist/select") as sent:
        job = start(page)
    wish = sent.value.post_data_json
    assert wish
    assert wish["video_indices"] == [2]
    expect(job).to_have_attribute("data-state", "completed")
    files = shared_service.status(str(job.get_attribute("data-job")))["files"]
    assert ["Blink" in file["filename"] for file in files] == [True]


def test_all_of_it_is_downloaded_as_what_was_chosen_for_all(page: Page, shared_service: Service) -> None:
    shown(page, THREE)
    page.get_by_role("combobox", name="What", exact=True).select_option("audio")
    page.get_by_role("combobox", name="Sound format").select_option("m4a")
    with page.expect_request("**/download/playlist/all"):
        job = start(page)
    expect(job).to_have_attribute("data-state", "completed")
    files = shared_service.status(str(job.get_attribute("data-job")))["files"]
    assert [file["filename"].rsplit(".")[-1] for file in files] == ["m4a"] * 3


def test_a_change_of_language_keeps_what_is_chosen(page: Page) -> None:
    shown(page, CHANNEL)
    numbers(page).fill("2-3")
    page.get_by_role("button", name="فارسی").click()
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    expect(page.locator(".entry :checked")).to_have_count(2)
    expect(page.locator("[data-ranges]")).to_have_value("۲-۳")


def test_five_thousand_entries_come_without_their_pictures(page: Page) -> None:
    pictures: list[str] = []
    page.on("request", lambda request: pictures.append(request.url) if "/picture" in request.url else None)
    rows = shown(page, LONG)
    expect(rows).to_have_count(5000)
    expect(button(page)).to_have_text("Download 5,000 videos")
    numbers(page).fill("4990-")
    expect(rows.locator(":checked")).to_have_count(11)
    rows.last.scroll_into_view_if_needed()
    expect(rows.last.locator("img")).to_have_js_property("complete", True)
    assert len(pictures) < FEW


def test_an_empty_playlist_says_so(page: Page) -> None:
    paste(page, "https://www.youtube.com/playlist?list=PLempty_playlist")
    expect(page.locator(".offer")).to_contain_text("There is nothing in it yet.")
