"""Questions are asked as a stranger first, and with an account where that is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches

from jobs import cookies, providers
from jobs.cookies import (
    AccountJar,
    AccountState,
    ChallengedError,
    PlatformAccount,
    asking,
    lent,
)
from jobs.errors import Code, Failure
from tests.jobs.accounts import House, exported, make_account, values_of

pytestmark = pytest.mark.django_db

STRANGER = "stranger"


class Platform:
    """Answers, or refuses, whoever asks; remembers who did by the value of the cookie."""

    def __init__(self, **answers: Failure) -> None:
        self.refusals = answers
        self.asked: list[str] = []

    def __call__(self, jar: AccountJar | None) -> dict[str, Any]:
        who = STRANGER if jar is None else values_of(jar)["sessionid"]
        self.asked.append(who)
        if who in self.refusals:
            raise self.refusals[who]
        return {"seen by": who}


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(providers._providers, House.name, House())
    caches["extractions"].clear()
    yield
    caches["extractions"].clear()


def ask(platform: Platform, key: str = "question") -> dict[str, Any]:
    return cookies.answered(House.name, key, platform)


def test_what_strangers_may_see_takes_no_account() -> None:
    make_account()
    platform = Platform()

    assert ask(platform) == {"seen by": STRANGER}
    assert platform.asked == [STRANGER]


@pytest.mark.parametrize(
    "code", [Code.LOGIN_REQUIRED, Code.PRIVATE, Code.MEMBERS_ONLY, Code.UPSTREAM_BLOCKED]
)
def test_what_strangers_may_not_see_is_asked_again_with_an_account(code: Code) -> None:
    make_account(text=exported({"sessionid": "anna"}))
    platform = Platform(stranger=Failure(code))

    assert ask(platform) == {"seen by": "anna"}
    assert platform.asked == [STRANGER, "anna"]


@pytest.mark.parametrize("code", [Code.NOT_FOUND, Code.GEO_RESTRICTED, Code.UPSTREAM_ERROR])
def test_what_an_account_cannot_lift_is_not_asked_again(code: Code) -> None:
    make_account()
    platform = Platform(stranger=Failure(code))

    with pytest.raises(Failure) as raised:
        ask(platform)

    assert (raised.value.code, platform.asked) == (code, [STRANGER])


def test_an_answer_is_kept_for_the_next_who_asks_without_borrowing_again() -> None:
    make_account(text=exported({"sessionid": "anna"}))
    platform = Platform(stranger=Failure(Code.PRIVATE))
    ask(platform)

    with lent(House.name):
        assert ask(platform) == {"seen by": "anna"}

    assert platform.asked == [STRANGER, "anna"]


def test_an_answer_is_out_of_reach_once_its_account_is_gone() -> None:
    platform = Platform(stranger=Failure(Code.PRIVATE))
    make_account()
    ask(platform)
    PlatformAccount.objects.all().delete()

    with pytest.raises(Failure):
        ask(platform)


def test_forgotten_answers_are_asked_anew_with_and_without_an_account() -> None:
    make_account(text=exported({"sessionid": "anna"}))
    platform = Platform(stranger=Failure(Code.PRIVATE))
    ask(platform)
    cookies.forget(House.name, "question")

    ask(platform)

    assert platform.asked == [STRANGER, "anna"] * 2


def test_an_account_in_trouble_is_followed_by_another_and_set_aside() -> None:
    make_account("a", exported({"sessionid": "anna"}))
    make_account("b", exported({"sessionid": "bert"}))
    platform = Platform(stranger=Failure(Code.LOGIN_REQUIRED), anna=ChallengedError())

    assert ask(platform) == {"seen by": "bert"}
    assert [each.condition for each in PlatformAccount.objects.all()] == [
        AccountState.CHALLENGED,
        AccountState.WORKS,
    ]


def test_without_an_account_that_helps_the_platforms_own_refusal_stands() -> None:
    make_account("a", exported({"sessionid": "anna"}))
    make_account("b", exported({"sessionid": "bert"}))
    platform = Platform(
        stranger=Failure(Code.LOGIN_REQUIRED), anna=ChallengedError(), bert=Failure(Code.UPSTREAM_BLOCKED)
    )

    with pytest.raises(Failure) as raised:
        ask(platform)

    assert raised.value.code == Code.LOGIN_REQUIRED
    assert platform.asked == [STRANGER, "anna", "bert"]


def test_what_an_account_is_told_of_the_thing_itself_is_the_better_answer() -> None:
    make_account(text=exported({"sessionid": "anna"}))
    platform = Platform(stranger=Failure(Code.UPSTREAM_BLOCKED), anna=Failure(Code.MEMBERS_ONLY))

    with pytest.raises(Failure) as raised:
        ask(platform)

    assert raised.value.code == Code.MEMBERS_ONLY


def test_who_waits_too_long_for_an_account_gets_the_refusal_and_may_ask_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "WAIT_SECONDS", 0.0)
    make_account(text=exported({"sessionid": "anna"}))
    platform = Platform(stranger=Failure(Code.PRIVATE))
    with lent(House.name), pytest.raises(Failure) as raised:
        ask(platform)

    assert raised.value.code == Code.PRIVATE
    assert ask(platform) == {"seen by": "anna"}


def test_at_most_three_accounts_are_asked() -> None:
    names = ("anna", "bert", "cleo", "dora")
    for name in names:
        make_account(name, exported({"sessionid": name}))
    platform = Platform(**dict.fromkeys((STRANGER, *names), Failure(Code.PRIVATE)))

    with pytest.raises(Failure):
        ask(platform)

    assert platform.asked == [STRANGER, "anna", "bert", "cleo"]
