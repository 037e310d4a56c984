"""The admin: what the operator sees of jobs, items, files and the queue, and can do with them."""

import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule, Success, Task
from pytest_django import DjangoAssertNumQueries

from jobs import storage
from jobs.models import File, Job, JobItem, PlatformPause, State

pytestmark = pytest.mark.django_db

JOBS = "/admin/jobs/job/"
ITEMS = "/admin/jobs/jobitem/"
FILES = "/admin/jobs/file/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """A folder of this test's own for files."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def staff(client: Client) -> Client:
    """Signed in, and allowed to see jobs but nothing else."""
    user = User.objects.create_user("watcher", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_job"))
    client.force_login(user)
    return client


def make_job(state: State = State.COMPLETED, items: int = 1, **fields: Any) -> Job:
    """A job all of whose items are in its own state."""
    job = Job.objects.create(
        **{"provider": settings.PLATFORMS[0], "type": "video", "title": "A song", "state": state} | fields
    )
    JobItem.objects.bulk_create(
        JobItem(job=job, index=index, url=f"https://example.org/{index}", title=f"Item {index}", state=state)
        for index in range(items)
    )
    return job


def make_file(*jobs: Job, name: str = "song.mp4", **fields: Any) -> File:
    """A file with its bytes, belonging to the first item of each job."""
    file = File.objects.create(
        **{
            "name": name,
            "size_bytes": 2048,
            "content_type": "video/mp4",
            "width": 1920,
            "height": 1080,
            "expires_at": timezone.now() + HOUR,
        }
        | fields
    )
    file.items.set([job.items.all()[0] for job in jobs])
    draft = Path(settings.DATA_DIR, "draft")
    draft.write_bytes(b"bytes")
    storage.keep(draft, file.pk)
    return file


def bytes_of(file: File) -> Path:
    """Where a file's bytes are."""
    return Path(settings.DATA_DIR, storage.relative_path(file.pk))


def act(client: Client, page: str, action: str, *rows: Any, **more: str) -> str:
    """Choose an action for rows of a list; the page that follows."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows], **more}
    return client.post(page, data, follow=True).text


def text_of(html: str) -> str:
    """What a person reads."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).replace("\xa0", " ").split())


def cells_of(client: Client, page: str, *rows: Any, shown_on: str = "") -> list[str]:
    """The live cells of rows of a list, as the script of the page they are shown on gets them."""
    columns = re.findall(r'data-column="(\w+)"', client.get(shown_on or page).text)
    answer = client.get(f"{page}live/", {"row": [str(row.pk) for row in rows], "column": columns})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["cells"])


# --- the list of jobs ------------------------------------------------------------------------------


def test_the_list_tells_of_each_job_what_matters(admin_client: Client) -> None:
    job = make_job(State.PROCESSING, items=5)
    items = list(job.items.all())
    items[0].state, items[0].progress = State.COMPLETED, 100
    items[1].progress, items[1].speed_bytes = 50, 3 << 20
    for item in items:
        item.save()
    make_file(job)

    html = admin_client.get(JOBS).text
    text = text_of(html)

    for shown in (
        "A song",
        "processing",
        "YouTube",
        "video",
        "30%",
        "3.0 MB/s",
        "1 / 5",
        "2.0 KB",
        "just now",
    ):
        assert shown in text
    assert 'class="state state-processing"' in html
    assert '<progress max="100" value="30">' in html


def test_an_error_is_a_sentence_in_the_language_of_the_reader(admin_client: Client) -> None:
    job = make_job(State.FAILED)
    job.items.update(error_code="rate_limited", error_details={"seconds": "7"})

    assert "Try again in 7 seconds." in admin_client.get(JOBS).text
    persian = admin_client.get(JOBS, headers={"Accept-Language": "fa"}).text
    assert '<html lang="fa" dir="rtl">' in persian
    assert "rtl.css" in persian


def test_a_page_of_jobs_costs_the_same_however_many_there_are(
    admin_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_file(make_job(State.FAILED, items=2, title=f"Song {number}"), name=f"{number}.mp4")

    with django_assert_max_num_queries(6):
        html = admin_client.get(JOBS).text

    assert html.count('class="action-select"') == 30


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state__exact": "failed"}, {"Broken"}),
        ({"type": "playlist"}, {"Many"}),
        ({"provider": "elsewhere"}, {"Foreign"}),
        ({"created_at__gte": "2100-01-01 00:00:00+00:00"}, set()),
        ({"q": "roke"}, {"Broken"}),
        ({"q": "example.org/3"}, {"Many"}),
        ({"q": "2c0f64ad-5ee2-4b2a-8f0d-1d1f5a2f7b11"}, {"Foreign"}),
    ],
)
def test_jobs_are_found_by_what_is_known_of_them(
    admin_client: Client, query: dict[str, str], found: set[str]
) -> None:
    make_job(State.FAILED, title="Broken")
    make_job(type="playlist", items=4, title="Many")
    make_job(provider="elsewhere", title="Foreign", pk=uuid.UUID("2c0f64ad-5ee2-4b2a-8f0d-1d1f5a2f7b11"))

    html = admin_client.get(JOBS, query).text

    assert {title for title in ("Broken", "Many", "Foreign") if title in text_of(html)} == found


def test_a_title_cannot_smuggle_in_a_script(admin_client: Client) -> None:
    job = make_job(title="<script>alert(1)</script>", request={"url": "<script>alert(2)</script>"})

    assert "<script>alert" not in admin_client.get(JOBS).text
    assert "<script>alert" not in admin_client.get(f"{JOBS}{job.pk}/change/").text
    assert "<script>alert" not in "".join(cells_of(admin_client, JOBS, job))


def test_the_pages_have_no_inline_script_or_style(admin_client: Client) -> None:
    job = make_job()
    for page in (JOBS, f"{JOBS}{job.pk}/change/", FILES, ITEMS, "/admin/"):
        html = admin_client.get(page).text
        assert not re.search(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son\w+=", html), page


# --- live cells ------------------------------------------------------------------------------------


def test_live_cells_tell_how_a_job_is_now(admin_client: Client) -> None:
    job, other = make_job(State.PROCESSING), make_job(State.PENDING)
    shown = admin_client.get(JOBS).text
    job.items.update(progress=42)

    cells = cells_of(admin_client, JOBS, job)

    assert '<progress max="100" value="42">' in "".join(cells)
    assert "data-unfinished" in "".join(cells)
    assert str(other.pk) not in "".join(cells)
    assert all(f' id="{cell_id}"' in shown for cell_id in ids_of(cells))


def test_an_open_list_is_told_of_rows_that_came_later(admin_client: Client) -> None:
    assert admin_client.get(f"{JOBS}live/").json() == {"cells": [], "newest": None}
    make_job(created_at=timezone.now() - HOUR)
    job = make_job()

    assert admin_client.get(f"{JOBS}live/").json()["newest"] == str(job.pk)
    assert f'data-live="{JOBS}live/" hidden' in admin_client.get(JOBS).text


def test_live_cells_cost_the_same_however_many_rows_are_visible(
    admin_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    jobs = [make_job(State.PROCESSING) for _ in range(50)]

    query = {"row": [str(job.pk) for job in jobs], "column": ["state_badge", "progress_bar"]}
    with django_assert_max_num_queries(4):
        assert len(admin_client.get(f"{JOBS}live/", query).json()["cells"]) == 100


def test_a_job_page_and_its_items_are_live_too(admin_client: Client) -> None:
    job = make_job(State.PROCESSING)
    page = f"{JOBS}{job.pk}/change/"
    html = admin_client.get(page).text
    assert 'type="module"' in html
    make_file(job)

    cells = cells_of(admin_client, JOBS, job, shown_on=page)
    cells += cells_of(admin_client, ITEMS, job.items.get(), shown_on=page)

    assert "/download/file/song.mp4" in "".join(cells)
    assert {f"job-{job.pk}-file_links", f"jobitem-{job.items.get().pk}-progress_bar"} <= ids_of(cells)
    assert all(f'id="{cell_id}"' in html for cell_id in ids_of(cells))


def ids_of(cells: list[str]) -> set[str]:
    """By which the script finds the cells to replace."""
    return {re.match(r'<span id="([^"]+)"', cell)[1] for cell in cells}  # type: ignore[index]


def test_only_live_columns_can_be_asked_for(admin_client: Client) -> None:
    job = make_job()
    query = {"row": str(job.pk), "column": ["delete_model", "__class__", "platform"]}
    assert admin_client.get(f"{JOBS}live/", query).json()["cells"] == []


@pytest.mark.parametrize("row", ["nonsense", "", "9" * 99, "\x00"])
def test_live_cells_of_nonsense_are_refused(admin_client: Client, row: str) -> None:
    for page in (JOBS, ITEMS, FILES):
        answer = admin_client.get(f"{page}live/", {"row": row, "column": "expires"})
        assert answer.status_code == 400 or answer.json()["cells"] == []


@pytest.mark.parametrize("page", [JOBS, ITEMS, FILES])
def test_live_cells_are_for_staff_only(client: Client, page: str) -> None:
    answer = client.get(f"{page}live/", {"row": str(make_job().pk)})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")


def test_live_cells_need_the_right_to_see_the_rows(staff: Client) -> None:
    job = make_job()
    assert staff.get(f"{JOBS}live/", {"row": str(job.pk)}).status_code == 200
    assert staff.get(f"{FILES}live/").status_code == 403


# --- a job's page ----------------------------------------------------------------------------------


def test_a_job_page_shows_its_items_its_files_and_what_was_asked_for(admin_client: Client) -> None:
    job = make_job(State.FAILED, items=2, request={"quality": "720p", "title": "آهنگ"})
    job.items.filter(index=1).update(error_code="private", attempts=3)
    make_file(job, name="a b#.mp4")

    html = admin_client.get(f"{JOBS}{job.pk}/change/").text
    text = text_of(html)

    for shown in (
        "Item 0",
        "Item 1",
        "https://example.org/1",
        "This is private.",
        "720p",
        "آهنگ",
        "a b#.mp4",
    ):
        assert shown in text
    assert 'href="/download/file/a%20b%23.mp4"' in html
    assert 'name="_save"' not in html


def test_a_job_of_5000_items_has_a_short_page_with_a_link_to_all(
    admin_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    job = make_job(items=5000)

    with django_assert_max_num_queries(12):
        html = admin_client.get(f"{JOBS}{job.pk}/change/").text

    assert "https://example.org/99<" in html
    assert "https://example.org/100<" not in html
    link = f"{ITEMS}?job__id__exact={job.pk}"
    assert link in html
    assert "5000 items" in text_of(html)
    listed = admin_client.get(link).text
    assert "https://example.org/0<" in listed
    assert listed.count('class="field-state_badge') == 50


def test_a_job_and_what_it_was_tried_again_as_link_to_each_other(admin_client: Client) -> None:
    old = make_job(State.FAILED, title="Old")
    new = make_job(State.PENDING, title="New", retry_of=old)

    assert f"{JOBS}{new.pk}/change/" in admin_client.get(f"{JOBS}{old.pk}/change/").text
    assert f"{JOBS}{old.pk}/change/" in admin_client.get(f"{JOBS}{new.pk}/change/").text


def test_an_unknown_job_leads_back_with_a_message(admin_client: Client) -> None:
    for key in (str(uuid.uuid4()), "nonsense"):
        answer = admin_client.get(f"{JOBS}{key}/change/", follow=True)
        assert answer.status_code == 200
        assert "doesn’t exist" in answer.text
        assert admin_client.post(f"{JOBS}{key}/act/cancel/").status_code == 404


@pytest.mark.parametrize("page", [JOBS, ITEMS, FILES, "/admin/jobs/platformpause/"])
def test_nothing_is_added_by_hand(admin_client: Client, page: str) -> None:
    assert admin_client.get(f"{page}add/").status_code == 403


def test_nothing_is_edited_by_hand(admin_client: Client) -> None:
    job = make_job()
    make_file(job)
    for row, page in ((job, JOBS), (job.items.get(), ITEMS), (File.objects.get(), FILES)):
        assert admin_client.post(f"{page}{row.pk}/change/", {"title": "x"}).status_code == 403


# --- actions ---------------------------------------------------------------------------------------


def test_cancelling_stops_what_is_unfinished_and_says_what_was_not(admin_client: Client) -> None:
    jobs = [make_job(state) for state in (State.PENDING, State.PROCESSING, State.COMPLETED)]

    html = act(admin_client, JOBS, "cancel", *jobs)

    assert "2 jobs were cancelled." in html
    assert "1 job had already finished." in html
    assert [Job.objects.get(pk=job.pk).state for job in jobs] == ["cancelled", "cancelled", "completed"]


def test_cancelling_what_a_filter_shows_counts_right(admin_client: Client) -> None:
    job = make_job(State.PENDING)

    html = act(admin_client, f"{JOBS}?state__exact=pending", "cancel", job)

    assert "1 job was cancelled." in html
    assert "already finished" not in html


def test_trying_again_makes_a_new_job_of_what_failed(admin_client: Client) -> None:
    failed, completed = make_job(State.FAILED), make_job(State.COMPLETED)

    html = act(admin_client, JOBS, "retry", failed, completed)

    assert "1 job is tried again." in html
    assert "1 job has nothing that failed or was cancelled." in html
    assert Job.objects.get(retry_of=failed).state == State.PENDING


def test_keeping_longer_adds_a_day_to_living_files(admin_client: Client) -> None:
    job = make_job()
    living = make_file(job)
    deleted = make_file(job, name="gone.mp4", deleted_at=timezone.now())

    html = act(admin_client, JOBS, "keep_longer", job)

    assert "1 file is kept for another 24 hours." in html
    assert File.objects.get(pk=living.pk).expires_at == living.expires_at + 24 * HOUR
    assert File.objects.get(pk=deleted.pk).expires_at == deleted.expires_at


def test_a_file_that_expired_long_ago_is_kept_for_a_day_from_now(admin_client: Client) -> None:
    file = make_file(make_job(), expires_at=timezone.now() - 48 * HOUR)

    act(admin_client, FILES, "keep_longer", file)

    assert timezone.now() + 23 * HOUR < File.objects.get().expires_at < timezone.now() + 25 * HOUR


def test_keeping_longer_says_when_there_is_nothing_to_keep(admin_client: Client) -> None:
    assert "There is no file left to keep." in act(admin_client, JOBS, "keep_longer", make_job())


def test_deleting_selected_jobs_asks_first_and_takes_the_files_that_no_other_job_has(
    admin_client: Client,
) -> None:
    first, second, other = make_job(title="First"), make_job(State.PROCESSING, title="Second"), make_job()
    own, shared = make_file(first), make_file(first, other, name="shared.mp4")

    question = text_of(act(admin_client, JOBS, "delete_selected", first, second))
    assert Job.objects.count() == 3
    assert "First" in question
    assert "Jobs : 2" in question.replace("Jobs: 2", "Jobs : 2")
    assert "Files : 1" in question.replace("Files: 1", "Files : 1")

    answer = act(admin_client, JOBS, "delete_selected", first, second, post="yes")

    assert "Successfully deleted 2 jobs." in answer
    assert Job.objects.get() == other
    assert not bytes_of(own).exists()
    assert bytes_of(shared).exists()


def test_the_delete_button_takes_the_files_too(admin_client: Client) -> None:
    job = make_job(items=300)
    file = make_file(job)

    question = admin_client.get(f"{JOBS}{job.pk}/delete/").text
    admin_client.post(f"{JOBS}{job.pk}/delete/", {"post": "yes"})

    assert "Item 299" not in question
    assert "300" in text_of(question)
    assert not Job.objects.exists()
    assert not bytes_of(file).exists()


def test_the_buttons_of_a_job_page_do_the_same_as_the_list(admin_client: Client) -> None:
    job = make_job(State.PROCESSING)
    page = admin_client.get(f"{JOBS}{job.pk}/change/").text

    for label in ("Cancel", "Try again", "Keep files for another 24 hours"):
        assert f'<button type="submit">{label}</button>' in page
    html = admin_client.post(f"{JOBS}{job.pk}/act/cancel/", follow=True).text

    assert "1 job was cancelled." in html
    assert "A song" in html
    assert Job.objects.get().state == State.CANCELLED


def test_a_button_needs_a_post_with_a_token(admin_client: Client) -> None:
    job = make_job(State.PENDING)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get())

    assert admin_client.get(f"{JOBS}{job.pk}/act/cancel/").status_code == 405
    assert strict.post(f"{JOBS}{job.pk}/act/cancel/").status_code == 403
    assert Job.objects.get().state == State.PENDING


def test_who_may_only_look_can_do_nothing(staff: Client) -> None:
    job = make_job(State.PENDING)

    assert "A song" in staff.get(JOBS).text
    assert (
        "<button" not in re.findall(r'<ul class="object-tools">.*?</ul>', page_of(staff, job), re.DOTALL)[0]
    )
    for action in ("cancel", "retry", "keep_longer", "delete_selected"):
        act(staff, JOBS, action, job, post="yes")
        assert staff.post(f"{JOBS}{job.pk}/act/{action}/").status_code == 404
    assert staff.post(f"{JOBS}{job.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Job.objects.get().state == State.PENDING


def page_of(client: Client, job: Job) -> str:
    """A job's page."""
    return client.get(f"{JOBS}{job.pk}/change/").text


# --- files -----------------------------------------------------------------------------------------


def test_the_list_of_files_counts_down_and_names_their_jobs(
    admin_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        make_file(make_job(title=f"Song {number}"), name=f"{number}.mp4")
    make_file(name="old.mp4", deleted_at=timezone.now() - 3 * HOUR)

    with django_assert_max_num_queries(8):
        html = admin_client.get(FILES).text

    text = text_of(html)
    for shown in (
        "19.mp4",
        "Song 19",
        "2.0 KB",
        "1920x1080",
        "video/mp4",
        "in 59 minutes",
        "deleted 3 hours ago",
    ):
        assert shown in text
    assert 'href="/download/file/19.mp4"' in html
    assert 'href="/download/file/old.mp4"' not in html


def test_files_are_filtered_by_job_and_by_whether_they_are_there(admin_client: Client) -> None:
    job = make_job()
    make_file(job, name="mine.mp4")
    make_file(make_job(), name="other.mp4", deleted_at=timezone.now())

    for query, found in (
        ({"items__job": str(job.pk)}, "mine.mp4"),
        ({"alive": "1"}, "mine.mp4"),
        ({"alive": "0"}, "other.mp4"),
        ({"q": "other"}, "other.mp4"),
    ):
        html = admin_client.get(FILES, query).text
        assert set(re.findall(r"mine.mp4|other.mp4", html)) == {found}, query


def test_deleting_a_file_now_takes_its_bytes_and_leaves_its_row(admin_client: Client) -> None:
    file, gone = make_file(make_job()), make_file(name="gone.mp4", deleted_at=timezone.now())

    html = act(admin_client, FILES, "delete_now", file, gone)

    assert "1 file was deleted." in html
    assert "1 file was gone already." in html
    assert File.objects.get(pk=file.pk).deleted_at
    assert not bytes_of(file).exists()
    assert admin_client.post(f"{FILES}{file.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_file_page_has_the_same_buttons(admin_client: Client) -> None:
    file = make_file(make_job())

    assert "1 file was deleted." in admin_client.post(f"{FILES}{file.pk}/act/delete_now/", follow=True).text


# --- the rest --------------------------------------------------------------------------------------


def test_deleting_a_pause_lifts_it(admin_client: Client) -> None:
    pause = PlatformPause.objects.create(
        provider=settings.PLATFORMS[0], until=timezone.now() + timedelta(minutes=5)
    )

    html = admin_client.get("/admin/jobs/platformpause/").text
    assert "YouTube" in html
    assert "in 4 minutes" in text_of(html)
    assert "Lift the pause" in html
    act(admin_client, "/admin/jobs/platformpause/", "delete_selected", pause, post="yes")

    assert not PlatformPause.objects.exists()


def test_the_records_of_the_queue_can_be_read_and_not_edited(admin_client: Client) -> None:
    now = timezone.now()
    for success in (True, False):
        Task.objects.create(
            id=uuid.uuid4().hex,
            name="purge",
            func="jobs.purge.purge",
            success=success,
            started=now,
            stopped=now,
            result="Traceback:\n it broke",
        )
    Schedule.objects.create(name="purge", func="jobs.purge.purge", schedule_type=Schedule.MINUTES, minutes=1)
    OrmQ.objects.create(key="downloads", payload="x", lock=now)

    for model in (Success, Failure, Schedule, OrmQ):
        row = model.objects.get()
        page = f"/admin/django_q/{model.__name__.lower()}/"
        assert admin_client.get(page).status_code == 200
        assert admin_client.get(f"{page}{row.pk}/change/").status_code == 200
        assert admin_client.post(f"{page}{row.pk}/change/", {"func": "os.abort"}).status_code == 403
        assert admin_client.get(f"{page}add/").status_code == 403


def test_the_header_leads_to_the_page_and_to_the_documentation(admin_client: Client) -> None:
    html = admin_client.get("/admin/").text
    assert 'href="/"' in html
    assert 'href="/docs"' in html


def test_every_page_opens_in_both_languages(admin_client: Client) -> None:
    job = make_job(State.FAILED, items=2)
    file = make_file(job)
    for language in ("en", "fa"):
        for page in (
            JOBS,
            f"{JOBS}{job.pk}/change/",
            f"{JOBS}{job.pk}/delete/",
            f"{JOBS}{job.pk}/history/",
            ITEMS,
            f"{ITEMS}{job.items.all()[0].pk}/change/",
            FILES,
            f"{FILES}{file.pk}/change/",
            "/admin/jobs/platformpause/",
        ):
            answer = admin_client.get(page, headers={"Accept-Language": language})
            assert answer.status_code == 200, page
            assert f'<html lang="{language}"' in answer.text


# --- signing in ------------------------------------------------------------------------------------


@pytest.fixture
def quick_passwords(settings: Any) -> None:
    """So that all tries are over long before the five minutes they are counted in may end."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def sign_in(client: Client, password: str, address: str = "192.0.2.1") -> Any:
    """Try a password from an address."""
    data = {"username": "admin", "password": password}
    return client.post("/admin/login/?next=/admin/", data, REMOTE_ADDR=address)


@pytest.mark.usefixtures("quick_passwords", "admin_user")
def test_guessing_passwords_is_stopped_after_ten_tries(client: Client) -> None:
    for _ in range(10):
        assert "Too many attempts" not in sign_in(client, "wrong").text

    refused = sign_in(client, "password")

    assert "Too many attempts to sign in. Wait five minutes, then try again." in refused.text
    assert client.get("/admin/").status_code == 302


@pytest.mark.usefixtures("quick_passwords", "admin_user")
def test_somebody_elses_guesses_lock_nobody_out(client: Client) -> None:
    for _ in range(11):
        sign_in(client, "wrong")

    assert sign_in(client, "password", address="192.0.2.2").status_code == 302
    assert client.get("/admin/").status_code == 200
