"""`make screenshots`: the page as people see it, in both languages and themes, into docs/screenshots/."""

import itertools
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import MEDIA
from tests.page.actions import ORDINARY
from tests.service import PROJECT, Service
from tests.upstream import Upstream

FOLDER = PROJECT / "docs" / "screenshots"
LANGUAGES = {"en": "en-GB", "fa": "fa-IR"}
THEMES = ("light", "dark")
SIZES = {360: 780, 768: 1024, 1440: 1000}
DOWNLOADS = {
    "/download/single": {"url": ORDINARY, "quality": "1080p"},
    "/download/playlist/all": {"url": "https://www.youtube.com/playlist?list=PLthree_videos"},
    "/instagram/download/carousel": {"url": "https://www.instagram.com/p/Dcarousel10/"},
}


def main() -> None:
    """Take them all, with finished downloads of both platforms below a video that was looked up."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Upstream(MEDIA) as upstream,
        Service(Path(folder), upstream) as service,
        sync_playwright() as playwright,
    ):
        for path, body in DOWNLOADS.items():
            service.finished(service.post(path, body).json()["job_id"])
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for (name, locale), theme, width in itertools.product(LANGUAGES.items(), THEMES, SIZES):
            with browser.new_context(base_url=service.url, locale=locale) as context:
                _take(context.new_page(), theme, width, FOLDER / f"{name}-{theme}-{width}.png")
        browser.close()


def _take(page: Page, theme: str, width: int, target: Path) -> None:
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto("/")
    page.locator("#links").fill(ORDINARY)
    page.locator("#links").press("Enter")
    expect(page.locator(".offer button[type=submit]")).to_be_visible()
    for row in page.locator(".job-row").all():  # they tell all of themselves once they are seen
        row.scroll_into_view_if_needed()
    expect(page.locator(".job-row .button.main:visible")).to_have_count(len(DOWNLOADS))
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    page.screenshot(path=target, full_page=True)


if __name__ == "__main__":
    main()
