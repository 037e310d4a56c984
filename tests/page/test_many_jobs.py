"""Long lists: the page shows a part of them, and asks for no more than it shows."""

import subprocess
import sys

from playwright.sync_api import Page, expect

from tests.page.actions import row
from tests.page.conftest import OpenPage
from tests.service import PROJECT, Service

MAKE_JOBS = """
from jobs.models import Job, JobItem, State
link = "https://youtu.be/veryShort01"
jobs = Job.objects.bulk_create(
    Job(provider="youtube", type="video", request={"url": link}, state=State.CANCELLED) for _ in range(%d)
)
JobItem.objects.bulk_create(
    JobItem(job=job, index=0, url=link, options={}, state=State.CANCELLED) for job in jobs
)
"""
MAKE_ITEMS = """
from jobs.models import Job, JobItem, State
link = "https://youtu.be/veryShort01"
job = Job.objects.create(
    provider="youtube", type="batch", request={"url": link}, state=State.CANCELLED, is_collection=True
)
JobItem.objects.bulk_create(
    JobItem(job=job, index=index, url=link, options={}, state=State.CANCELLED) for index in range(1000)
)
print(job.pk)
"""
TOUCH_JOBS = """
from django.utils import timezone
from jobs.models import Job
oldest = Job.objects.order_by("created_at").values("pk")[:50]
Job.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).update(updated_at=timezone.now())
"""
TOUCH_ITEMS = """
from django.utils import timezone
from jobs.models import JobItem
JobItem.objects.filter(index__gte=900).update(updated_at=timezone.now())
JobItem.objects.filter(index=99).update(updated_at=timezone.now(), title="Changed last")
"""


def run(service: Service, code: str) -> str:
    """Change the service's database from beside it."""
    done = subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), "shell", "--no-imports", "-c", code],
        cwd=service.folder,
        env=service.environment,
        text=True,
        check=True,
        capture_output=True,
    )
    return done.stdout.strip()


def elements(page: Page) -> int:
    return int(page.evaluate("document.querySelectorAll('*').length"))


def test_a_thousand_jobs_cost_the_page_what_forty_do(open_page: OpenPage, service: Service) -> None:
    run(service, MAKE_JOBS % 40)
    page = open_page(service=service)
    expect(page.locator(".job-row")).to_have_count(20)
    few = elements(page)
    run(service, MAKE_JOBS % 960)
    page.reload()
    expect(page.locator("[data-place]").first).to_have_text("1 to 20 of 1,000")
    assert elements(page) == few
    page.goto("/?skip=980")
    expect(page.locator("[data-place]").first).to_have_text("981 to 1,000 of 1,000")
    expect(page.get_by_role("button", name="Older")).to_be_disabled()


def test_what_happens_on_other_pages_of_the_list_is_not_asked_about(
    open_page: OpenPage, service: Service
) -> None:
    run(service, MAKE_JOBS % 200)
    page = open_page(service=service)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/jobs?" in request.url else None)
    for _ in range(3):
        run(service, TOUCH_JOBS)
    job_id = service.download("privateVid1")
    service.finished(job_id)
    expect(row(page, job_id)).to_have_attribute("data-state", "failed")
    assert len(asked) <= 2, asked


def test_what_happens_to_items_that_are_not_shown_is_not_asked_about(
    open_page: OpenPage, service: Service
) -> None:
    job_id = run(service, MAKE_ITEMS)
    page = open_page(service=service)
    row(page, job_id).get_by_role("button", name="Details").click()
    expect(row(page, job_id).locator(".item")).to_have_count(100)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/status/" in request.url else None)
    run(service, TOUCH_ITEMS)
    expect(row(page, job_id).locator(".item").last).to_contain_text("Changed last")
    assert asked == []
    row(page, job_id).get_by_role("button", name="Show more").click()
    expect(row(page, job_id).locator(".item")).to_have_count(200)
