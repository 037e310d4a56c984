"""The network is really cut: the page comes back by itself, and shows the truth without a reload."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.page.actions import row
from tests.page.conftest import OpenPage
from tests.page.relay import Relay
from tests.service import Service, eventually

OUTAGE_SECONDS = 10
BANNER = "this page comes back by itself"


@pytest.fixture
def relay(shared_service: Service) -> Iterator[Relay]:
    with Relay(shared_service.port) as relay:
        yield relay


@pytest.fixture
def page(open_page: OpenPage, relay: Relay) -> Page:
    return open_page(relay.url)


def test_a_job_that_ended_while_the_network_was_gone_is_shown_as_ended(
    page: Page, relay: Relay, shared_service: Service
) -> None:
    running = shared_service.download("veryShort01", quality="worst")
    expect(row(page, running)).to_be_visible()
    began = time.monotonic()
    relay.cut()
    job_id = shared_service.download("chapters001", quality="worst")
    shared_service.finished(job_id)
    expect(page.get_by_text(BANNER)).to_be_visible()
    eventually(lambda: time.monotonic() - began > OUTAGE_SECONDS)
    relay.mend()
    expect(row(page, job_id)).to_have_attribute("data-state", "completed")
    expect(row(page, running)).to_have_attribute("data-state", "completed")
    expect(page.get_by_text(BANNER)).to_be_hidden()


def test_a_deletion_while_the_network_was_gone_is_not_missed(
    page: Page, relay: Relay, shared_service: Service
) -> None:
    job_id = shared_service.download("veryShort01", quality="worst")
    shared_service.finished(job_id)
    expect(row(page, job_id)).to_have_attribute("data-state", "completed")
    relay.cut()
    assert shared_service.delete(f"/jobs/{job_id}").ok
    expect(page.get_by_text(BANNER)).to_be_visible()
    relay.mend()
    expect(row(page, job_id)).to_have_count(0)


def test_a_stream_of_events_that_is_cut_goes_on(page: Page, relay: Relay, shared_service: Service) -> None:
    for _ in range(3):
        relay.drop()
        job_id = shared_service.download("veryShort01", quality="worst")
        expect(row(page, job_id)).to_have_attribute("data-state", "completed")


def test_the_page_of_one_job_comes_back_too(
    open_page: OpenPage, relay: Relay, shared_service: Service
) -> None:
    job_id = shared_service.download("ordinaryVid", quality="240p")
    page = open_page(f"{relay.url}/job/{job_id}")
    relay.cut()
    shared_service.finished(job_id)
    expect(page.get_by_text(BANNER)).to_be_visible()
    relay.mend()
    expect(row(page, job_id)).to_have_attribute("data-state", "completed")
