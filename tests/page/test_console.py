"""The API console: every operation that the API describes, as a form that says what is wrong with it."""

import json
import re
import shlex
import subprocess
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.actions import ORDINARY
from tests.page.conftest import OpenPage
from tests.page.console import choose_operation, open_console, send
from tests.page.test_accessibility import LOOKS, violations
from tests.service import Service


@pytest.fixture
def console(page: Page) -> Locator:
    return open_console(page)


def test_it_is_loaded_when_it_is_opened(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.locator("[data-list][aria-busy=false]").wait_for(state="attached")
    assert not [url for url in asked if "/schema" in url or "console" in url]
    open_console(page)
    assert [url for url in asked if "/schema" in url]


def test_every_path_of_the_schema_is_in_it_with_its_parameters(
    console: Locator, shared_service: Service
) -> None:
    schema: Any = shared_service.get("/schema?format=json").json()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            form = choose_operation(console, method.upper(), path)
            for parameter in operation.get("parameters", []):
                field = form.get_by_label(re.compile(rf"^{re.escape(parameter['name'])}( |$)"))
                expect(field).to_have_attribute("name", parameter["name"])
                if parameter.get("required"):
                    expect(field).to_have_attribute("aria-required", "true")
            body = form.get_by_role("group", name="The body of the request")
            expect(body).to_have_count(int("requestBody" in operation))


def test_operations_are_grouped_by_platform_and_found_by_words(console: Locator) -> None:
    expect(console.locator(".console-operations h3")).to_have_text(["Downloads", "YouTube", "Instagram"])
    console.get_by_label("Find an endpoint").fill("stats reel")
    expect(console.locator("[data-operation]:visible")).to_have_count(1)
    console.get_by_label("Find an endpoint").fill("no such thing")
    expect(console.get_by_text("No endpoint fits these words.")).to_be_visible()


def test_words_are_choices_with_their_default_and_examples_are_placeholders(console: Locator) -> None:
    form = choose_operation(console, "POST", "/download/single")
    quality = form.get_by_label(re.compile("^quality"))
    assert quality.locator("option").all_text_contents()[:2] == ["best (default)", "best"]
    expect(form.get_by_label(re.compile("^url"))).to_have_attribute(
        "placeholder", re.compile("^https://www.youtube")
    )
    form = choose_operation(console, "GET", "/jobs")
    expect(form.get_by_label(re.compile("^limit"))).to_have_attribute("placeholder", "10")


def test_what_the_schema_forbids_is_said_at_the_field_and_not_sent(page: Page, console: Locator) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/jobs?" in request.url else None)
    form = choose_operation(console, "GET", "/jobs")
    limit = form.get_by_label(re.compile("^limit"))
    limit.fill("101")
    form.get_by_role("button", name="Send", exact=True).click()
    expect(limit).to_have_attribute("aria-invalid", "true")
    expect(limit).to_be_focused()
    expect(form).to_contain_text("This must be at most 100.")
    assert not [url for url in asked if "limit=101" in url]
    form.get_by_role("button", name="Send it anyway").click()
    expect(form.locator(".exchange .badge")).to_contain_text("400")


def test_what_is_required_is_asked_for(console: Locator) -> None:
    form = choose_operation(console, "POST", "/instagram/download/batch")
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form).to_contain_text("This is required.")
    form.get_by_label(re.compile("^url")).fill("CnU4zIh9x_F")
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.get_by_label(re.compile("^type"))).to_have_attribute("aria-invalid", "true")


def test_a_body_is_fields_or_json(console: Locator) -> None:
    form = choose_operation(console, "POST", "/instagram/download/batch")
    form.get_by_role("button", name="Fill in the example").click()
    expect(form.locator(".console-row")).to_have_count(2)
    form.get_by_text("JSON", exact=True).click()
    body = form.get_by_label("The body as JSON")
    assert json.loads(body.input_value())["items"][1] == {"url": "instagram", "type": "story"}
    body.fill('{"items": [{"url": 7}]}')
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.locator(".field-problem:visible")).to_contain_text("items[0].url: This must be a text.")
    body.fill("{nonsense")
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.locator(".field-problem:visible")).to_contain_text("This must be an object")
    form.get_by_role("button", name="Send it anyway").click()
    expect(form.locator(".exchange .badge")).to_contain_text("400")


def test_an_answer_has_status_time_headers_and_the_command_that_gives_it_again(
    page: Page, console: Locator
) -> None:
    form = choose_operation(console, "GET", "/info")
    form.get_by_label(re.compile("^url")).fill(ORDINARY)
    answer = send(form)
    expect(answer.locator(".badge")).to_contain_text("200")
    expect(answer).to_contain_text(re.compile(r"\d ms"))
    answer.get_by_text("Headers").click()
    expect(answer.locator("dl")).to_contain_text("application/json")
    expect(answer.locator(".json")).to_contain_text('"title": "A walk around the harbour"')
    expect(page.locator("[data-announcer]")).to_have_text(re.compile("^Answered: 200, "))
    command = answer.locator('[data-slot="curl"]').inner_text()
    again = subprocess.run(shlex.split(f"{command} -s"), capture_output=True, check=True).stdout
    assert json.loads(again)["id"] == "ordinaryVid"


def test_what_was_typed_outlives_a_change_of_language(page: Page, console: Locator) -> None:
    form = choose_operation(console, "GET", "/formats")
    form.get_by_label(re.compile("^url")).fill(ORDINARY)
    page.get_by_role("button", name="فارسی").click()
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    expect(page.locator(".console-form input[name=url]")).to_have_value(ORDINARY)


@pytest.mark.parametrize(("locale", "theme"), LOOKS)
def test_axe_finds_nothing_in_the_console(open_page: OpenPage, locale: str, theme: str) -> None:
    page = open_page(locale=locale, color_scheme=theme, reduced_motion="reduce")
    console = open_console(page)
    assert violations(page) == []
    form = choose_operation(console, "POST", "/instagram/download/batch")
    form.locator("button[type=submit]").click()
    expect(form.locator(".field-problem:visible").first).to_be_visible()
    assert violations(page) == []
    form = choose_operation(console, "GET", "/health")
    send(form)
    assert violations(page) == []
