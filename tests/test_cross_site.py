"""Requests that another website made a visitor's browser send are refused; programs are not."""

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.probe")]

BODY = '{"url": "x"}'


def post(client: Client, **headers: str) -> int:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/probe/body", BODY, content_type="application/json", headers=names).status_code


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.test",
        "http://evil.test",
        "null",
        "",
        "https://testserver",
        "http://testserver:8080",
        "http://testserver.evil.test",
        "http://sub.testserver",
        "http://evil.test/http://testserver",
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/probe/body", "/health", "/nope"])
def test_an_unsafe_request_of_another_site_is_refused(
    client: Client, method: str, path: str, origin: str
) -> None:
    response = client.generic(method, path, BODY, content_type="application/json", headers={"origin": origin})
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()["code"] == "cross_site"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_browser_that_says_so_without_an_origin_is_believed(client: Client, site: str) -> None:
    assert post(client, sec_fetch_site=site) == 403


def test_our_own_page_is_let_through(client: Client) -> None:
    assert post(client, origin="http://testserver") == 202
    assert post(client, origin="http://TESTSERVER", sec_fetch_site="same-origin") == 202


def test_programs_are_let_through(client: Client) -> None:
    assert post(client) == 202
    assert post(client, sec_fetch_site="none") == 202


def test_our_own_page_behind_a_proxy_that_ends_tls_is_let_through(client: Client) -> None:
    assert post(client, origin="https://testserver", sec_fetch_site="same-origin") == 202


def test_a_foreign_origin_counts_whatever_else_is_said(client: Client) -> None:
    assert post(client, origin="http://evil.test", sec_fetch_site="cross-site") == 403
    assert post(client, origin="http://evil.test", sec_fetch_site="same-site") == 403
    assert post(client, origin="http://evil.test", sec_fetch_site="none") == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_safe_requests_of_another_site_are_let_through(client: Client, method: str) -> None:
    headers = {"origin": "https://evil.test", "sec-fetch-site": "cross-site"}
    assert client.generic(method, "/health", headers=headers).status_code == 200


def test_the_admin_has_protection_of_its_own(settings: Settings) -> None:
    response = Client(enforce_csrf_checks=True).post(
        "/admin/login/", {"username": "admin"}, headers={"origin": "https://evil.test"}
    )
    assert response.status_code == 403
    assert response.headers["Content-Type"].startswith("text/html")
