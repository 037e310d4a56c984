"""The admin takes an account's cookies, tells how the account fares, and never shows them again."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from jobs import providers
from jobs.cookies import MAX_BYTES, AccountState, PlatformAccount, lent
from tests.jobs.accounts import SECRET, House, exported, make_account, values_of

pytestmark = pytest.mark.django_db

LIST = "/admin/jobs/platformaccount/"
ADD = f"{LIST}add/"


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    """The platform, installed."""
    house = House()
    monkeypatch.setitem(providers._providers, house.name, house)
    return house


@pytest.fixture
def admin(admin_client: Client) -> Client:
    """Signed in, and speaking English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


def put_in(admin: Client, page: str = ADD, **fields: Any) -> str:
    """Send the form; the page that follows."""
    data = {"provider": House.name, "label": "ours", **fields}
    answer = admin.post(page, data, follow=True)
    assert answer.status_code == 200
    assert SECRET not in answer.text
    return answer.text


def change_page(account: PlatformAccount) -> str:
    return f"{LIST}{account.pk}/change/"


@pytest.mark.parametrize(
    "fields",
    [
        {"text": exported()},
        {"file": SimpleUploadedFile("cookies.txt", exported().encode())},
        {"text": SECRET},
    ],
    ids=["pasted", "uploaded", "lone value"],
)
def test_cookies_that_are_put_in_are_kept_encrypted(admin: Client, fields: dict[str, Any]) -> None:
    put_in(admin, **fields)

    account = PlatformAccount.objects.get()
    assert (account.label, account.condition) == ("ours", AccountState.UNTESTED)
    assert values_of(account.jar) == {"sessionid": SECRET}
    assert SECRET not in account.sealed


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "There is nothing in it."),
        ({"text": exported(expires=1_600_000_000)}, "These cookies expired on"),
        ({"text": exported({"theme": SECRET})}, "Nobody is signed in with these cookies"),
        ({"text": exported(), "file": SimpleUploadedFile("c", b"text")}, "but not both."),
        ({"file": SimpleUploadedFile("c", b"\xff\xfe")}, "it is not text."),
        ({"file": SimpleUploadedFile("c", b"x" * (MAX_BYTES + 1))}, "it is too large."),
        ({"text": "x" * (MAX_BYTES + 1)}, "at most 262144 characters"),
        ({"text": exported(), "provider": "elsewhere"}, "Select a valid choice."),
        ({"text": exported(), "label": ""}, "This field is required."),
    ],
)
def test_what_is_of_no_use_is_refused_and_does_not_come_back(
    admin: Client, fields: dict[str, Any], sentence: str
) -> None:
    assert sentence in put_in(admin, **fields)
    assert not PlatformAccount.objects.exists()


def test_only_platforms_that_take_accounts_are_offered(admin: Client) -> None:
    page = admin.get(ADD).text

    assert '<option value="house">' in page
    assert '<option value="youtube">YouTube</option>' in page
    assert "For house the value of the cookie “sessionid” is enough." in page


def test_no_page_of_the_admin_shows_a_cookie(admin: Client) -> None:
    put_in(admin, text=exported())
    account = PlatformAccount.objects.get()

    for page in (
        LIST,
        ADD,
        change_page(account),
        f"{LIST}{account.pk}/history/",
        f"{LIST}{account.pk}/delete/",
    ):
        answer = admin.get(page)
        assert answer.status_code == 200
        assert "ours" in answer.text or page == ADD
        assert SECRET not in answer.text
        assert account.sealed not in answer.text
    assert SECRET not in "".join(LogEntry.objects.values_list("change_message", flat=True))


def test_a_name_can_change_without_new_cookies_while_the_account_is_in_use(admin: Client) -> None:
    account = make_account("old")
    page = admin.get(change_page(account)).text
    with lent(House.name):
        put_in(admin, change_page(account), label="new")
    account.refresh_from_db()

    assert 'name="provider"' not in page
    assert (account.label, account.condition) == ("new", AccountState.WORKS)
    assert values_of(account.jar) == {"sessionid": SECRET}


def test_new_cookies_give_an_account_that_was_set_aside_another_chance(admin: Client) -> None:
    account = make_account(state=AccountState.CHALLENGED)

    put_in(admin, change_page(account), text=exported({"sessionid": f"{SECRET}-new"}))

    account.refresh_from_db()
    assert account.condition == AccountState.UNTESTED
    assert values_of(account.jar) == {"sessionid": f"{SECRET}-new"}


def test_two_accounts_of_a_platform_do_not_share_a_name(admin: Client) -> None:
    make_account("ours")
    other = make_account("theirs")

    assert "Another account of the platform has this name." in put_in(admin, text=exported())
    assert "Another account of the platform has this name." in put_in(admin, change_page(other), label="ours")


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (AccountState.EXPIRED, "The account is signed out."),
        (AccountState.CHALLENGED, "The platform wants to see a person."),
        (AccountState.REFUSED, "It rests for a while"),
    ],
)
def test_the_list_tells_what_to_do(admin: Client, state: AccountState, sentence: str) -> None:
    make_account(state=state)

    assert sentence in admin.get(LIST).text


def test_accounts_of_another_secret_key_are_shown_as_unreadable(admin: Client, settings: Settings) -> None:
    account = make_account()
    account.sealed = "gAAAAA-not-ours"
    account.save()

    assert "SECRET_KEY is not the one" in admin.get(LIST).text
    assert "SECRET_KEY is not the one" in admin.get(change_page(account)).text


@pytest.mark.parametrize(
    ("known", "word"), [(True, "The account “ours”: works."), (False, "The account “ours”: expired.")]
)
def test_a_button_asks_the_platform_at_once(admin: Client, house: House, known: bool, word: str) -> None:
    house.known = known
    account = make_account()

    assert "Check now" in admin.get(change_page(account)).text
    assert word in admin.post(f"{LIST}{account.pk}/act/check_now/", follow=True).text


def test_who_may_only_look_cannot_put_cookies_in(client: Client) -> None:
    user = User.objects.create_user("watcher", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_platformaccount"))
    client.force_login(user)
    account = make_account()

    page = client.get(change_page(account))
    assert page.status_code == 200
    assert 'name="text"' not in page.text
    assert client.get(ADD).status_code == 403
    assert client.post(change_page(account), {"label": "x", "text": exported()}).status_code == 403
    assert client.post(f"{LIST}{account.pk}/act/check_now/").status_code == 404


def test_the_pages_open_in_persian(admin: Client) -> None:
    account = make_account()
    with override("en"):  # the language that a request leaves behind is not for the next test
        for page in (LIST, ADD, change_page(account)):
            assert admin.get(page, headers={"Accept-Language": "fa"}).status_code == 200
