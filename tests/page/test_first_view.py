"""The first view: light, complete, and without waiting for any platform."""

import pytest
import requests
from playwright.sync_api import Browser, Response, expect

from tests.page.conftest import PATIENCE_MS
from tests.service import Service

MAX_BYTES = 100 * 1024
MAX_REQUESTS = 20


@pytest.mark.parametrize("locale", ["en-US", "fa-IR"])
def test_it_is_small_and_needs_few_requests(browser: Browser, service: Service, locale: str) -> None:
    answers: list[Response] = []
    with browser.new_context(locale=locale, base_url=service.url) as context:
        page = context.new_page()
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - no method of C for it
        page.goto("/")
        expect(page.locator("[data-list][aria-busy=false]")).to_be_attached(timeout=PATIENCE_MS)
        page.wait_for_function("document.fonts.status === 'loaded'")
        sizes = {answer.url: transferred(answer) for answer in answers if "/events" not in answer.url}
    assert len(answers) <= MAX_REQUESTS, sorted(sizes)
    assert sum(sizes.values()) <= MAX_BYTES, sizes


def transferred(answer: Response) -> int:
    sizes = answer.request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def test_nothing_comes_from_elsewhere_and_nothing_is_inline(shared_service: Service) -> None:
    answer = shared_service.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert "<script>" not in answer.text


def test_only_persian_pages_load_the_persian_font(shared_service: Service) -> None:
    def page(language: str) -> str:
        headers = {"Accept-Language": language}
        return requests.get(shared_service.url, headers=headers, timeout=30).text

    assert "vazirmatn" in page("fa")
    assert "vazirmatn" not in page("en")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_page_can_only_be_read(shared_service: Service, method: str) -> None:
    answer = requests.request(method, f"{shared_service.url}/", timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
