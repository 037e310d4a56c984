"""Fixtures for what is asked of Instagram."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pytest
from django.test import Client

from instagram.provider import Instagram
from jobs.cookies import AccountJar, PlatformAccount, parse
from tests.upstream.instagram.accounts import Account

Ask: TypeAlias = Callable[..., Mapping[str, Any]]


@pytest.fixture
def ask(api: Client) -> Ask:
    """Get an endpoint's answer, which must be good: `ask("post/info", url=…)`."""

    def get(path: str, **parameters: str | int) -> Mapping[str, Any]:
        response = api.get(f"/instagram/{path}", parameters)
        assert response.status_code == 200, response.json()
        answer: Mapping[str, Any] = response.json()
        return answer

    return get


@pytest.fixture
def refused(api: Client) -> Callable[..., str]:
    """Get an endpoint's error: its code, which belongs to its status, or it would not be in the table."""

    def get(path: str, **parameters: str | int) -> str:
        response = api.get(f"/instagram/{path}", parameters)
        assert response.status_code >= 400, response.json()
        assert response.json()["detail"]
        return str(response.json()["code"])

    return get


def jar_of(account: Account) -> AccountJar:
    """The cookies of one of the stand-in's accounts, of which a person pasted one."""
    assert Instagram.sign_in
    return parse(account.session_id, Instagram.sign_in)


def add_account(account: Account) -> PlatformAccount:
    """Make one of the stand-in's accounts one of ours."""
    row = PlatformAccount(provider=Instagram.name, label=account.username)
    assert Instagram.sign_in
    row.keep(jar_of(account), Instagram.sign_in)
    row.save()
    return row
