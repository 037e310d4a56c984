"""Single modules of the page that stand alone, called in a real browser."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.conf import settings
from playwright.sync_api import Browser, Route

# An expression with `module`, and its one value, `it`.
Call: TypeAlias = Callable[[str, Any], Any]


@contextmanager
def pure_module(browser: Browser, name: str) -> Iterator[Call]:
    """A module that imports no other: `call("module.parse(it)", "text")`."""
    source = (settings.BASE_DIR / "static" / "page" / f"{name}.js").read_text()

    def answer(route: Route) -> None:
        if route.request.url.endswith("/module.js"):
            route.fulfill(body=source, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/*", answer)
        page.goto("http://page.test/")
        yield lambda expression, value: page.evaluate(
            f"async (it) => {{ const module = await import('/module.js'); return {expression}; }}", value
        )
