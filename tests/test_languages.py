"""What people read follows `Accept-Language`; what programs read never changes."""

import re
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.probe")]

PERSIAN = re.compile("[\u0600-\u06ff]")


def refused(client: Client, language: str | None, path: str = "/probe/body") -> Any:
    headers = {} if language is None else {"accept-language": language}
    return client.post(path, "{}", content_type="application/json", headers=headers)


@pytest.mark.parametrize("language", ["fa", "fa-IR", "fa-IR,fa;q=0.9,en;q=0.5", "de,fa;q=0.5,en;q=0.1"])
def test_persian_readers_get_persian_sentences(client: Client, language: str) -> None:
    response = refused(client, language)
    assert response.headers["Content-Language"] == "fa"
    assert response.json()["detail"].startswith("url: ")
    assert PERSIAN.search(response.json()["detail"])
    assert response.json()["code"] == "invalid_request"


@pytest.mark.parametrize("language", [None, "en", "en-GB", "de", "*", "", "nonsense/../..", "fa;q=0,en"])
def test_everybody_else_gets_english(client: Client, language: str | None) -> None:
    response = refused(client, language)
    assert response.headers["Content-Language"] == "en"
    assert response.json()["detail"] == "url: This field is required."


@pytest.mark.parametrize("path", ["/health", "/nope", "/probe/plain/bug", "/probe/raise/private"])
def test_caches_are_told_that_the_language_matters(client: Client, path: str) -> None:
    response = client.get(path, headers={"accept-language": "fa"})
    assert response.headers["Content-Language"] == "fa"
    assert "Accept-Language" in response.headers["Vary"]


def test_a_refused_foreign_request_has_a_language_too(client: Client) -> None:
    headers = {"origin": "http://evil.test", "accept-language": "fa"}
    response = client.post("/probe/body", headers=headers)
    assert (response.status_code, response.headers["Content-Language"]) == (403, "fa")
