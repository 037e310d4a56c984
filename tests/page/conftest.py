"""Fixtures of the tests in a real browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.service import Service

# As patient as other tests are with the service: a busy machine is no failure.
PATIENCE_MS = 30_000

OpenPage: TypeAlias = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers come last: while one is open an event loop runs, and Django refuses its database then."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("needs chromium")
    # Tests of a browser that use the database do so in between, not from within the loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    return {"executable_path": chromium, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture
def open_page(browser: Browser, shared_service: Service) -> Iterator[OpenPage]:
    """Opens the page as somebody new: `open_page(path, locale=…, color_scheme=…)`.

    In the end nothing may have gone wrong in the browser: no error, no report of the security policy.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_(path: str = "/", service: Service = shared_service, **options: Any) -> Page:
        context = browser.new_context(base_url=service.url, **{"locale": "en-US", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: note(page, message.type, message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path)
        page.locator("[data-list][aria-busy=false]").wait_for(state="attached")
        return page

    def note(page: Page, kind: str, text: str) -> None:
        # Chromium reports every refusal and lost connection by itself, the expected ones too.
        if kind in {"error", "warning"} and "Failed to load resource" not in text:
            problems.append(f"{page.url}: {text}")

    yield open_
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The page in English, opened by somebody new."""
    return open_page()
