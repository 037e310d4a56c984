"""GET /jobs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jobs.models import Job, State
from tests.jobs.rows import ALL_STATES, expire, make_file, make_item, make_job

pytestmark = pytest.mark.django_db

MOMENT = datetime(2025, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> None:
    """A folder of this test's own."""
    settings.DATA_DIR = tmp_path


def list_jobs(client: Client, **query: Any) -> dict[str, Any]:
    """A page of jobs."""
    answer = client.get("/jobs", query)
    assert answer.status_code == 200, answer.content
    page: dict[str, Any] = answer.json()
    return page


def test_no_jobs_are_an_empty_page(client: Client) -> None:
    assert list_jobs(client) == {"total": 0, "skip": 0, "limit": 10, "jobs": [], "has_more": False}


def test_a_job_is_told_with_the_documented_fields(client: Client) -> None:
    job = make_job(State.COMPLETED, items=0, type="batch", created_at=MOMENT)
    make_file(make_item(job, 0, State.COMPLETED), name="a")
    make_file(make_item(job, 1, State.COMPLETED), name="b")
    make_item(job, 2, State.FAILED, error_code="private")
    expire(make_file(job.items.all()[0], name="expired"))

    assert list_jobs(client)["jobs"] == [
        {
            "job_id": str(job.pk),
            "status": "completed",
            "type": "batch",
            "progress": 100,
            "created_at": "2025-01-15T12:00:00.000000Z",
            "files_count": 2,
            "error_count": 1,
            "title": None,
            "total_urls": 3,
            "completed_count": 2,
        }
    ]


def test_the_list_and_the_status_of_a_job_agree(client: Client) -> None:
    job = make_job(State.PROCESSING, items=0, title="Video")
    make_item(job, 0, State.PROCESSING, progress=33)
    make_item(job, 1, State.COMPLETED)

    listed = list_jobs(client)["jobs"][0]
    told = client.get(f"/status/{job.pk}").json()

    for name in (
        "job_id",
        "status",
        "type",
        "progress",
        "created_at",
        "files_count",
        "title",
        "completed_count",
    ):
        assert listed[name] == told[name]


def test_a_file_of_two_items_counts_once(client: Client) -> None:
    job = make_job(State.COMPLETED, items=2)
    make_file(*job.items.all())

    assert list_jobs(client)["jobs"][0]["files_count"] == 1


def test_a_job_without_items_yet_is_listed(client: Client) -> None:
    make_job(items=0)

    listed = list_jobs(client)["jobs"][0]

    assert (listed["progress"], listed["total_urls"]) == (0, 0)


def test_the_newest_come_first_in_pages(client: Client) -> None:
    ages = [3, 1, 4, 0, 2]
    jobs = {age: str(make_job(created_at=MOMENT - timedelta(days=age)).pk) for age in ages}

    first, second, third = (list_jobs(client, skip=skip, limit=2) for skip in (0, 2, 4))

    pages = [[job["job_id"] for job in page["jobs"]] for page in (first, second, third)]
    assert pages == [[jobs[0], jobs[1]], [jobs[2], jobs[3]], [jobs[4]]]
    assert [page["has_more"] for page in (first, second, third)] == [True, True, False]
    assert (second["total"], second["skip"], second["limit"]) == (5, 2, 2)


def test_ten_are_a_page_unless_said_otherwise(client: Client) -> None:
    for _ in range(11):
        make_job()

    page = list_jobs(client)

    assert (len(page["jobs"]), page["limit"], page["has_more"]) == (10, 10, True)


def test_a_full_page_with_nothing_behind_it_has_no_more(client: Client) -> None:
    for _ in range(2):
        make_job()

    assert list_jobs(client, limit=2)["has_more"] is False
    assert list_jobs(client, limit=1)["has_more"] is True


def test_a_page_beyond_the_end_is_empty(client: Client) -> None:
    make_job()

    page = list_jobs(client, skip=2**31 - 1, limit=100)

    assert (page["jobs"], page["total"], page["has_more"]) == ([], 1, False)


@pytest.mark.parametrize("state", ALL_STATES)
def test_jobs_are_filtered_by_status(client: Client, state: State) -> None:
    for other in ALL_STATES:
        make_job(other)

    page = list_jobs(client, status=state.value)

    assert [job["status"] for job in page["jobs"]] == [state]
    assert page["total"] == 1


@pytest.mark.parametrize("job_type", ["video", "playlist", "batch"])
def test_jobs_are_filtered_by_type(client: Client, job_type: str) -> None:
    for other in ("video", "playlist", "batch"):
        make_job(type=other)

    page = list_jobs(client, type=job_type)

    assert [job["type"] for job in page["jobs"]] == [job_type]
    assert page["total"] == 1


def test_both_filters_apply_together(client: Client) -> None:
    wanted = make_job(State.FAILED, type="batch")
    make_job(State.FAILED, type="video")
    make_job(State.COMPLETED, type="batch")

    page = list_jobs(client, status="failed", type="batch")

    assert [job["job_id"] for job in page["jobs"]] == [str(wanted.pk)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[(name, value) for name in ("skip", "limit") for value in ("-1", "x", "1.5", "null", "\x00")],
        *[(name, value) for name in ("skip", "limit") for value in ("9" * 30, "9" * 5000, "1;DROP", "NaN")],
        ("limit", "0"),
        ("limit", "101"),
        ("skip", str(2**31)),
        *[("status", value) for value in ("done", "COMPLETED", "\x00", "x" * 5000)],
        *[("type", value) for value in ("image", "Video", "\x00", "x" * 5000)],
    ],
)
def test_a_bad_value_is_an_invalid_request_that_names_the_parameter(
    client: Client, name: str, value: str
) -> None:
    answer = client.get("/jobs", {name: value})

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_request"
    assert answer.json()["detail"].startswith(f"{name}: ")


def test_an_empty_value_is_as_good_as_none(client: Client) -> None:
    make_job()

    page = list_jobs(client, skip="", limit="", status="", type="")

    assert (page["total"], page["skip"], page["limit"]) == (1, 0, 10)


def test_a_page_costs_the_same_however_many_jobs_it_shows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(100):
        job = make_job(State.COMPLETED, items=2)
        if number < 5:
            make_file(*job.items.all(), name=str(number))

    for limit in (1, 100):
        with django_assert_num_queries(4):
            assert len(list_jobs(client, limit=limit)["jobs"]) == limit


def test_a_page_is_read_from_an_index(client: Client) -> None:
    plan = Job.objects.all()[:10].explain()

    assert "job_newest" in plan or "Index" in plan or "Limit" in plan
    assert "TEMP B-TREE" not in plan


def test_it_is_free_of_the_rate_limit(client: Client, settings: Any) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 1

    for _ in range(3):
        list_jobs(client)


def test_posting_is_not_allowed(client: Client) -> None:
    answer = client.post("/jobs")

    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"


def test_a_browser_gets_a_page(client: Client) -> None:
    make_job()

    page = client.get("/jobs", headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
