"""Accounts are lent to one borrower at a time, come back with their cookies, and may be set aside."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.cookiejar import Cookie
from itertools import pairwise

import pytest
from django.utils import timezone
from pytest_django import Settings

from jobs import providers
from jobs.cookies import (
    AccountState,
    ChallengedError,
    NoAccountError,
    PlatformAccount,
    SignedOutError,
    check,
    lent,
    parse,
)
from jobs.cookies.jar import make_cookie
from jobs.cookies.lending import REST_AFTER_REFUSAL
from jobs.errors import Code, Failure
from jobs.providers import SignIn
from tests.jobs.accounts import SECRET, YEAR_2100, House, exported, make_account, values_of
from tests.jobs.database_process import Processes

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
AT_ONCE = 0.0


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    """The platform, installed."""
    house = House()
    monkeypatch.setitem(providers._providers, house.name, house)
    return house


def cookie(name: str, value: str, domain: str = ".house.test", expires: int | None = None) -> Cookie:
    return make_cookie(domain=domain, path="/", name=name, value=value, secure=True, expires=expires)


def lent_ids(count: int) -> list[int]:
    ids = []
    for _ in range(count):
        with lent("house", AT_ONCE) as loan:
            ids.append(loan.account_id)
    return ids


# --- one at a time ---------------------------------------------------------------------------------


def test_nobody_gets_an_account_that_somebody_has() -> None:
    make_account()
    with lent("house"), pytest.raises(NoAccountError), lent("house", AT_ONCE):
        pytest.fail("lent twice")

    with lent("house", AT_ONCE) as loan:
        assert values_of(loan.jar) == {"sessionid": SECRET}


def test_several_accounts_are_used_in_turn() -> None:
    first, second, third = (make_account(label).pk for label in "abc")

    assert lent_ids(5) == [first, second, third, first, second]


def test_an_account_is_free_within_a_minute_of_its_borrowers_death() -> None:
    account = make_account()
    account.lend()  # and never a word again
    account.refresh_from_db()
    assert account.lent_until
    assert account.lent_until - timezone.now() < MINUTE
    with pytest.raises(NoAccountError), lent("house", AT_ONCE):
        pytest.fail("lent too early")

    PlatformAccount.objects.update(lent_until=timezone.now())

    assert lent_ids(1) == [account.pk]


def test_who_comes_back_too_late_changes_nothing_for_the_next() -> None:
    make_account()
    with lent("house") as late, ExitStack() as next_one:
        PlatformAccount.objects.update(lent_until=timezone.now())
        loan = next_one.enter_context(lent("house"))
        loan.jar.set_cookie(cookie("sessionid", "in time"))
        next_one.close()
        late.jar.set_cookie(cookie("sessionid", "late"))

    assert values_of(PlatformAccount.objects.get().jar) == {"sessionid": "in time"}


def test_between_two_uses_lies_the_platforms_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(House, "sign_in", SignIn("house.test", (("sessionid",),), pause_seconds=(20, 50)))
    make_account()

    lent_ids(1)

    (free_at,) = PlatformAccount.objects.values_list("free_at", flat=True)
    assert free_at
    assert 15 < (free_at - timezone.now()).total_seconds() < 50
    with pytest.raises(NoAccountError), lent("house", wait_seconds=10):
        pytest.fail("lent too early")


def test_processes_never_have_an_account_at_the_same_time(processes: Processes) -> None:
    processes.run("add_account")
    running = [processes.start("borrow", "5") for _ in range(4)]

    said = [process.communicate(timeout=120) for process in running]

    assert [errors for _, errors in said] == [""] * 4
    loans = sorted(tuple(map(int, line.split())) for output, _ in said for line in output.splitlines())
    assert len(loans) == 20
    assert all(end <= begin for (_, end), (begin, _) in pairwise(loans))


# --- what comes back -------------------------------------------------------------------------------


def test_cookies_that_the_platform_changes_are_written_back_encrypted() -> None:
    make_account()
    with lent("house") as loan:
        loan.jar.set_cookie(cookie("sessionid", "rotated", expires=YEAR_2100 - 1))
        loan.jar.set_cookie(cookie("token", "new"))
        loan.jar.set_cookie(cookie("tracker", "foreign", domain=".elsewhere.test"))

    account = PlatformAccount.objects.get()
    assert values_of(account.jar) == {"sessionid": "rotated", "token": "new"}
    assert account.expires_at == datetime.fromtimestamp(YEAR_2100 - 1, UTC)
    assert "rotated" not in account.sealed


def test_an_answer_is_a_success() -> None:
    make_account(last_error=Code.UPSTREAM_BLOCKED)

    lent_ids(1)

    account = PlatformAccount.objects.get()
    assert (account.condition, account.last_error, account.advice) == (AccountState.WORKS, "", "")
    assert account.last_success_at
    assert timezone.now() - account.last_success_at < MINUTE


@pytest.mark.parametrize(
    ("failure", "state", "error"),
    [
        (ChallengedError(), AccountState.CHALLENGED, Code.UPSTREAM_BLOCKED),
        (SignedOutError(), AccountState.EXPIRED, Code.LOGIN_REQUIRED),
        (Failure(Code.LOGIN_REQUIRED), AccountState.EXPIRED, Code.LOGIN_REQUIRED),
    ],
)
def test_an_account_that_the_platform_does_not_take_is_set_aside(
    failure: Failure, state: AccountState, error: Code, caplog: pytest.LogCaptureFixture
) -> None:
    account = make_account()
    with pytest.raises(Failure) as raised, lent("house"):
        raise failure

    assert raised.value is failure
    account.refresh_from_db()
    assert (account.condition, account.last_error) == (state, error)
    assert account.advice
    assert f"account {account.pk} of house is set aside: {state}" in caplog.text
    with pytest.raises(NoAccountError), lent("house", AT_ONCE):
        pytest.fail("lent again")


def test_an_account_whose_cookie_is_taken_back_is_signed_out_whatever_the_answer() -> None:
    make_account()
    with lent("house") as loan:
        loan.jar.clear(".house.test", "/", "sessionid")

    account = PlatformAccount.objects.get()
    assert (account.condition, account.last_error) == (AccountState.EXPIRED, Code.LOGIN_REQUIRED)


@pytest.mark.parametrize(("retry_after", "rest"), [(None, REST_AFTER_REFUSAL), (90, timedelta(seconds=90))])
def test_an_account_that_is_refused_rests_and_is_then_used_again(
    retry_after: int | None, rest: timedelta
) -> None:
    account = make_account()
    with pytest.raises(Failure), lent("house"):
        raise Failure(Code.UPSTREAM_BLOCKED, retry_after_seconds=retry_after)

    account.refresh_from_db()
    assert account.condition == AccountState.REFUSED
    assert account.free_at
    assert rest - MINUTE < account.free_at - timezone.now() < rest
    PlatformAccount.objects.update(free_at=timezone.now())
    assert lent_ids(1) == [account.pk]
    assert PlatformAccount.objects.get().condition == AccountState.WORKS


def test_where_more_is_asked_for_than_a_sign_in_nobody_is_taken_for_signed_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(House, "sign_in", SignIn("house.test", (("sessionid",),), asks_for_more=True))
    account = make_account(state=AccountState.WORKS)
    with pytest.raises(Failure), lent("house"):
        raise Failure(Code.LOGIN_REQUIRED)

    account.refresh_from_db()
    assert (account.condition, account.last_error) == (AccountState.WORKS, Code.LOGIN_REQUIRED)


@pytest.mark.parametrize(
    "error", [Failure(Code.NOT_FOUND), Failure(Code.UPSTREAM_ERROR), ZeroDivisionError()]
)
def test_what_is_not_the_accounts_fault_changes_nothing_but_frees_it(error: Exception) -> None:
    account = make_account(state=AccountState.WORKS)
    with pytest.raises(type(error)), lent("house"):
        raise error

    account.refresh_from_db()
    assert account.condition == AccountState.WORKS
    assert lent_ids(1) == [account.pk]


def test_an_account_beyond_its_time_has_expired_without_being_asked() -> None:
    account = make_account(expires_at=timezone.now())

    assert account.condition == AccountState.EXPIRED
    with pytest.raises(NoAccountError), lent("house", AT_ONCE):
        pytest.fail("lent")


def test_another_secret_key_makes_accounts_unreadable_and_nothing_else(settings: Settings) -> None:
    account = make_account()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another " * 8

    assert account.condition == AccountState.UNREADABLE
    assert account.advice.startswith("SECRET_KEY is not the one")
    with pytest.raises(NoAccountError), lent("house", AT_ONCE):
        pytest.fail("lent")

    settings.SECRET_KEY = old
    assert lent_ids(1) == [account.pk]


def test_new_cookies_replace_those_that_somebody_still_uses() -> None:
    account = make_account()
    with lent("house") as loan:
        columns = account.keep(parse(exported({"sessionid": "newer"}), House.sign_in), House.sign_in)
        account.save(update_fields=columns)
        loan.jar.set_cookie(cookie("sessionid", "older"))

    assert values_of(PlatformAccount.objects.get().jar) == {"sessionid": "newer"}


# --- a check ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "state"),
    [(True, AccountState.WORKS), (False, AccountState.EXPIRED), (None, AccountState.UNTESTED)],
)
def test_a_check_asks_the_platform(house: House, known: bool | None, state: AccountState) -> None:
    house.known = known
    account = make_account(state=AccountState.CHALLENGED, free_at=timezone.now() + MINUTE)

    assert check(account) == state


def test_a_platform_without_accounts_has_none_to_lend() -> None:
    with pytest.raises(NoAccountError), lent("nowhere"):
        pytest.fail("lent")
