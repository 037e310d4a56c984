"""Watching on the page: the stream with qualities and captions, and finished files in place."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.actions import ORDINARY, choose, paste, start
from tests.page.conftest import OpenPage
from tests.page.test_accessibility import LOOKS, violations
from tests.service import Service
from tests.upstream import Upstream, Video

# It streams for more than a minute at the rate that the test gives it.
LONG_VIDEO = Video(
    "oneHourLong",
    "One hour",
    3600.0,
    h264=(360,),
    opus=False,
    combined=False,
    picture_bytes=3_200_000,
    sound_bytes=12_400_000,
)


def watch(page: Page, link: str) -> Locator:
    paste(page, link)
    page.get_by_role("button", name="Watch").click()
    return page.get_by_role("dialog")


def expect_to_play(page: Page, media: Locator) -> None:
    """Its time goes on."""
    expect(media).to_be_attached()
    page.wait_for_function("media => media.currentTime > 0.2 && !media.paused", arg=media.element_handle())


def test_a_video_plays_while_it_streams(page: Page) -> None:
    player = watch(page, ORDINARY)
    expect(player.get_by_role("heading")).to_have_text("A walk around the harbour")
    expect_to_play(page, player.locator("video"))


def test_another_quality_is_another_picture(page: Page) -> None:
    player = watch(page, ORDINARY)
    height = "media => media.videoHeight"
    for name, pixels in (("360p", 360), ("144p", 144)):
        player.get_by_label("Quality").select_option(name)
        video = player.locator(f'video[src*="quality={name}"]')
        expect_to_play(page, video)
        assert video.evaluate(height) == pixels


def test_captions_are_shown_over_the_picture(page: Page) -> None:
    player = watch(page, "https://youtu.be/captioned01")
    expect_to_play(page, player.locator("video"))
    player.get_by_label("Subtitles").select_option("fa")
    expect(player.locator("track")).to_have_attribute("srclang", "fa")
    page.wait_for_function(
        "video => video.textTracks[0]?.mode === 'showing' && video.textTracks[0].cues?.length > 0",
        arg=player.locator("video").element_handle(),
    )


def test_closing_the_player_ends_the_stream(
    open_page: OpenPage, service: Service, upstream: Upstream
) -> None:
    upstream.add(LONG_VIDEO)
    upstream.rate_bytes_per_second = 200_000.0
    page = open_page(service=service)
    player = watch(page, f"https://youtu.be/{LONG_VIDEO.id}")
    expect_to_play(page, player.locator("video"))
    assert upstream.open_transfers > 0
    page.keyboard.press("Escape")
    expect(page.locator("#player video")).to_have_count(0)
    upstream.wait_for(lambda: upstream.open_transfers == 0)


def test_what_cannot_be_streamed_says_why(page: Page) -> None:
    page.route(
        "**/stream/video*",
        lambda route: route.fulfill(
            status=429,
            content_type="application/json",
            body='{"detail": "Too many are watching.", "code": "busy"}',
        ),
    )
    expect(watch(page, ORDINARY).get_by_role("alert")).to_contain_text("Too many are watching.")


@pytest.mark.parametrize(("kind", "element"), [("Video", "video"), ("Sound", "audio")])
def test_a_finished_file_plays_from_its_row(page: Page, kind: str, element: str) -> None:
    paste(page, "https://youtu.be/veryShort01")
    choose(page, kind)
    job = start(page)
    expect(job).to_have_attribute("data-state", "completed")
    job.get_by_role("button", name="Play").click()
    media = page.get_by_role("dialog").locator(element)
    page.wait_for_function("media => media.currentTime > 0", arg=media.element_handle())


def test_all_files_of_a_job_play_one_after_the_other(page: Page) -> None:
    paste(page, ORDINARY, "https://youtu.be/veryShort01")
    job = start(page)
    expect(job).to_have_attribute("data-state", "completed")
    job.get_by_role("button", name="Details").click()
    job.locator(".file").nth(1).get_by_role("button", name="Play").click()
    player = page.get_by_role("dialog")
    expect(player.locator("[data-place]")).to_have_text("2 of 2")
    second = player.locator("video").get_attribute("src")
    player.get_by_role("button", name="Next").click()
    expect(player.locator("[data-place]")).to_have_text("1 of 2")
    assert player.locator("video").get_attribute("src") != second


@pytest.mark.parametrize(("locale", "theme"), LOOKS)
def test_axe_finds_nothing_in_the_player(open_page: OpenPage, locale: str, theme: str) -> None:
    page = open_page(locale=locale, color_scheme=theme, reduced_motion="reduce")
    page.locator("#links").fill("https://youtu.be/captioned01")
    page.locator("#links").press("Enter")
    page.locator("[data-watch]").click()
    expect_to_play(page, page.locator("#player video"))
    assert violations(page) == []
