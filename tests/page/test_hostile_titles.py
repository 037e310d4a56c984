"""Whatever a title says, it stays a title: no markup, no script, nothing turned around or torn apart."""

import pytest
from playwright.sync_api import expect

from tests.page.actions import paste, start
from tests.page.conftest import OpenPage
from tests.upstream import Upstream
from tests.upstream.youtube.catalogue import Video

TITLES = {
    "hostileHtml": "<img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>",
    "hostileRtl1": "\u202egpj.oediv\u202d \u2067turned\u2066 \u202e",
    "hostileLong": "Endless" * 43,
    "hostileZero": "\u200b\u200d\ufeffno\u200bthing\u200b",
}


@pytest.mark.parametrize("video_id", TITLES)
@pytest.mark.parametrize("width", [360, 1440])
def test_the_page_stays_as_it_is(
    open_page: OpenPage, shared_upstream: Upstream, video_id: str, width: int
) -> None:
    shared_upstream.add(Video(video_id, TITLES[video_id], 1.0, channel=TITLES[video_id]))
    page = open_page(viewport={"width": width, "height": 800})
    title = page.title()
    paste(page, f"https://youtu.be/{video_id}")
    heading = page.locator(".offer h2")
    expect(heading).not_to_be_empty()
    assert heading.text_content() == TITLES[video_id]
    expect(page.locator(".offer button[type=submit]")).not_to_be_empty()
    job = start(page)
    expect(job).to_have_attribute("data-state", "completed")
    assert job.locator(".job-title").text_content() == TITLES[video_id]
    assert page.title() == title
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".offer h2 *, .job-title *").count() == 0
