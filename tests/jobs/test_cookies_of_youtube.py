"""What YouTube shows to nobody but who is signed in comes with an account's cookies."""

import contextlib
import subprocess
import sys
import zlib
from pathlib import Path

import psutil
import pytest
import requests
from django.core.cache.backends.filebased import FileBasedCache

from tests.service import PROJECT, Service, database
from tests.upstream import Kind, Request, Upstream
from tests.upstream.youtube.sessions import ROTATED, session_of

SECRET = "hush-4f1c9a"


def manage(service: Service, *arguments: str, given: str = "") -> str:
    """What a command of `manage.py` prints, given this on its standard input."""
    done = subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), *arguments],
        cwd=service.folder,
        env=service.environment,
        input=given,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout + done.stderr


@pytest.fixture
def account(service: Service, upstream: Upstream) -> str:
    """A session that YouTube knows, put in; what the list says of it."""
    return manage(
        service, "cookies", "add", "youtube", "ours", given=upstream.youtube.sessions.sign_in(SECRET)
    )


def signed_in(requests: list[Request]) -> list[Request]:
    return [request for request in requests if session_of(request)]


def state_of(service: Service) -> str:
    """The state of the only account."""
    return manage(service, "cookies", "list").split("\t")[3].strip()


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("video_id", ["ageLimited1", "membersOnly", "botChecked1"])
def test_what_is_refused_to_strangers_is_downloaded(
    service: Service, upstream: Upstream, video_id: str
) -> None:
    status = service.finished(service.download(video_id, quality="144p"))

    assert (status["status"], status["error_code"]) == ("completed", None)
    first, *others = upstream.seen(Kind.PAGE, video_id)
    assert not session_of(first)
    assert signed_in(others)
    assert state_of(service) == "works"


@pytest.mark.usefixtures("account")
def test_files_are_fetched_without_the_accounts_cookies(service: Service, upstream: Upstream) -> None:
    service.finished(service.download("ageLimited1", quality="144p"))

    fetched = upstream.seen(Kind.MEDIA)
    assert fetched
    assert not any("cookie" in each.headers or "authorization" in each.headers for each in fetched)


@pytest.mark.usefixtures("account")
def test_what_anybody_may_see_is_asked_without_the_account(service: Service, upstream: Upstream) -> None:
    service.finished(service.download("ordinaryVid", quality="144p"))

    assert not signed_in(upstream.requests)
    assert state_of(service) == "untested"


@pytest.mark.usefixtures("account")
def test_one_question_with_the_account_serves_all(service: Service, upstream: Upstream) -> None:
    for path in ("/info", "/formats", "/thumbnail"):
        assert service.get(path, params={"url": "https://youtu.be/ageLimited1"}).status_code == 200
    service.finished(service.download("ageLimited1", quality="144p"))

    asked = [each for each in signed_in(upstream.seen(Kind.PAGE, "ageLimited1")) if each.path == "/watch"]
    assert len(asked) == 1


@pytest.mark.usefixtures("account")
def test_cookies_that_youtube_rotates_are_used_the_next_time(service: Service, upstream: Upstream) -> None:
    for video_id in ("ageLimited1", "membersOnly"):
        assert service.get("/info", params={"url": f"https://youtu.be/{video_id}"}).status_code == 200

    *_, last = signed_in(upstream.seen(video_id="ageLimited1"))
    first, *_ = signed_in(upstream.seen(video_id="membersOnly"))
    assert f"{ROTATED}={SECRET}-0" not in last.headers["cookie"]
    assert first.headers["cookie"] == last.headers["cookie"]


@pytest.mark.usefixtures("account")
def test_an_account_that_is_signed_out_is_set_aside_and_the_service_goes_on(
    service: Service, upstream: Upstream
) -> None:
    upstream.youtube.sessions.sign_out(SECRET)

    refused = service.get("/info", params={"url": "https://youtu.be/ageLimited1"})

    assert (refused.status_code, refused.json()["code"]) == (403, "login_required")
    assert "The account is signed out." in manage(service, "cookies", "list")
    seen = len(signed_in(upstream.requests))
    assert service.get("/info", params={"url": "https://youtu.be/membersOnly"}).status_code == 403
    assert service.get("/info", params={"url": "https://youtu.be/ordinaryVid"}).status_code == 200
    assert len(signed_in(upstream.requests)) == seen


@pytest.mark.usefixtures("account")
def test_a_check_asks_youtube(service: Service, upstream: Upstream) -> None:
    account_id = manage(service, "cookies", "list").split("\t")[0]

    assert "\tworks" in manage(service, "cookies", "check", account_id)
    upstream.youtube.sessions.sign_out(SECRET)
    assert "\texpired" in manage(service, "cookies", "check", account_id)


@pytest.mark.usefixtures("account")
def test_another_secret_key_stops_nothing(service: Service) -> None:
    service.environment["SECRET_KEY"] = "another secret key " * 3

    assert state_of(service) == "unreadable"
    service.stop()
    service.start()
    refused = service.get("/info", params={"url": "https://youtu.be/ageLimited1"})
    assert (refused.status_code, refused.json()["code"]) == (403, "login_required")


# --- nothing tells a cookie ------------------------------------------------------------------------


def content(path: Path) -> str:
    """What is in a file; Django's cache compresses what it keeps, after the time until when."""
    data = path.read_bytes()
    if path.suffix == FileBasedCache.cache_suffix:
        data = zlib.decompress(data[data.index(b"x\x9c") :])
    return data.decode("latin-1")


def traces(service: Service) -> dict[str, str]:
    """All that can be seen of the service, by where it is seen."""
    seen = {}
    for path in service.folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # a process may have done with it
            if path.is_file():
                seen[str(path)] = content(path)
    for process in service.survivors():
        with contextlib.suppress(psutil.NoSuchProcess):
            seen[f"process {process.pid}"] = f"{process.cmdline()} {process.environ()}"
    return seen


def pages(service: Service, job_id: str) -> dict[str, str]:
    """All that the service answers, by where it is asked."""
    video = "url=https://youtu.be/ageLimited1"
    seen = {
        path: service.get(path).text
        for path in (f"/info?{video}", f"/formats?{video}", f"/status/{job_id}", "/jobs", "/schema")
    }
    with requests.Session() as browser:
        login = f"{service.url}/admin/login/?next=/admin/"
        browser.get(login)
        token = browser.cookies["csrftoken"]
        form = {"username": "admin", "password": "open sesame", "csrfmiddlewaretoken": token}
        browser.post(login, data=form).raise_for_status()
        for page in ("", "1/change/", "1/history/", "add/"):
            answer = browser.get(f"{service.url}/admin/jobs/platformaccount/{page}")
            assert answer.status_code == 200
            seen[f"admin {page}"] = answer.text
    return seen


def test_no_cookie_is_told_anywhere_during_and_after_a_download(tmp_path: Path, upstream: Upstream) -> None:
    text = upstream.youtube.sessions.sign_in(SECRET)
    assert text.count(SECRET) == 4
    with (
        database() as environment,
        Service(tmp_path, upstream, ADMIN_PASSWORD="open sesame", DEBUG="true", **environment) as service,
    ):
        told = {"add": manage(service, "cookies", "add", "youtube", "ours", given=text)}
        upstream.rate_bytes_per_second = 50_000
        job_id = service.download("ageLimited1")
        upstream.wait_for(lambda: upstream.open_transfers > 0, 30)
        told |= {f"{where}, during": what for where, what in traces(service).items()}
        told |= pages(service, job_id)
        upstream.rate_bytes_per_second = None
        assert service.finished(job_id)["status"] == "completed"
        told |= traces(service) | {
            "dumpdata": manage(service, "dumpdata"),
            "check": manage(service, "cookies", "check", "1"),
            "list": manage(service, "cookies", "list"),
        }

    assert any("extractions" in where for where in told)
    assert any("/work/" in where for where in told)
    assert "platformaccount" in told["dumpdata"]
    assert [where for where, what in told.items() if SECRET in what] == []
