"""GET /health."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/health", "/health/"])
def test_a_healthy_service_says_so_with_and_without_a_slash(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert list(response.json()) == ["status", "timestamp"]
    assert response.json()["status"] == "healthy"


def test_the_time_is_utc_with_microseconds_and_z(client: Client) -> None:
    timestamp = client.get("/health").json()["timestamp"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", timestamp)
    assert abs(datetime.fromisoformat(timestamp) - datetime.now(UTC)) < timedelta(seconds=10)


def test_head_answers_without_a_body(client: Client) -> None:
    response = client.head("/health")
    assert (response.status_code, response.content) == (200, b"")


def test_options_tells_the_methods(client: Client) -> None:
    response = client.options("/health")
    assert response.status_code == 200
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_database_that_does_not_answer_is_unhealthy(client: Client) -> None:
    def refuse(*_query: object) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        response = client.get("/health")
    assert response.status_code == 503
    assert list(response.json()) == ["status", "timestamp"]
    assert response.json()["status"] == "unhealthy"
