"""`manage.py cookies`: what the admin does with accounts, from a shell."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from jobs import providers
from jobs.cookies import AccountState, PlatformAccount
from tests.jobs.accounts import SECRET, House, exported, make_account, values_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    """The platform, installed."""
    house = House()
    monkeypatch.setitem(providers._providers, house.name, house)
    return house


def run(*arguments: str) -> str:
    """What the command prints."""
    printed = io.StringIO()
    call_command("cookies", *arguments, stdout=printed)
    assert SECRET not in printed.getvalue()
    return printed.getvalue()


def test_cookies_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text(exported())

    printed = run("add", "house", "ours", str(file))

    account = PlatformAccount.objects.get()
    assert values_of(account.jar) == {"sessionid": SECRET}
    assert printed == f"{account.pk}\thouse\tours\tuntested\tNothing has needed this account yet.\n"


def test_cookies_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(exported().encode()))
    monkeypatch.setattr("sys.stdin", stdin)

    run("add", "house", "ours")

    assert values_of(PlatformAccount.objects.get().jar) == {"sessionid": SECRET}


def test_the_same_name_gets_new_cookies(tmp_path: Path) -> None:
    account = make_account("ours", state=AccountState.EXPIRED)
    file = tmp_path / "cookies.txt"
    file.write_text(exported({"sessionid": "newer"}))

    run("add", "house", "ours", str(file))

    account.refresh_from_db()
    assert account.condition == AccountState.UNTESTED
    assert values_of(account.jar) == {"sessionid": "newer"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (exported({"theme": SECRET}).encode(), "Nobody is signed in with these cookies"),
        (b"\xff", "it is not text"),
        (None, "No such file"),
    ],
    ids=["useless", "binary", "missing"],
)
def test_what_is_of_no_use_is_refused(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "cookies.txt"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CommandError, match=sentence) as raised:
        run("add", "house", "ours", str(file))

    assert SECRET not in str(raised.value)
    assert not PlatformAccount.objects.exists()


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text(exported())

    with pytest.raises(CommandError, match="at most 64 characters"):
        run("add", "house", "x" * 65, str(file))


def test_the_list_shows_states_only() -> None:
    account = make_account("ours", state=AccountState.WORKS)
    make_account("theirs", state=AccountState.EXPIRED)

    first, second = run("list").splitlines()

    assert first == f"{account.pk}\thouse\tours\tworks"
    assert "expired\tThe account is signed out." in second


@pytest.mark.parametrize(("known", "state"), [(True, "works"), (False, "expired")])
def test_a_check_asks_the_platform(house: House, known: bool, state: str) -> None:
    house.known = known
    account = make_account()

    assert run("check", str(account.pk)).split("\t")[3].strip() == state


def test_a_removed_account_is_gone() -> None:
    account = make_account()

    run("remove", str(account.pk))

    assert not PlatformAccount.objects.exists()


@pytest.mark.parametrize("command", ["check", "remove"])
def test_an_unknown_account_is_told(command: str) -> None:
    with pytest.raises(CommandError, match="There is no account with this id"):
        run(command, "4711")


def test_a_platform_without_accounts_is_refused() -> None:
    with pytest.raises(CommandError, match="invalid choice: 'elsewhere'"):
        run("add", "elsewhere", "ours")
