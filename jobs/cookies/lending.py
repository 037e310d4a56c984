"""Accounts are lent to one borrower at a time, over all processes and machines, with pauses in between."""

import logging
import random
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, connections
from django.utils import timezone

from .. import outages
from ..errors import Code, Failure
from ..providers import SignIn, sign_ins
from .account import AccountState, PlatformAccount, PlatformAccountQuerySet
from .jar import AccountJar, jar_of, proves

logger = logging.getLogger(__name__)

WAIT_SECONDS = 120.0
LOOK_SECONDS = 0.1
RENEW_SECONDS = 10.0
REST_AFTER_REFUSAL = timedelta(minutes=5)


class ChallengedError(Failure):
    """The platform wants to see a person: the account is set aside until one has shown up."""

    def __init__(self) -> None:
        super().__init__(Code.UPSTREAM_BLOCKED)


class SignedOutError(Failure):
    """The platform does not know the account's session any more: it is set aside until it has new cookies."""

    def __init__(self) -> None:
        super().__init__(Code.LOGIN_REQUIRED)


class NoAccountError(Exception):
    """There is no account to lend, or none gets free in time."""


@dataclass(frozen=True)
class Loan:
    """A borrowed account. `jar` goes to yt-dlp or becomes a requests session's `cookies`.

    What the platform changes in the jar is written back when the loan ends.
    """

    account_id: int
    jar: AccountJar


@contextmanager
def lent(
    provider: str,
    wait_seconds: float = WAIT_SECONDS,
    *,
    only: int | None = None,
    besides: Collection[int] = (),
) -> Iterator[Loan]:
    """Borrow the platform's account that was used longest ago, for one question. Raises NoAccountError.

    `only` and `besides` are ids of accounts. A Failure that leaves the block tells how the account fared: a
    ChallengedError or SignedOutError sets it aside, a refusal lets it rest. Other exceptions tell nothing.
    """
    sign_in = sign_ins().get(provider)
    if sign_in is None:
        raise NoAccountError
    candidates = PlatformAccount.objects.usable(provider).exclude(pk__in=besides)
    if only is not None:
        candidates = candidates.filter(pk=only)
    account, token = _borrow(candidates, time.monotonic() + wait_seconds)
    jar = account.jar
    failure: Failure | None = None
    finished = False
    try:
        with _renewed(account, token):
            yield Loan(account.pk, jar)
        finished = True
    except Failure as raised:
        failure = raised
        raise
    finally:
        outcome = _outcome(jar, sign_in, failure) if finished or failure else {}
        rest = _rest(sign_in, failure)
        with outages.tolerated():  # else the lease runs out by itself
            account.give_back(token, jar_of(jar, sign_in), sign_in, rest, **outcome)
        release_connection()
        if outcome.get("state") in (AccountState.EXPIRED, AccountState.CHALLENGED):
            logger.warning("account %s of %s is set aside: %s", account.pk, provider, outcome["state"])


def _borrow(candidates: PlatformAccountQuerySet, deadline: float) -> tuple[PlatformAccount, UUID]:
    while True:
        accounts = [account for account in candidates.all() if account.is_readable]
        for account in accounts:
            if token := account.lend():
                account.refresh_from_db()  # the last borrower may have changed its cookies meanwhile
                release_connection()
                return account, token
        if not any(_may_get_free(account, deadline) for account in accounts):
            release_connection()
            raise NoAccountError
        time.sleep(LOOK_SECONDS)


def _may_get_free(account: PlatformAccount, deadline: float) -> bool:
    """Whether waiting until `deadline` has a chance: a loan may end at any time, a rest does not."""
    rest = (account.free_at - timezone.now()).total_seconds() if account.free_at else 0.0
    return time.monotonic() + max(rest, LOOK_SECONDS) < deadline


def _outcome(jar: AccountJar, sign_in: SignIn, failure: Failure | None) -> dict[str, Any]:
    """What an answer, or the lack of one, tells of the account."""
    told = {"last_error": failure.code if failure else ""}
    if isinstance(failure, ChallengedError):
        return {**told, "state": AccountState.CHALLENGED}
    if isinstance(failure, SignedOutError) or not proves(jar, sign_in):
        return {"last_error": Code.LOGIN_REQUIRED, "state": AccountState.EXPIRED}
    if failure is None:
        return {**told, "state": AccountState.WORKS, "last_success_at": timezone.now()}
    if failure.code == Code.LOGIN_REQUIRED and not sign_in.asks_for_more:
        return {**told, "state": AccountState.EXPIRED}
    if failure.code == Code.UPSTREAM_BLOCKED:
        return {**told, "state": AccountState.REFUSED}
    return told


def _rest(sign_in: SignIn, failure: Failure | None) -> timedelta:
    """How long the account is left alone: for a little while always, and longer where it was refused."""
    if failure is not None and failure.code == Code.UPSTREAM_BLOCKED:
        seconds = failure.retry_after_seconds
        return REST_AFTER_REFUSAL if seconds is None else timedelta(seconds=seconds)
    return timedelta(seconds=random.uniform(*sign_in.pause_seconds))  # noqa: S311 - as irregular as a person


@contextmanager
def _renewed(account: PlatformAccount, token: UUID) -> Iterator[None]:
    """Keep the loan while the block runs; a process that dies keeps it no longer."""
    done = threading.Event()
    thread = threading.Thread(target=_keep_renewing, args=(account, token, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()


def _keep_renewing(account: PlatformAccount, token: UUID, done: threading.Event) -> None:
    while not done.wait(RENEW_SECONDS):
        with outages.tolerated():
            if not account.renew(token):
                break
        connections.close_all()


def release_connection() -> None:
    """Questions are asked in threads of their own, whose connections nobody else gives back."""
    if not connection.in_atomic_block:
        connection.close()
