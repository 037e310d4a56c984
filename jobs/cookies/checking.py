"""Asks a platform whether it takes an account's cookies, before something needs them."""

import contextlib

from ..errors import Failure
from ..providers import provider_named
from .account import AccountState, PlatformAccount
from .lending import NoAccountError, SignedOutError, lent

WAIT_SECONDS = 10.0


def check(account: PlatformAccount) -> AccountState:
    """The account's condition after a question to the platform; one that was set aside gets another chance.

    It stays as it was where the platform has no easy way to tell, or somebody else uses the account.
    """
    account.use_again()
    # What the platform said is noted when the loan ends.
    with (
        contextlib.suppress(NoAccountError, Failure),
        lent(account.provider, WAIT_SECONDS, only=account.pk) as loan,
    ):
        known = provider_named(account.provider).knows_account(loan.jar)
        if known is None:
            raise NoAccountError
        if not known:
            raise SignedOutError
    account.refresh_from_db()
    return account.condition
