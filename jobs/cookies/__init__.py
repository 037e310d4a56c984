"""Cookies of signed-in accounts: stored encrypted, lent to one borrower at a time, never shown again."""

from .account import ADVICE, AccountState, PlatformAccount, PlatformAccountQuerySet
from .asking import answered, forget
from .checking import check
from .jar import AccountJar
from .lending import ChallengedError, Loan, NoAccountError, SignedOutError, lent
from .parsing import MAX_BYTES, CookiesError, parse

__all__ = [
    "ADVICE",
    "MAX_BYTES",
    "AccountJar",
    "AccountState",
    "ChallengedError",
    "CookiesError",
    "Loan",
    "NoAccountError",
    "PlatformAccount",
    "PlatformAccountQuerySet",
    "SignedOutError",
    "answered",
    "check",
    "forget",
    "lent",
    "parse",
]
