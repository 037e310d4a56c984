"""`MAX_REQUESTS_PER_MINUTE`: one budget per client for all limited endpoints, and who the client is."""

import ipaddress
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.limited_process import address_with_time_left

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.probe")]


@pytest.fixture(autouse=True)
def _limit(settings: Settings) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 3


@pytest.fixture
def address() -> str:
    """A client whose minute does not end during the test."""
    return address_with_time_left()


def get(client: Client, path: str = "/probe/limited", **environment: Any) -> Any:
    return client.get(path, **environment)


def test_beyond_the_budget_every_limited_endpoint_refuses(client: Client, address: str) -> None:
    for path in ("/probe/limited", "/probe/also-limited", "/probe/limited/"):
        assert get(client, path, REMOTE_ADDR=address).status_code != 429
    for path in ("/probe/limited", "/probe/also-limited"):
        response = get(client, path, REMOTE_ADDR=address)
        assert response.status_code == 429
        assert response.json()["code"] == "rate_limited"
        seconds = int(response.headers["Retry-After"])
        assert 1 <= seconds <= 60
        assert f" {seconds} " in response.json()["detail"]


def test_others_are_not_limited(client: Client, address: str) -> None:
    for _ in range(4):
        limited = get(client, REMOTE_ADDR=address)
    assert limited.status_code == 429
    assert get(client, REMOTE_ADDR=str(ipaddress.ip_address(address) + 1)).status_code == 200


def test_every_answer_tells_what_is_left(client: Client, address: str) -> None:
    answers = [
        get(client, path, REMOTE_ADDR=address) for path in ["/probe/limited", "/probe/also-limited"] * 2
    ]
    assert [answer.status_code for answer in answers] == [200, 403, 200, 429]
    assert [answer.headers["RateLimit-Limit"] for answer in answers] == ["3"] * 4
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert all(1 <= int(answer.headers["RateLimit-Reset"]) <= 60 for answer in answers)


def test_free_endpoints_stay_free(client: Client, address: str) -> None:
    for _ in range(10):
        response = get(client, "/health", REMOTE_ADDR=address)
    assert response.status_code == 200
    assert "RateLimit-Limit" not in response.headers
    assert get(client, REMOTE_ADDR=address).headers["RateLimit-Remaining"] == "2"


def test_asking_for_the_options_or_with_a_wrong_method_costs_nothing(client: Client, address: str) -> None:
    for _ in range(10):
        assert client.options("/probe/limited", REMOTE_ADDR=address).status_code == 200
        assert client.delete("/probe/limited", REMOTE_ADDR=address).status_code == 405


def test_zero_is_off(client: Client, address: str, settings: Settings) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 0
    for _ in range(10):
        response = get(client, REMOTE_ADDR=address)
    assert response.status_code == 200
    assert "RateLimit-Limit" not in response.headers


def test_the_addresses_of_one_ipv6_network_are_one_client(client: Client) -> None:
    for host in range(1, 5):
        response = get(client, REMOTE_ADDR=f"2001:db8:1:2::{host}")
    assert response.headers["RateLimit-Remaining"] == "0"
    assert get(client, REMOTE_ADDR="2001:db8:1:3::1").headers["RateLimit-Remaining"] == "2"


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "address"),
    [
        ([], "10.0.0.1", None, "10.0.0.1"),
        ([], "10.0.0.1", "1.1.1.1", "10.0.0.1"),
        ([], "::ffff:10.0.0.1", None, "10.0.0.1"),
        ([], "fe80::1%eth0", None, "fe80::1"),
        (["10.0.0.0/8"], "10.0.0.1", "1.1.1.1", "1.1.1.1"),
        (["10.0.0.0/8"], "::ffff:10.0.0.1", " 1.1.1.1 ", "1.1.1.1"),
        (["10.0.0.0/8"], "10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (["10.0.0.0/8"], "10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (["10.0.0.0/8"], "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        (["10.0.0.0/8"], "10.0.0.1", "1.1.1.1, nonsense", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "[2001:db8::1]", "2001:db8::1"),
        (["10.0.0.0/8", "::1/128"], "::1", "::ffff:1.1.1.1", "1.1.1.1"),
        (["10.0.0.0/8"], "11.0.0.1", "1.1.1.1", "11.0.0.1"),
    ],
)
def test_only_trusted_proxies_say_who_the_client_is(  # noqa: PLR0917
    client: Client, settings: Settings, trusted: list[str], remote: str, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = tuple(map(ipaddress.ip_network, trusted))
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    assert get(client, REMOTE_ADDR=remote, headers=headers).json()["client"] == address


def test_only_trusted_proxies_say_that_the_connection_is_secure(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = (ipaddress.ip_network("10.0.0.1"),)
    headers = {"x-forwarded-proto": "https"}
    assert get(client, REMOTE_ADDR="10.0.0.1", headers=headers).json()["secure"]
    assert not get(client, REMOTE_ADDR="10.0.0.2", headers=headers).json()["secure"]
