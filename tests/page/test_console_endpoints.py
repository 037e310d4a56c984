"""Each endpoint, asked once from the API console, against the stand-in platforms."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.actions import ORDINARY
from tests.page.console import choose_operation, open_console, send
from tests.service import Service

PLAYLIST = "https://www.youtube.com/playlist?list=PLthree_videos"
POST = "https://www.instagram.com/p/DsampleImg1/"
REEL = "https://www.instagram.com/reel/DsampleReel/"
PERSON = "sample.person"
PICTURE = "https://i.ytimg.com/vi/ordinaryVid/hqdefault.jpg"


class Call(NamedTuple):
    """A request, and what its answer must have; `{job_id}` and `{filename}` are those of a finished job."""

    method: str
    path: str
    fields: Mapping[str, str]
    status: str
    text: str = ""


YOUTUBE = [
    Call("GET", "/info", {"url": ORDINARY}, "200", '"duration": 20'),
    Call("GET", "/formats", {"url": ORDINARY}, "200", '"recommended"'),
    Call("POST", "/download/single", {"url": ORDINARY, "quality": "360p"}, "202", '"status": "pending"'),
    Call("GET", "/download/playlist/info", {"url": PLAYLIST}, "200", '"playlist_count": 3'),
    Call("POST", "/download/playlist/all", {"url": PLAYLIST, "quality": "worst"}, "202", '"job_id"'),
    Call("POST", "/download/playlist/select", {"url": PLAYLIST, "video_indices": "0\n2"}, "202", '"job_id"'),
    Call("GET", "/subtitles", {"url": "https://youtu.be/captioned01"}, "200", '"manual_subtitles"'),
    Call("POST", "/subtitles", {"url": "https://youtu.be/captioned01", "lang": "fa"}, "200", ".fa.vtt"),
    Call("GET", "/thumbnail", {"url": ORDINARY, "quality": "hq"}, "200", "hqdefault.jpg"),
    Call(
        "POST", "/download/batch", {"urls": f"{ORDINARY}\nhttps://youtu.be/veryShort01"}, "202", "total_urls"
    ),
    Call("GET", "/stream/video", {"url": ORDINARY}, "307", "sends on"),
]
JOBS = [
    Call("GET", "/health", {}, "200", "healthy"),
    Call("GET", "/about", {}, "200", "version"),
    Call("GET", "/status/{job_id}", {"job_id": "{job_id}"}, "200", '"progress": 100'),
    Call("GET", "/download/file/{filename}", {"filename": "{filename}"}, "200", "video/mp4"),
    Call("GET", "/jobs", {"limit": "1", "status": "completed"}, "200", '"has_more"'),
    Call("POST", "/jobs/{job_id}/cancel", {"job_id": "{job_id}"}, "400", "job_not_cancellable"),
    Call("POST", "/jobs/{job_id}/retry", {"job_id": "{job_id}"}, "400", "job_not_retryable"),
    Call("GET", "/jobs/{job_id}/archive", {"job_id": "{job_id}"}, "200", "application/zip"),
    Call("GET", "/jobs/{job_id}/events", {"job_id": "{job_id}"}, "200", "event: job"),
    Call("GET", "/events", {"Last-Event-ID": "1"}, "200", "event: job"),
    Call("GET", "/picture", {"url": PICTURE}, "200", "image/jpeg"),
    Call("DELETE", "/jobs/{job_id}", {"job_id": "{job_id}"}, "200", '"deleted": true'),
]
INSTAGRAM = [
    Call("GET", "/instagram/info", {}, "200", '"capabilities"'),
    Call("GET", "/instagram/post/info", {"url": POST}, "200", "DsampleImg1"),
    Call("GET", "/instagram/reel/info", {"url": REEL}, "200", "DsampleReel"),
    Call("GET", "/instagram/story/info", {"username": "sample.stories"}, "403", "login_required"),
    Call("GET", "/instagram/profile/info", {"username": PERSON}, "200", '"recent_posts"'),
    Call("GET", "/instagram/profile/posts", {"username": PERSON, "limit": "2"}, "200", '"limit": 2'),
    Call("POST", "/instagram/download/post", {"url": POST, "include_metadata": "false"}, "202", '"job_id"'),
    Call("POST", "/instagram/download/reel", {"url": REEL, "quality": "480p"}, "202", '"job_id"'),
    Call("POST", "/instagram/download/story", {"username": "sample.stories"}, "202", '"job_id"'),
    Call("POST", "/instagram/download/carousel", {"url": "DcarouselOf"}, "202", '"job_id"'),
    Call("POST", "/instagram/download/batch", {"url": POST, "type": "post"}, "202", '"total_items": 1'),
    Call("GET", "/instagram/status/{job_id}", {"job_id": "{job_id}"}, "200", '"file_count"'),
    Call("GET", "/instagram/download/file/{filename}", {"filename": "{filename}"}, "200", "video/mp4"),
    Call("GET", "/instagram/post/stats", {"url": POST}, "200", '"statistics"'),
    Call("GET", "/instagram/reel/stats", {"url": REEL}, "200", '"statistics"'),
]


@pytest.fixture
def finished(shared_service: Service) -> dict[str, str]:
    status = shared_service.finished(shared_service.download("veryShort01", quality="360p"))
    return {"{job_id}": status["job_id"], "{filename}": status["files"][0]["filename"]}


@pytest.mark.parametrize("calls", [YOUTUBE, JOBS, INSTAGRAM], ids=["YouTube", "jobs", "Instagram"])
def test_every_endpoint_answers_in_the_console(
    page: Page, calls: list[Call], finished: Mapping[str, str]
) -> None:
    console = open_console(page)
    for call in calls:
        form = choose_operation(console, call.method, call.path)
        for name, text in call.fields.items():
            put(form.locator(f'[name="{name}"]'), finished.get(text, text))
        answer = send(form)
        expect(answer.locator(".badge").first).to_contain_text(call.status)
        expect(answer).to_contain_text(call.text)


def put(field: Locator, text: str) -> None:
    if field.evaluate("field => field.localName") == "select":
        field.select_option(text)
    else:
        field.fill(text)


def test_no_endpoint_is_left_out(shared_service: Service) -> None:
    schema: Any = shared_service.get("/schema?format=json").json()
    described = {(method.upper(), path) for path in schema["paths"] for method in schema["paths"][path]}
    assert {(call.method, call.path) for call in [*YOUTUBE, *JOBS, *INSTAGRAM]} == described


def test_a_stream_of_events_runs_until_it_is_stopped(page: Page, shared_service: Service) -> None:
    form = choose_operation(open_console(page), "GET", "/events")
    answer = send(form)
    job_id = shared_service.download("veryShort01")
    expect(answer).to_contain_text(job_id)
    form.get_by_role("button", name="Stop").click()
    expect(form.get_by_role("button", name="Stop")).to_be_hidden()


def test_a_file_can_be_shown_and_saved_from_its_answer(page: Page, finished: Mapping[str, str]) -> None:
    form = choose_operation(open_console(page), "GET", "/download/file/{filename}")
    put(form.locator('[name="filename"]'), finished["{filename}"])
    answer = send(form)
    saving = answer.get_by_role("link", name="Save")
    expect(saving).to_have_attribute("href", f"/download/file/{quote(finished['{filename}'], safe='')}")
    answer.get_by_role("button", name="Show it here").click()
    video = page.get_by_role("dialog").locator("video")
    page.wait_for_function("video => video.currentTime > 0", arg=video.element_handle())
