"""The JSON view: each answer as it came, with the command that gives it again."""

import json
import shlex
import subprocess

from playwright.sync_api import Page, expect

from tests.page.actions import ORDINARY, paste


def test_every_answer_is_there_with_its_command(page: Page) -> None:
    paste(page, ORDINARY)
    expect(page.locator(".offer button[type=submit]")).not_to_be_empty()
    page.locator(".offer").get_by_text("JSON", exact=True).click()
    requests = page.locator(".offer .exchange-request")
    expect(requests).to_have_count(2)
    expect(requests.first).to_contain_text("GET /formats?url=")
    command = page.locator('.offer [data-slot="curl"]').last.inner_text()
    answer = json.loads(subprocess.run(shlex.split(f"{command} -s"), capture_output=True, check=True).stdout)
    assert answer["id"] == "ordinaryVid"
    expect(page.locator(".offer .json").last).to_contain_text('"title": "A walk around the harbour"')


def test_parts_can_be_folded(page: Page) -> None:
    page.locator(".jobs").get_by_text("JSON", exact=True).click()
    line = page.locator(".jobs .json").get_by_text('"total": ')
    expect(line).to_be_visible()
    page.locator(".jobs .json summary").first.click()
    expect(line).to_be_hidden()


def test_the_view_is_kept_over_a_reload(page: Page) -> None:
    page.locator(".jobs").get_by_text("JSON", exact=True).click()
    page.reload()
    expect(page.locator(".jobs .exchange").first).to_be_visible()
