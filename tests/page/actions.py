"""What people do on the page, by the names that they see."""

from playwright.sync_api import Locator, Page

ORDINARY = "https://www.youtube.com/watch?v=ordinaryVid"


def paste(page: Page, *links: str) -> None:
    """Put links into the field and press Enter."""
    field = page.get_by_label("Links, one on each line")
    field.fill("\n".join(links))
    field.press("Enter")


def choose(page: Page, kind: str) -> None:
    """Choose what to get of a video, such as `Sound`."""
    page.locator(".kinds").get_by_text(kind, exact=True).click()


def start(page: Page) -> Locator:
    """Press the main button of the offer; the row of the new job."""
    with page.expect_response(
        lambda response: "/download/" in response.url and response.status == 202
    ) as sent:
        page.locator(".offer button[type=submit]").click()
    return row(page, sent.value.json()["job_id"])


def row(page: Page, job_id: str) -> Locator:
    """A job in the list."""
    return page.locator(f'.job-row[data-job="{job_id}"]')
