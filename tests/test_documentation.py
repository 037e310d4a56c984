"""/docs, /redoc and /schema: complete, offline, and under a strict content security policy."""

import re
from contextlib import closing
from typing import Any

import pytest
from django.test import Client
from django.urls import path
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.utils import extend_schema
from drf_spectacular.validation import validate_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from downloader_project.urls import urlpatterns as real_urlpatterns
from jobs.errors import KINDS, Code
from jobs.schema import codes_as_markdown, fails_with
from jobs.throttling import RateLimit
from tests.probe import BodySerializer

pytestmark = pytest.mark.django_db

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGES = ["/docs", "/redoc", "/health", "/nope"]


class DocumentedSerializer(serializers.Serializer[Any]):
    """An answer."""

    error_code = serializers.ChoiceField([(code.value, code.value) for code in Code])


class OwnLimit(RateLimit):
    """The rate limit, with a rule of its own."""


class Documented(GenericAPIView[Any]):
    """Declares what it can fail with."""

    serializer_class = BodySerializer
    throttle_classes = [OwnLimit]

    @extend_schema(operation_id="documented", responses={202: DocumentedSerializer})
    @fails_with(Code.UNSUPPORTED_URL, Code.NOT_A_VIDEO, Code.UPSTREAM_BLOCKED, Code.INCOMPLETE_DOWNLOAD)
    def post(self, request: Request) -> Response:
        """Is only described."""
        return Response()


urlpatterns = [path("documented", Documented.as_view()), *real_urlpatterns]


@pytest.fixture
def schema(client: Client) -> Any:
    return client.get("/schema", headers={"accept": "application/json"}).json()


# --- The pages ------------------------------------------------------------------------------------


def page(client: Client, address: str) -> tuple[str, str]:
    """A page as a browser gets it, and its content security policy."""
    response = client.get(address, headers={"accept": BROWSER})
    assert response.headers["Content-Type"].startswith("text/html")
    return response.content.decode(), response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_load_everything_from_this_server(client: Client, address: str) -> None:
    html, _ = page(client, address)
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', html)
    assert loaded
    for url in loaded:
        assert url.startswith("/")
        with closing(client.get(url)) as response:
            assert response.status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_pages_have_nothing_that_the_policy_forbids(client: Client, address: str) -> None:
    html, policy = page(client, address)
    assert "script-src 'self';" in f"{policy};"
    assert not re.search(r"<style|<[^>]+\sstyle=|<[^>]+\son\w+=", html)
    for attributes in re.findall(r"<script([^>]*)>", html):
        assert "src=" in attributes or 'type="application/json"' in attributes


def test_only_redoc_may_make_style_sheets(client: Client) -> None:
    assert [address for address in PAGES if "unsafe-inline" in page(client, address)[1]] == ["/redoc"]


def test_swagger_asks_no_other_server_to_validate(client: Client) -> None:
    assert '"validatorUrl": null' in client.get("/docs?script").content.decode()


# --- The schema -----------------------------------------------------------------------------------


def test_the_schema_is_valid_and_made_without_a_warning(client: Client) -> None:
    GENERATOR_STATS.reset()
    schema = client.get("/schema").json()
    validate_schema(schema)  # type: ignore[no-untyped-call]
    assert not GENERATOR_STATS


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/vnd.oai.openapi+json"),
        (BROWSER, "application/vnd.oai.openapi+json"),
        ("application/json", "application/json"),
        ("application/vnd.oai.openapi", "application/vnd.oai.openapi; charset=utf-8"),
    ],
)
def test_the_schema_is_json_or_yaml(client: Client, accept: str, content_type: str) -> None:
    response = client.get("/schema", headers={"accept": accept})
    assert response.headers["Content-Type"] == content_type


def test_the_schema_introduces_the_service(schema: Any) -> None:
    assert schema["info"]["version"] == "2.0.0"
    assert "personal, educational use only" in schema["info"]["description"]


def test_paths_are_documented_without_a_slash_at_the_end(schema: Any) -> None:
    assert "/health" in schema["paths"]
    assert not [path for path in schema["paths"] if path.endswith("/")]


def test_every_code_is_in_the_description_with_its_status(schema: Any) -> None:
    for code, kind in KINDS.items():
        assert f"| `{code}` | {kind.status or 'job only'} | " in schema["info"]["description"]
    assert codes_as_markdown() in schema["info"]["description"]
    assert "%(" not in schema["info"]["description"]


def test_every_operation_tells_how_it_fails(schema: Any) -> None:
    for operations in schema["paths"].values():
        for operation in operations.values():
            assert {"406", "500"} <= set(operation["responses"])
            for status, response in operation["responses"].items():
                if status >= "400" and status != "503":
                    content = response["content"]["application/json"]
                    assert content["schema"] == {"$ref": "#/components/schemas/Error"}
                    for code, example in content.get("examples", {}).items():
                        assert example["value"]["code"] == code
                        assert str(KINDS[Code(code)].status) == status


@pytest.mark.urls(__name__)
def test_declared_codes_are_grouped_by_status_with_those_that_follow(schema: Any) -> None:
    responses = schema["paths"]["/documented"]["post"]["responses"]
    codes = {
        status: list(response["content"]["application/json"]["examples"])
        for status, response in responses.items()
        if status != "202"
    }
    assert codes == {
        "400": ["invalid_request", "unsupported_url", "not_a_video"],
        "403": ["cross_site"],
        "406": ["not_acceptable"],
        "415": ["unsupported_media_type"],
        "429": ["rate_limited"],
        "500": ["internal_error"],
        "503": ["upstream_blocked"],
    }
    assert "Retry-After" in responses["429"]["headers"]
    assert "Retry-After" in responses["503"]["headers"]


@pytest.mark.urls(__name__)
def test_the_codes_are_one_enumeration_for_all(schema: Any) -> None:
    schemas = schema["components"]["schemas"]
    assert schemas["ErrorCodeEnum"]["enum"] == list(Code)
    for component in ("Error", "Documented"):
        assert "ErrorCodeEnum" in str(schemas[component])
