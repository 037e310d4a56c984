"""Questions are asked without an account first, and with one where that is refused."""

import logging
from collections.abc import Callable
from typing import Any, TypeAlias

from .. import extraction
from ..errors import Code, Failure
from ..extraction import Patience
from .account import PlatformAccount
from .jar import AccountJar
from .lending import WAIT_SECONDS, ChallengedError, NoAccountError, lent, release_connection

logger = logging.getLogger(__name__)

# Refusals that an account may lift.
LIFTED = (Code.LOGIN_REQUIRED, Code.PRIVATE, Code.MEMBERS_ONLY, Code.UPSTREAM_BLOCKED)
# One account may see what another may not; but each further one is noticed by the platform.
MAX_ACCOUNTS_ASKED = 3

Ask: TypeAlias = Callable[[AccountJar | None], dict[str, Any]]


def answered(provider: str, key: str, ask: Ask, patience: Patience | None = None) -> dict[str, Any]:
    """The answer to `key`, kept and shared as in `extraction.shared`; `ask` gets no cookies, or an account's.

    Answers that took an account are kept apart, and are out of reach when the accounts change. Raises
    Failure: what the platform said, not what an account's own trouble was.
    """
    try:
        return extraction.shared(key, lambda: ask(None), _left(patience))
    except Failure as failure:
        refusal = failure
    accounts = _accounts(provider) if refusal.code in LIFTED else []
    if not accounts:
        raise refusal
    try:
        return extraction.shared(
            _key(key, accounts), lambda: _ask_signed_in(provider, ask, refusal, patience), _left(patience)
        )
    except NoAccountError:
        raise refusal from None


def forget(provider: str, key: str) -> None:
    """The next one asks anew, whoever was asked and how."""
    extraction.forget(key)
    if accounts := _accounts(provider):
        extraction.forget(_key(key, accounts))


def _accounts(provider: str) -> list[int]:
    accounts = sorted(PlatformAccount.objects.usable(provider).values_list("pk", flat=True))
    release_connection()
    return accounts


def _key(key: str, accounts: list[int]) -> str:
    return f"{key}\nwith one of the accounts {accounts}"


def _left(patience: Patience | None) -> float | None:
    return None if patience is None else patience.left_seconds


def _ask_signed_in(provider: str, ask: Ask, refusal: Failure, patience: Patience | None) -> dict[str, Any]:
    """Ask with one account after the other.

    Raises `refusal`, or what was said of the thing asked for; NoAccountError, which is not kept, where no
    account could be asked.
    """
    tried: list[int] = []
    while len(tried) < MAX_ACCOUNTS_ASKED:
        try:
            with lent(provider, _wait_seconds(patience), besides=tried) as loan:
                tried.append(loan.account_id)
                logger.info(
                    "%s refused with %s: asking with account %s", provider, refusal.code, loan.account_id
                )
                return ask(loan.jar)
        except NoAccountError:
            if tried:
                break
            raise
        except Failure as failure:
            if failure.code not in LIFTED:
                raise
            if not _is_about_account(failure):
                refusal = failure
    raise refusal


def _wait_seconds(patience: Patience | None) -> float:
    """How long to wait for an account, so that there is time left to ask."""
    return WAIT_SECONDS if patience is None else patience.left_seconds / 2


def _is_about_account(failure: Failure) -> bool:
    """Whether it tells of the account's trouble, and nothing of the thing asked for."""
    return isinstance(failure, ChallengedError) or failure.code in (
        Code.UPSTREAM_BLOCKED,
        Code.LOGIN_REQUIRED,
    )
