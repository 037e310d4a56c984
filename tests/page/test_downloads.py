"""Paste, choose, watch, save: what people come for, in a real browser and with real downloads."""

import hashlib
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.page.actions import ORDINARY, choose, paste, start
from tests.service import Service
from tests.upstream import Upstream
from tests.upstream.youtube.catalogue import Video

SLOW_BYTES_PER_SECOND = 40_000.0


def saved(page: Page, button: Locator) -> Path:
    with page.expect_download() as download:
        button.click()
    return Path(download.value.path())


def test_a_pasted_link_shows_what_is_behind_it(page: Page) -> None:
    paste(page, ORDINARY)
    offer = page.locator(".offer")
    expect(offer.get_by_role("heading")).to_have_text("A walk around the harbour")
    expect(offer).to_contain_text("Standard Pictures")
    expect(offer.locator(".length")).to_have_text("0:20")
    expect(offer.locator("button[type=submit]")).to_have_text(re.compile(r"Download 1080p · \d.* [kM]B"))


def test_a_video_is_downloaded_and_saved_byte_for_byte(page: Page, shared_service: Service) -> None:
    paste(page, ORDINARY)
    page.locator(".option").get_by_text("360p", exact=True).click()
    job = start(page)
    expect(job).to_have_attribute("data-state", "completed")
    file = saved(page, job.get_by_role("link", name="Save"))
    status = shared_service.status(str(job.get_attribute("data-job")))
    assert status["files"][0]["resolution"] == "640x360"
    original = shared_service.get(status["files"][0]["download_url"]).content
    assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(original).digest()


def test_sound_comes_in_the_format_that_was_chosen(page: Page, shared_service: Service) -> None:
    paste(page, "https://youtu.be/veryShort01")
    choose(page, "Sound")
    page.locator(".option").get_by_text("MP3", exact=True).click()
    job = start(page)
    expect(job).to_have_attribute("data-state", "completed")
    status = shared_service.status(str(job.get_attribute("data-job")))
    assert status["files"][0]["filename"].endswith(".mp3")


def test_a_single_format_of_pictures_gets_its_sound(page: Page, shared_service: Service) -> None:
    paste(page, ORDINARY)
    choose(page, "All formats")
    page.locator(".formats").get_by_text("137 · mp4").click()
    with page.expect_request("**/download/single") as sent:
        job = start(page)
    wish = sent.value.post_data_json
    assert wish
    assert wish["format_id"] == "137+140"
    expect(job).to_have_attribute("data-state", "completed")


def test_subtitles_are_saved_at_once(page: Page) -> None:
    paste(page, "https://youtu.be/captioned01")
    choose(page, "Subtitles")
    page.get_by_role("combobox", name="Language").select_option("fa")
    text = saved(page, page.locator(".offer button[type=submit]")).read_text()
    assert "-->" in text


def test_a_video_without_subtitles_says_so(page: Page) -> None:
    paste(page, "https://youtu.be/veryShort01")
    choose(page, "Subtitles")
    expect(page.locator(".offer").get_by_role("alert")).to_contain_text("no subtitles")


def test_several_links_become_one_job_and_one_zip(page: Page) -> None:
    paste(page, ORDINARY, "https://youtu.be/veryShort01", "https://youtu.be/chapters001")
    expect(page.locator(".offer").get_by_role("heading")).to_have_text("3 links")
    job = start(page)
    expect(job).to_have_attribute("data-state", "completed")
    with zipfile.ZipFile(saved(page, job.get_by_role("link", name="Save all"))) as archive:
        assert len(archive.namelist()) == 3
    job.get_by_role("button", name="Details").click()
    expect(job.locator(".item")).to_have_count(3)


def test_a_whole_playlist_is_downloaded(page: Page) -> None:
    paste(page, "https://www.youtube.com/playlist?list=PLthree_videos")
    expect(page.locator(".offer").get_by_role("heading")).to_have_text("Three walks")
    job = start(page)
    expect(job).to_have_attribute("data-state", "completed")
    expect(job).to_contain_text("3 files")


def test_progress_is_seen_and_a_job_stops_and_starts_again(
    page: Page, shared_service: Service, shared_upstream: Upstream
) -> None:
    shared_upstream.add(Video("slowOnPage1", "Slowly", picture_bytes=4_000_000, h264=(144,), combined=False))
    shared_upstream.rate_bytes_per_second = SLOW_BYTES_PER_SECOND
    try:
        paste(page, "https://youtu.be/slowOnPage1")
        job = start(page)
        expect(job.get_by_text(re.compile(r"\d%.*/s.*left"))).to_be_visible()
        job.get_by_role("button", name="Cancel").click()
        expect(job).to_have_attribute("data-state", "cancelled")
        assert shared_service.status(str(job.get_attribute("data-job")))["status"] == "cancelled"
    finally:
        shared_upstream.rate_bytes_per_second = None
    with page.expect_response("**/retry") as answer:
        job.get_by_role("button", name="Retry").click()
    again = page.locator(f'[data-job="{answer.value.json()["job_id"]}"]')
    expect(again).to_have_attribute("data-state", "completed")


def test_a_job_is_deleted_only_when_that_is_meant(page: Page, shared_service: Service) -> None:
    paste(page, "https://youtu.be/veryShort01")
    job = start(page)
    expect(job).to_have_attribute("data-state", "completed")
    job_id = job.get_attribute("data-job")
    job.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Keep it").click()
    expect(job).to_be_visible()
    job.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(job).to_have_count(0)
    assert shared_service.get(f"/status/{job_id}").status_code == 404


def test_a_job_survives_a_reload_and_has_an_address_of_its_own(page: Page) -> None:
    paste(page, "https://youtu.be/veryShort01")
    job = start(page)
    expect(job).to_have_attribute("data-state", "completed")
    page.reload()
    expect(job.get_by_role("link", name="Save")).to_be_visible()
    job.get_by_role("link", name="Blink").click()
    page.wait_for_url("**/job/*")
    expect(page.locator(".file")).to_have_count(1)


def test_what_a_platform_refuses_is_told_in_a_sentence(page: Page) -> None:
    paste(page, "https://youtu.be/privateVid1")
    expect(page.get_by_role("alert")).to_contain_text("This is private.")


def test_a_link_to_elsewhere_is_refused_with_advice(page: Page) -> None:
    paste(page, "https://example.org/video")
    expect(page.get_by_role("alert")).to_contain_text("Paste the link of a video, playlist or post.")


def test_a_failed_job_says_why_and_can_be_tried_again(page: Page) -> None:
    paste(page, "https://youtu.be/veryShort01", "https://youtu.be/deletedVid1")
    job = start(page)
    expect(job).to_contain_text("1 failed")
    job.get_by_role("button", name="Details").click()
    expect(job.locator(".item").last).to_contain_text("This does not exist, or it has been removed.")
