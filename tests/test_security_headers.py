"""What the page tells browsers to forbid it and others."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def headers(client: Client) -> dict[str, str]:
    response = client.get("/", headers={"accept": "text/html"})
    assert response.status_code == 200
    return dict(response.headers)


@pytest.fixture
def policy(headers: dict[str, str]) -> dict[str, set[str]]:
    directives = (directive.split() for directive in headers["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in directives}


@pytest.mark.parametrize(
    "directive",
    ["connect", "font", "frame", "img", "manifest", "media", "script", "style", "worker"],
)
def test_everything_comes_from_this_server(policy: dict[str, set[str]], directive: str) -> None:
    assert policy.get(f"{directive}-src", policy["default-src"]) == {"'self'"}


def test_nobody_may_frame_the_page_or_change_where_its_links_lead(policy: dict[str, set[str]]) -> None:
    assert (policy["frame-ancestors"], policy["object-src"]) == ({"'none'"}, {"'none'"})
    assert (policy["base-uri"], policy["form-action"]) == ({"'self'"}, {"'self'"})


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_other_websites_learn_and_reach_nothing(headers: dict[str, str], header: str, value: str) -> None:
    assert headers[header] == value


def test_the_page_has_no_use_for_cameras_and_the_like(headers: dict[str, str]) -> None:
    policy = headers["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()"} <= set(policy)
    assert not any(rule.startswith(("clipboard", "fullscreen", "autoplay", "web-share")) for rule in policy)
