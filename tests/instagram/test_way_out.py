"""instaloader gets out to Instagram alone, whatever session it makes for itself."""

import pytest
import requests
from instaloader.instaloadercontext import copy_session

from instagram.client.session import Session
from jobs.outbound import ForbiddenHostError, Guard
from tests.upstream import Behaviour, Upstream

ELSEWHERE = [
    "https://evil.test/",
    "https://www.instagram.com.evil.test/",
    "http://www.instagram.com/",
    "https://127.0.0.1/",
    "https://www.youtube.com/",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_its_sessions_go_nowhere_else(url: str) -> None:
    with Session() as session:
        for each in (session._session, session.get_anonymous_session()):
            with pytest.raises(ForbiddenHostError):
                each.get(url)


@pytest.mark.usefixtures("api")
def test_redirects_go_nowhere_else(upstream: Upstream) -> None:
    upstream.misbehave(Behaviour(redirect_to="https://evil.test/"))
    with Session() as session, pytest.raises(ForbiddenHostError):
        session._session.get("https://www.instagram.com/")


@pytest.mark.usefixtures("api")
def test_a_copy_is_guarded_before_it_asks() -> None:
    with Session() as session:
        copy = copy_session(session._session, 1.0)
        session.get_json("api/v1/users/web_profile_info/", {"username": "sample.one"}, session=copy)

        assert all(isinstance(adapter, Guard) for adapter in copy.adapters.values())


@pytest.mark.usefixtures("api")
def test_all_questions_of_a_visit_share_a_connection(upstream: Upstream) -> None:
    with Session() as session:
        for _ in range(3):
            session.get_json("api/v1/users/web_profile_info/", {"username": "sample.one"})
            session.graphql_query("0", {})

    assert len({request.connection for request in upstream.requests}) == 1


def test_every_request_has_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[object] = []

    def note(self: Guard, request: requests.PreparedRequest, **options: object) -> requests.Response:
        limits.append(options["timeout"])
        raise requests.ConnectionError

    monkeypatch.setattr(Guard, "send", note)
    with Session() as session:
        for each in (session._session, session.get_anonymous_session(), copy_session(session._session, 15)):
            session._led(each)
            with pytest.raises(requests.ConnectionError):
                each.get("https://www.instagram.com/")
    assert limits == [15, 15, 15]


def test_it_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Session() as session:
        session.log("one")
        session.error("two")

    assert capsys.readouterr() == ("", "")
