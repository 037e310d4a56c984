"""The page as an app: /manifest.webmanifest, its icons, what is shared with it, and the bookmarklet."""

import re
import struct
from contextlib import closing
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from playwright.sync_api import Browser, Route

from downloader_project.manifest import bookmarklet

pytestmark = pytest.mark.django_db

LINK = "https://youtu.be/aaaaaaaaaaa?t=1&x=ü"
STATIC = settings.BASE_DIR / "static" / "page"


def manifest(client: Client, language: str = "en") -> Any:
    response = client.get("/manifest.webmanifest", headers={"accept-language": language})
    assert response.headers["Content-Type"] == "application/manifest+json"
    return response.json()


# --- The manifest ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fa", "rtl")])
def test_it_speaks_the_language_of_the_reader(client: Client, language: str, direction: str) -> None:
    told = manifest(client, language)
    assert (told["lang"], told["dir"]) == (language, direction)
    assert bool(re.search("[\u0600-\u06ff]", told["name"] + told["short_name"])) == (language == "fa")


def test_a_choice_of_language_counts_more_than_the_browsers(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fa"
    assert manifest(client, "en")["lang"] == "fa"


def test_it_has_what_browsers_want_to_install_it(client: Client) -> None:
    told = manifest(client)
    assert {"name", "short_name", "start_url", "icons"} <= set(told)
    assert told["display"] == "standalone"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"]}
    assert "maskable" in {icon["purpose"] for icon in told["icons"]}
    for name in ("theme_color", "background_color"):
        assert re.fullmatch("#[0-9a-f]{6}", told[name])


def test_a_browser_has_no_complaint_about_it(client: Client, browser: Browser) -> None:
    told = client.get("/manifest.webmanifest").content.decode()

    def answer(route: Route) -> None:
        if route.request.url.endswith("/manifest.webmanifest"):
            route.fulfill(body=told, content_type="application/manifest+json")
        else:
            head = '<link rel="manifest" href="/manifest.webmanifest">'
            route.fulfill(body=f"<!doctype html>{head}", content_type="text/html")

    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/*", answer)
        page.goto("http://localhost/")
        read = context.new_cdp_session(page).send("Page.getAppManifest")
    assert (read["data"], read["errors"]) == (told, [])


def test_every_icon_is_there_in_the_size_that_it_says(client: Client) -> None:
    for icon in manifest(client)["icons"]:
        with closing(client.get(icon["src"])) as response:
            content = b"".join(response)
        assert response.headers["Content-Type"] == icon["type"]
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", content[16:24])
            assert icon["sizes"] == f"{width}x{height}"


def test_browsers_that_ask_for_a_favicon_get_one(client: Client) -> None:
    with closing(client.get("/favicon.ico", follow=True)) as response:
        assert response.headers["Content-Type"] == "image/png"


def test_it_can_only_be_read(client: Client) -> None:
    response = client.post("/manifest.webmanifest")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")


# --- What is shared --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("", ""),
        ("?url=https%3A%2F%2Fyoutu.be%2Fa", "https://youtu.be/a"),
        ("?title=A+title&text=https%3A%2F%2Fyoutu.be%2Fa&status=failed", "https://youtu.be/a"),
        ("?title=A+title&text=Look%3A+https%3A%2F%2Fyoutu.be%2Fa&url=", "Look: https://youtu.be/a"),
        ("?title=youtu.be%2Fa", "youtu.be/a"),
    ],
)
def test_what_was_shared_is_read_once_and_leaves_the_address(browser: Browser, query: str, text: str) -> None:
    def answer(route: Route) -> None:
        if route.request.url.endswith("/share.js"):
            route.fulfill(body=(STATIC / "share.js").read_text(), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    take = "async () => (await import('/share.js')).takeShared()"
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/*", answer)
        page.goto(f"http://page.test/{query}")
        assert page.evaluate(take) == text
        assert page.evaluate("location.search") == ("?status=failed" if "status" in query else "")
        assert page.evaluate(take) == ""


def test_the_manifest_shares_under_the_names_that_the_page_reads(client: Client) -> None:
    target = manifest(client)["share_target"]
    assert (target["action"], target["method"]) == ("/", "GET")
    names = re.search(r"NAMES = \[(.*)\]", (STATIC / "share.js").read_text())
    assert names
    assert set(target["params"].values()) == set(re.findall(r'"(\w+)"', names[1]))


def test_the_bookmarklet_opens_the_page_with_the_address_that_the_browser_is_at(browser: Browser) -> None:
    request = RequestFactory().get("/", headers={"host": "localhost:5000"})
    script = bookmarklet(request)
    assert script.startswith("javascript:")
    with browser.new_context() as context:
        context.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page = context.new_page()
        page.goto(LINK)
        with context.expect_page() as opened:
            page.evaluate(script.removeprefix("javascript:"))
        opened.value.wait_for_load_state()
        assert opened.value.url.startswith("http://localhost:5000/?url=")
        shared = opened.value.evaluate("new URLSearchParams(location.search).get('url')")
        assert shared == page.evaluate("location.href")
