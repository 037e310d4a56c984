"""Instagram on the page: posts, carousels, reels, stories, profiles, and several links at once."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.instagram.downloads import sign_in
from tests.page.actions import choose, paste, start
from tests.page.conftest import OpenPage
from tests.service import Service
from tests.upstream.instagram.samples import FOLLOWER

SITE = "https://www.instagram.com"
CAROUSEL = f"{SITE}/p/Dcarousel10/"
PAIR = f"{SITE}/p/DcarouselOf/"
REEL = f"{SITE}/reel/DsampleReel/"
STORYTELLER = f"{SITE}/stories/sample.stories/"


def heading(page: Page) -> Locator:
    return page.locator(".offer").get_by_role("heading")


def completed(service: Service, job: Locator) -> Mapping[str, Any]:
    """What /instagram/status tells of a job that the page shows as finished."""
    expect(job).to_have_attribute("data-state", "completed")
    answer = service.get(f"/instagram/status/{job.get_attribute('data-job')}")
    status: Mapping[str, Any] = answer.json()
    return status


def names(status: Mapping[str, Any]) -> list[str]:
    return sorted(file["filename"] for file in status["files"])


# --- Posts -----------------------------------------------------------------------------------------


def test_a_carousel_shows_each_picture_and_video(page: Page) -> None:
    paste(page, CAROUSEL)
    expect(heading(page)).to_have_text("Ten of them, pictures and videos")
    tiles = page.locator(".gallery .tile")
    expect(tiles).to_have_count(10)
    expect(tiles.first.get_by_role("button")).to_have_accessible_name("Picture 1 of 10")
    expect(tiles.nth(1).get_by_role("button")).to_have_accessible_name("Video 2 of 10")
    expect(tiles.nth(1)).to_contain_text("0:03")
    expect(tiles.first.locator("img")).to_have_js_property("complete", True)
    expect(tiles.first.locator("img")).not_to_have_js_property("naturalWidth", 0)


def test_the_pictures_of_a_carousel_are_downloaded_as_files(page: Page, shared_service: Service) -> None:
    paste(page, CAROUSEL)
    page.get_by_role("combobox", name="What", exact=True).select_option("image_only")
    expect(page.locator(".offer button[type=submit]")).to_have_text("Download 7 files")
    page.get_by_role("combobox", name="Quality").select_option("low")
    with page.expect_request("**/instagram/download/post") as sent:
        job = start(page)
    wish = sent.value.post_data_json
    assert wish == {
        "url": "Dcarousel10",
        "quality": "low",
        "download_type": "image_only",
        "include_metadata": False,
    }
    assert {file["media_type"] for file in completed(shared_service, job)["files"]} == {"image"}


def test_a_carousel_is_downloaded_as_a_zip(page: Page, shared_service: Service) -> None:
    paste(page, PAIR)
    page.get_by_role("combobox", name="As", exact=True).select_option("zip")
    page.get_by_label("With a JSON file").check()
    [file] = completed(shared_service, start(page))["files"]
    with zipfile.ZipFile(io.BytesIO(shared_service.get(file["download_url"]).content)) as archive:
        assert {name.rsplit(".")[-1] for name in archive.namelist()} == {"jpg", "json"}


def test_a_picture_is_downloaded_and_has_no_choices_of_a_carousel(
    page: Page, shared_service: Service
) -> None:
    paste(page, f"{SITE}/p/DsampleImg1/")
    expect(page.locator(".offer button[type=submit]")).to_have_text("Download 1 file")
    expect(page.get_by_role("combobox", name="As", exact=True)).to_have_count(0)
    expect(page.get_by_role("combobox", name="What", exact=True)).to_have_count(0)
    assert names(completed(shared_service, start(page)))[0].startswith("DsampleImg1_image")


def test_a_shortcode_alone_is_a_post(page: Page) -> None:
    page.locator("[data-platform-switch]").get_by_text("Instagram").click()
    paste(page, "DsampleImg1")
    expect(heading(page)).to_have_text("Fog over the harbour #sample")


def test_a_caption_in_html_is_only_text(page: Page) -> None:
    paste(page, f"{SITE}/p/DhtmlCaptn1/")
    expect(heading(page)).to_contain_text("<script>alert(1)</script>")
    page.get_by_text("Statistics and the whole text").click()
    expect(page.locator(".caption")).to_contain_text("<img src=x")
    assert page.locator(".offer h2 *, .caption *").count() == 0


def test_counts_that_instagram_hides_are_no_zero(page: Page) -> None:
    paste(page, f"{SITE}/p/DhiddenLike/")
    page.get_by_text("Statistics and the whole text").click()
    facts = page.locator(".post-facts")
    expect(facts.locator("div", has_text="Comments").first).to_contain_text("56")
    expect(facts.get_by_text("not shown by Instagram")).to_have_count(3)


# --- Reels -----------------------------------------------------------------------------------------


def test_a_reel_is_downloaded_in_the_size_that_was_chosen(page: Page, shared_service: Service) -> None:
    paste(page, REEL)
    expect(page.locator(".option b")).to_contain_text(["1080 × 1920", "720 × 1280", "480 × 854"])
    page.locator(".option").get_by_text("480 × 854").click()
    [file] = completed(shared_service, start(page))["files"]
    assert file["resolution"] == "480x854"


def test_the_sound_of_a_reel_is_downloaded(page: Page, shared_service: Service) -> None:
    paste(page, REEL)
    choose(page, "Sound")
    page.locator(".option").get_by_text("MP3", exact=True).click()
    [name] = names(completed(shared_service, start(page)))
    assert name.endswith(".mp3")


def test_a_reel_tells_its_statistics(page: Page) -> None:
    paste(page, REEL)
    page.get_by_text("Statistics and the whole text").click()
    facts = page.locator(".post-facts")
    expect(facts).to_contain_text("98,765")
    expect(facts).to_contain_text("1,290")
    expect(page.locator(".caption")).to_contain_text("with a second line")


def test_a_reels_link_that_leads_to_a_picture_shows_the_picture(page: Page) -> None:
    paste(page, f"{SITE}/reel/DsampleImg1/")
    expect(page.locator(".gallery .tile")).to_have_count(1)


# --- People ----------------------------------------------------------------------------------------


def test_a_post_of_a_profile_is_opened_and_leads_back(page: Page) -> None:
    paste(page, f"{SITE}/sample.many/")
    expect(heading(page)).to_contain_text("@sample.many")
    page.get_by_role("button", name="Numbered 29").click()
    expect(heading(page)).to_have_text("Numbered 29")
    expect(page.get_by_label("Links, one on each line")).to_have_value(f"{SITE}/p/Dnumbered29/")
    page.get_by_role("button", name="Profile of").click()
    expect(heading(page)).to_contain_text("@sample.many")


def test_several_posts_of_a_profile_are_downloaded_at_once(page: Page, shared_service: Service) -> None:
    paste(page, f"{SITE}/sample.many/")
    tiles = page.locator(".entries .tile")
    expect(tiles).to_have_count(12)
    expect(page.locator(".offer button[type=submit]")).to_be_disabled()
    tiles.nth(0).get_by_role("checkbox").check()
    tiles.nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    expect(page.locator(".offer button[type=submit]")).to_have_text("Download (3)")
    found = names(completed(shared_service, start(page)))
    assert [name for name in found if name.endswith(".jpg")] == [
        f"Dnumbered{number}_image.jpg" for number in (28, 29, 30)
    ]


def test_more_posts_of_a_profile_are_shown_when_asked_for(page: Page) -> None:
    paste(page, f"{SITE}/sample.many/")
    page.locator(".entries .tile").first.get_by_role("checkbox").check()
    page.get_by_role("button", name="Show more posts").click()
    expect(page.locator(".entries .tile")).to_have_count(30)
    expect(page.locator(".checklist-sum")).to_have_text("1 of 30 chosen")


def test_a_name_alone_is_a_profile(page: Page) -> None:
    page.locator("[data-platform-switch]").get_by_text("Instagram").click()
    paste(page, "@sample.empty")
    expect(heading(page)).to_contain_text("@sample.empty")
    expect(page.locator(".offer")).to_contain_text("There is nothing in it yet.")


def test_stories_without_an_account_say_what_to_do(page: Page) -> None:
    paste(page, STORYTELLER)
    expect(page.get_by_role("alert")).to_contain_text("only when signed in")
    expect(page.get_by_role("link", name="Add an account's cookies")).to_have_attribute(
        "href", "/admin/jobs/platformaccount/add/"
    )


def test_stories_are_seen_and_downloaded_by_those_who_are_signed_in(
    open_page: OpenPage, service: Service
) -> None:
    sign_in(service, FOLLOWER)
    page = open_page(service=service)
    paste(page, f"{SITE}/sample.stories/")
    choose(page, "Stories")
    expect(page.locator(".gallery .tile")).to_have_count(4)
    page.get_by_role("combobox", name="As", exact=True).select_option("zip")
    job = start(page)
    expect(page.locator(".offer form:visible button[type=submit]")).to_have_text("Download 4 stories")
    assert [name[-4:] for name in names(completed(service, job))] == [".zip"]


# --- Several ---------------------------------------------------------------------------------------


def test_several_links_are_one_batch(page: Page, shared_service: Service) -> None:
    paste(page, f"{SITE}/p/DsampleImg1/", REEL)
    expect(page.locator(".link-list li")).to_contain_text(["Post", "Reel"])
    with page.expect_request("**/instagram/download/batch") as sent:
        job = start(page)
    wish = sent.value.post_data_json
    assert wish
    assert [item["type"] for item in wish["items"]] == ["post", "reel"]
    assert wish["continue_on_error"] is True
    assert len(names(completed(shared_service, job))) >= 2
