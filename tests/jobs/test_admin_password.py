"""`ADMIN_PASSWORD` makes and keeps the user `admin`."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from jobs.accounts import ensure_admin

pytestmark = pytest.mark.django_db


def test_the_first_start_creates_an_administrator(client: Client) -> None:
    ensure_admin("first secret")

    assert client.login(username="admin", password="first secret")
    assert client.get("/admin/").status_code == 200


def test_a_new_password_replaces_the_old_one(client: Client) -> None:
    ensure_admin("first secret")
    ensure_admin("second secret")

    assert not client.login(username="admin", password="first secret")
    assert client.login(username="admin", password="second secret")
    assert User.objects.count() == 1


def test_a_restart_with_the_same_password_signs_nobody_out(client: Client) -> None:
    ensure_admin("first secret")
    client.login(username="admin", password="first secret")

    ensure_admin("first secret")

    assert client.get("/admin/").status_code == 200


def test_an_administrator_who_was_locked_out_is_let_in_again(client: Client) -> None:
    User.objects.create_user("admin", is_active=False)

    ensure_admin("first secret")

    assert client.login(username="admin", password="first secret")
    assert client.get("/admin/").status_code == 200
