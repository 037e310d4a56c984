"""static/page/instagram-links.js and renditions.js: what a link means, and what sizes a reel has."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.page.modules import Call, pure_module

SITE = "https://www.instagram.com"
SHORTCODE = "DsampleImg1"


@pytest.fixture(scope="module")
def meaning(browser: Browser) -> Iterator[Call]:
    with pure_module(browser, "instagram-links") as caller:
        yield caller


@pytest.fixture(scope="module")
def sizes(browser: Browser) -> Iterator[Call]:
    with pure_module(browser, "renditions") as caller:
        yield caller


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        (SHORTCODE, "post"),
        (f"{SITE}/p/{SHORTCODE}/?igsh=x", "post"),
        (f"instagram.com/tv/{SHORTCODE}", "post"),
        (f"{SITE}/sample.person/p/{SHORTCODE}/", "post"),
        (f"{SITE}/reel/{SHORTCODE}/", "reel"),
        (f"{SITE}/sample.person/reel/{SHORTCODE}", "reel"),
    ],
)
def test_posts_and_reels(meaning: Call, link: str, kind: str) -> None:
    assert meaning("module.meaningOf(it)", link) == {"kind": kind, "url": link}


@pytest.mark.parametrize(
    ("link", "kind", "name"),
    [
        ("sample.person", "profile", "sample.person"),
        ("@Sample.Person", "profile", "sample.person"),
        ("elevenchars", "profile", "elevenchars"),
        (f"{SITE}/sample.person/", "profile", "sample.person"),
        (f"{SITE}/sample.person/reels/", "profile", "sample.person"),
        (f"{SITE}/stories/sample.person/123/", "story", "sample.person"),
        (f"{SITE}/", "profile", f"{SITE}/"),
    ],
)
def test_people(meaning: Call, link: str, kind: str, name: str) -> None:
    assert meaning("module.meaningOf(it)", link) == {"kind": kind, "url": link, "name": name}


@pytest.mark.parametrize(
    ("resolutions", "qualities"),
    [
        ([], []),
        (["640x640"], ["best"]),
        (["1080x1920", "750x1333", "486x864"], ["best", "720p", "480p"]),
        (["1440x2560", "1080x1920", None], ["best", "1080p"]),
    ],
)
def test_a_reel_has_each_of_its_sizes_once(
    sizes: Call, resolutions: list[str | None], qualities: list[str]
) -> None:
    formats = [{"resolution": resolution} for resolution in resolutions]
    assert [each["quality"] for each in sizes("module.reelSizes(it)", formats)] == qualities


@pytest.mark.parametrize(("codec", "expected"), [("none", False), ("mp4a.40.2", True), (None, True)])
def test_sound_may_be_there_where_nobody_tells(sizes: Call, codec: str | None, expected: bool) -> None:
    assert sizes("module.hasSound(it)", [{"acodec": codec}]) is expected
