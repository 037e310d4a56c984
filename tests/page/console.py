"""What people do in the API console."""

from playwright.sync_api import Locator, Page, expect


def open_console(page: Page) -> Locator:
    """Unfold it, and wait until it has read the API's description."""
    console = page.locator("[data-console]")
    console.locator("summary").first.click()
    expect(console.locator("details").first).to_have_attribute("aria-busy", "false")
    return console


def choose_operation(console: Locator, method: str, path: str) -> Locator:
    """Choose an endpoint; its form and answer."""
    entries = console.locator("[data-operation] button")
    entries.filter(has=console.page.get_by_text(method, exact=True)).filter(
        has=console.page.get_by_text(path, exact=True)
    ).click()
    return console.locator("article.console-operation")


def send(operation: Locator) -> Locator:
    """Press “Send”, in whatever language; the answer."""
    operation.locator("button[type=submit]").click()
    answer = operation.locator("[data-answer]")
    expect(answer.locator(".exchange")).to_be_visible()
    return answer
