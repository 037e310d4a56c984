"""Every error is `{"detail", "code"}`: on every path, for every method and body, and for bugs."""

import json
import logging
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from jobs.errors import KINDS, Code, sentence
from jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.probe")]

JSON = "application/json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def post(client: Client, body: bytes | str, content_type: str = JSON) -> Any:
    return client.generic("POST", "/probe/body", body, content_type=content_type)


def assert_error(response: Any, code: Code, status: int | None = None) -> str:
    """The answer is exactly this error; returns its sentence."""
    assert response.headers["Content-Type"] == JSON
    body = response.json()
    assert set(body) == {"detail", "code"}
    assert (body["code"], response.status_code) == (code, status or KINDS[code].status)
    assert "Traceback" not in body["detail"]
    assert "secret.py" not in body["detail"]
    return str(body["detail"])


# --- What is wrong with a body --------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b'{"url": "x"} trailing', id="trailing"),
        pytest.param(b"\xff\xfe{}", id="not UTF-8"),
        pytest.param(b'\xef\xbb\xbf{"url": "x"}', id="byte order mark"),
        pytest.param(b'{"url": NaN}', id="NaN"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="empty list"),
        pytest.param(b'[{"url": "x"}]', id="list"),
        pytest.param(b"3", id="number"),
        pytest.param(b'"url"', id="string"),
        pytest.param(b"true", id="boolean"),
        pytest.param(b"9" * 10_000, id="10,000 digits"),
        pytest.param(b"[" * 100_000, id="100,000 open lists"),
        pytest.param(b'{"url":' * 100_000, id="100,000 open objects"),
        pytest.param(b'{"url":' + b"[" * 900 + b"]" * 900 + b"}", id="900 lists deep"),
        pytest.param(b'{"url": "x", "unknown": [[[[[[[[[]]]]]]]]]}', id="unknown and deep"),
        pytest.param(b'{"url":"' + b"x" * 3_000_000 + b'"}', id="3 MB"),
        pytest.param(b'{"url": "a\\u0000b"}', id="NUL"),
        pytest.param(b'{"url": "a\\nb"}', id="line feed"),
        pytest.param(b'{"url": "a\\u0085b"}', id="C1 control"),
        pytest.param(b'{"url": "a\\ud800b"}', id="lone surrogate"),
        pytest.param(b'{"url": "' + b"x" * 2001 + b'"}', id="too long"),
        pytest.param(b'{"url": {}}', id="object for text"),
        pytest.param(b'{"url": []}', id="list for text"),
        pytest.param(b'{"url": null}', id="null for text"),
        pytest.param(b'{"url": true}', id="boolean for text"),
        pytest.param(b'{"url": ""}', id="empty text"),
        pytest.param(b'{"url": "   "}', id="blank text"),
        pytest.param(b'{"url": "x", "limit": 1e400}', id="infinite number"),
        pytest.param(b'{"url": "x", "limit": 1' + b"0" * 4000 + b"}", id="huge number"),
        pytest.param(b'{"url": "x", "limit": "' + b"1" * 100_000 + b'"}', id="huge number as text"),
        pytest.param(b'{"url": "x", "limit": "\xd9\xa1\x00"}', id="digits and NUL"),
        pytest.param(b'{"url": "x", "limit": 0}', id="below the range"),
        pytest.param(b'{"url": "x", "limit": 101}', id="above the range"),
        pytest.param(b'{"url": "x", "limit": {}}', id="object for a number"),
        pytest.param(b'{"url": "x", "auto": {}}', id="object for a boolean"),
        pytest.param(b'{"url": "x", "auto": "\\u0000"}', id="NUL for a boolean"),
        pytest.param(b'{"url": "x", "quality": {}}', id="object for a choice"),
        pytest.param(b'{"url": "x", "quality": ["best"]}', id="list for a choice"),
        pytest.param(b'{"url": "x", "quality": "be\\u0000st"}', id="NUL in a choice"),
        pytest.param(b'{"url": "x", "quality": ""}', id="empty choice"),
        pytest.param(b'{"url": "x", "quality": null}', id="null for a choice"),
        pytest.param(b'{"url": "x", "urls": "x"}', id="text for a list"),
        pytest.param(b'{"url": "x", "urls": {"0": "x"}}', id="object for a list"),
        pytest.param(b'{"url": "x", "urls": ["\\u0000"]}', id="NUL in a list"),
        pytest.param(b'{"url": "x", "urls": [[]]}', id="list in a list"),
        pytest.param(b'{"url": "x", "items": ["x"]}', id="text for an object in a list"),
        pytest.param(b'{"url": "x", "items": {}}', id="object for a list of objects"),
    ],
)
def test_no_body_of_any_shape_is_more_than_an_invalid_request(client: Client, body: bytes) -> None:
    assert_error(post(client, body), Code.INVALID_REQUEST)
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b'{"url": "x"}',
        b'{"url": "x", "unknown": [1, {"a": null}]}',
        b'{"url": "x", "unknown\\u0000": "\\u0000"}',
        b'{"url": 7}',
        '{"url": "ویدیو\u200cها 🎬 \u200f"}'.encode(),
    ],
)
def test_what_is_unknown_in_a_body_does_no_harm(client: Client, body: bytes) -> None:
    assert post(client, body).status_code == 202


@pytest.mark.parametrize("charset", ["nonsense", "utf-16"])
def test_no_charset_is_more_than_an_invalid_request(client: Client, charset: str) -> None:
    response = client.generic(
        "POST", "/probe/body?a=%ff", b'{"url": "\xff"}', content_type=f"{JSON}; charset={charset}"
    )
    assert_error(response, Code.INVALID_REQUEST)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
        "nonsense",
        "a" * 9999,
    ],
)
def test_a_body_of_another_type_is_an_unsupported_media_type(client: Client, content_type: str) -> None:
    assert_error(post(client, "url=x", content_type), Code.UNSUPPORTED_MEDIA_TYPE)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "url: This field is required."),
        ({"url": "x", "quality": "9000p"}, "quality: “9000p” is not one of: best, 720p"),
        ({"url": "x", "limit": "many"}, "limit: A valid integer is required."),
        ({"url": "x", "urls": ["a", "b\0"]}, "urls[1]: "),
        ({"url": "x", "items": [{"url": "a"}, {}]}, "items[1].url: This field is required."),
    ],
)
def test_an_invalid_request_names_the_parameter(client: Client, body: Any, detail: str) -> None:
    assert assert_error(post(client, json.dumps(body)), Code.INVALID_REQUEST).startswith(detail)


def test_a_refused_value_is_repeated_only_in_part(client: Client) -> None:
    body = json.dumps({"url": "x", "quality": "9" * 100_000})
    assert len(assert_error(post(client, body), Code.INVALID_REQUEST)) < 200


def test_a_parameter_in_a_list_may_have_a_code_of_the_table(client: Client) -> None:
    body = json.dumps({"url": "x", "items": [{"url": "a"}, {"url": "elsewhere"}]})
    assert assert_error(post(client, body), Code.UNSUPPORTED_URL) == "items[1].url: Not ours."


# --- Where there is nothing, or not this ----------------------------------------------------------


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
)
@pytest.mark.parametrize(
    "path", ["/nope", "/nope/", "/health/nope", "/%00", "/static/nope.css", "/../etc/passwd"]
)
def test_an_unknown_route_is_the_same_for_every_method(client: Client, method: str, path: str) -> None:
    response = client.generic(method, path)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == JSON
    if method != "HEAD":
        assert_error(response, Code.UNKNOWN_ROUTE)


@pytest.mark.parametrize("accept", ["*/*", JSON, "image/png", "text/plain", "nonsense", ""])
def test_an_unknown_route_is_json_whatever_is_accepted(client: Client, accept: str) -> None:
    assert_error(client.get("/nope", headers={"accept": accept}), Code.UNKNOWN_ROUTE)


@pytest.mark.parametrize("path", ["/nope", "/probe/raise/bug", "/probe/raise/private"])
def test_a_browser_gets_the_browsable_page_around_the_same_body(client: Client, path: str) -> None:
    status = client.get(path).status_code
    page = client.get(path, headers={"accept": BROWSER})
    assert page.status_code == status
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "&quot;code&quot;:" in page.content.decode()


def test_a_wrong_method_tells_which_are_allowed(client: Client) -> None:
    response = client.delete("/health")
    assert "DELETE" in assert_error(response, Code.METHOD_NOT_ALLOWED)
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_an_unacceptable_format_is_told_in_json(client: Client) -> None:
    assert_error(client.get("/health", headers={"accept": "image/png"}), Code.NOT_ACCEPTABLE)


def test_an_unknown_format_is_an_error_too(client: Client) -> None:
    assert_error(client.get("/health?format=xml"), Code.UNKNOWN_ROUTE)


def test_errors_are_json_also_where_a_view_renders_something_else(client: Client) -> None:
    assert_error(client.get("/probe/events"), Code.JOB_NOT_FOUND)
    assert_error(client.get("/probe/events", headers={"accept": "text/event-stream"}), Code.JOB_NOT_FOUND)


@pytest.mark.usefixtures("_debug")
def test_an_unknown_host_name_is_refused_in_json(client: Client) -> None:
    response = client.get("/health", headers={"host": "evil.test"})
    assert "ALLOWED_HOSTS" in assert_error(response, Code.INVALID_REQUEST)


def test_too_many_query_parameters_are_refused(client: Client) -> None:
    query = "&".join(f"p{n}=1" for n in range(2000))
    assert_error(client.get(f"/health?{query}"), Code.INVALID_REQUEST)


# --- What code raises -----------------------------------------------------------------------------


@pytest.fixture(params=[False, True], ids=["production", "debug"])
def _debug(settings: Settings, request: pytest.FixtureRequest) -> None:
    settings.DEBUG = request.param


@pytest.mark.usefixtures("_debug")
@pytest.mark.parametrize("way", ["raise", "plain"])
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("http404", Code.UNKNOWN_ROUTE),
        ("permission", Code.UNAUTHORIZED),
        ("suspicious", Code.INVALID_REQUEST),
        ("bug", Code.INTERNAL_ERROR),
        ("private", Code.PRIVATE),
        ("blocked", Code.UPSTREAM_BLOCKED),
    ],
)
def test_what_a_view_raises_is_answered_from_the_table(
    client: Client, way: str, name: str, code: Code
) -> None:
    assert_error(client.get(f"/probe/{way}/{name}"), code)


@pytest.mark.usefixtures("_debug")
def test_an_answer_that_cannot_be_rendered_is_an_internal_error(client: Client) -> None:
    assert_error(client.get("/probe/unrenderable"), Code.INTERNAL_ERROR)


def test_a_bug_is_logged_under_the_id_that_the_reader_is_told(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    detail = assert_error(client.get("/probe/raise/bug"), Code.INTERNAL_ERROR)
    (record,) = [record for record in caplog.records if record.name == "jobs.problems"]
    assert record.levelno == logging.ERROR
    assert str(record.args[0] if isinstance(record.args, tuple) else "") in detail
    assert record.exc_info
    assert record.exc_info[0] is ZeroDivisionError


def test_a_middleware_that_fails_is_an_internal_error(settings: Settings) -> None:
    settings.MIDDLEWARE = ["tests.test_errors.broken_middleware"]
    assert_error(Client(raise_request_exception=False).get("/health"), Code.INTERNAL_ERROR)


def broken_middleware(get_response: object) -> Any:
    def fail(request: object) -> None:
        raise ZeroDivisionError("secret.py line 1")

    return fail


def test_waiting_times_are_told_in_a_header(client: Client) -> None:
    assert client.get("/probe/raise/blocked").headers["Retry-After"] == "90"


def test_unauthorized_tells_how_to_sign_in(client: Client) -> None:
    assert client.get("/probe/raise/permission").headers["WWW-Authenticate"] == "Bearer"


def test_the_admin_keeps_its_pages(client: Client) -> None:
    assert client.get("/admin/login/").headers["Content-Type"].startswith("text/html")
    assert not client.get("/admin/", headers={"host": "evil.test"}).headers["Content-Type"].startswith(JSON)


# --- What surrounds every answer ------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/health", "/nope", "/probe/raise/bug"])
@pytest.mark.parametrize("accept", [JSON, BROWSER])
def test_every_answer_is_protected(client: Client, path: str, accept: str) -> None:
    headers = client.get(path, headers={"accept": accept}).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "script-src 'self'" in headers["Content-Security-Policy"]


def test_only_text_is_compressed(client: Client) -> None:
    def encoding(path: str) -> str | None:
        return client.get(path, headers={"accept-encoding": "gzip"}).headers.get("Content-Encoding")

    assert encoding("/probe/json") == "gzip"
    assert encoding("/schema") == "gzip"
    assert encoding("/probe/file") is None
    assert encoding("/probe/stream") is None


@pytest.mark.parametrize("language", ["en", "fa"])
def test_of_one_code_some_failures_have_a_sentence_of_their_own(language: str) -> None:
    with override(language):
        special = sentence(Code.NOT_FOUND, {"about": "stories"})
        assert special != sentence(Code.NOT_FOUND)
        assert sentence(Code.NOT_FOUND, {"about": "nothing that is known"}) == sentence(Code.NOT_FOUND)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/manifest.webmanifest", "/sentences.js", "/favicon.ico", "/language"])
def test_a_form_without_its_token_gets_json_too(path: str) -> None:
    response = Client(enforce_csrf_checks=True).post(path)
    assert response.status_code in {403, 405}
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()["code"] in {"cross_site", "method_not_allowed"}
