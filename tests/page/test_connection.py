"""With the events cut, the network gone or the server restarted, the page comes back and shows the truth."""

from playwright.sync_api import Page, expect

from tests.page.actions import paste, row, start
from tests.page.conftest import OpenPage
from tests.service import Service


def test_the_page_comes_back_after_the_network_was_gone(page: Page, shared_service: Service) -> None:
    page.context.set_offline(True)
    job_id = shared_service.download("veryShort01")
    shared_service.finished(job_id)
    paste(page, "https://youtu.be/veryShort01")
    problem = page.locator("[data-offer]").get_by_role("alert")
    expect(problem).to_contain_text("The server cannot be reached.")
    page.context.set_offline(False)
    problem.get_by_role("button", name="Try again").click()
    expect(page.locator(".offer h2")).to_have_text("Blink")
    page.reload()
    expect(row(page, job_id)).to_have_attribute("data-state", "completed")


def test_a_restart_of_the_server_is_noticed_and_survived(open_page: OpenPage, service: Service) -> None:
    page = open_page(service=service)
    service.stop()
    expect(page.get_by_text("this page comes back by itself")).to_be_visible()
    service.start()
    job_id = service.download("veryShort01")
    expect(row(page, job_id)).to_have_attribute("data-state", "completed")
    expect(page.get_by_text("this page comes back by itself")).to_be_hidden()


def test_without_events_the_page_asks(open_page: OpenPage, shared_service: Service) -> None:
    page = open_page()
    page.route("**/events", lambda route: route.fulfill(status=429, body="{}"))
    page.reload()
    job_id = shared_service.download("veryShort01")
    expect(row(page, job_id)).to_have_attribute("data-state", "completed")


def test_all_tabs_share_one_stream(open_page: OpenPage, shared_service: Service) -> None:
    first = open_page()
    streams: list[str] = []
    first.context.on(
        "request", lambda request: streams.append(request.url) if "/events" in request.url else None
    )
    second = first.context.new_page()
    second.goto("/")
    second.locator("[data-list][aria-busy=false]").wait_for(state="attached")
    job = start_in(first)
    expect(row(second, job)).to_have_attribute("data-state", "completed")
    assert streams == []


def start_in(page: Page) -> str:
    paste(page, "https://youtu.be/veryShort01")
    return str(start(page).get_attribute("data-job"))
