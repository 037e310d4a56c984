"""Accounts of platforms: their cookies, encrypted, whether they work, and who uses them now.

An account has one borrower at a time, whoever holds its `token`, until `lent_until`. As with items, all
changes are conditional updates, so that of two processes only one can win.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..providers import SignIn
from .jar import AccountJar, dump, expiry, load
from .sealing import UnreadableError, seal, unseal


class AccountState(models.TextChoices):
    """What is known of an account."""

    UNTESTED = "untested", _("not used yet")
    WORKS = "works", _("works")
    EXPIRED = "expired", _("expired")
    REFUSED = "refused", _("refused")
    CHALLENGED = "challenged", _("challenged")
    UNREADABLE = "unreadable", _("unreadable")


# What the operator can do. An account that works needs nothing.
ADVICE: Mapping[str, Promise] = {
    AccountState.UNTESTED: _("Nothing has needed this account yet."),
    AccountState.EXPIRED: _(
        "The account is signed out. Sign in again in a browser, export its cookies and put them here."
    ),
    AccountState.REFUSED: _(
        "The platform refused the account's last request. It rests for a while and is then used again."
    ),
    AccountState.CHALLENGED: _(
        "The platform wants to see a person. Open it in a browser with this account and do what it asks, "
        "then choose “Check now” here."
    ),
    AccountState.UNREADABLE: _(
        "SECRET_KEY is not the one these cookies were encrypted with. Set the old key again, or put the "
        "account's cookies here once more."
    ),
}
_SET_ASIDE = (AccountState.EXPIRED, AccountState.CHALLENGED)


class PlatformAccountQuerySet(models.QuerySet["PlatformAccount"]):
    """The vocabulary for accounts."""

    def usable(self, provider: str) -> Self:
        """A platform's accounts that are not set aside, the one that was used longest ago first."""
        lasts = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        return (
            self.filter(lasts, provider=provider)
            .exclude(state__in=_SET_ASIDE)
            .order_by(F("lent_at").asc(nulls_first=True), "pk")
        )

    def free(self) -> Self:
        """Those that nobody uses and that need no more rest."""
        now = timezone.now()
        return self.filter(Q(lent_until=None) | Q(lent_until__lte=now), Q(free_at=None) | Q(free_at__lte=now))


class PlatformAccount(models.Model):
    """An account that somebody is signed in to: used for what cannot be seen without one."""

    # A borrower that dies frees the account so much later.
    LEASE = timedelta(seconds=45)

    provider = models.CharField(_("platform"), max_length=32)
    label = models.CharField(
        _("name"),
        max_length=64,
        help_text=_("A name of your own for the account. Neither passwords nor cookies."),
    )
    sealed = models.TextField(editable=False)
    state = models.CharField(
        _("state"),
        max_length=16,
        choices=AccountState.choices,
        default=AccountState.UNTESTED,
        editable=False,
    )
    expires_at = models.DateTimeField(_("expires"), null=True, editable=False)
    last_success_at = models.DateTimeField(_("last success"), null=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=32, blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    token = models.UUIDField(null=True, editable=False)
    lent_at = models.DateTimeField(_("last used"), null=True, editable=False)
    lent_until = models.DateTimeField(null=True, editable=False)
    free_at = models.DateTimeField(_("rests until"), null=True, editable=False)

    objects = PlatformAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["provider", "label"]
        constraints = [models.UniqueConstraint(fields=["provider", "label"], name="account_label")]

    def __str__(self) -> str:
        return self.label

    # --- its cookies

    @property
    def jar(self) -> AccountJar:
        """Its cookies. Raises UnreadableError."""
        return load(unseal(self.sealed))

    @property
    def is_readable(self) -> bool:
        """False where SECRET_KEY has changed."""
        try:
            unseal(self.sealed)
        except UnreadableError:
            return False
        return True

    def keep(self, jar: AccountJar, sign_in: SignIn) -> list[str]:
        """Take cookies that a person has put in; returns the names of the fields to save.

        Whoever still uses the old ones cannot write them back.
        """
        fields: dict[str, Any] = {
            **_stored(jar, sign_in),
            "state": AccountState.UNTESTED,
            "last_error": "",
            "token": None,
            "lent_until": None,
            "free_at": None,
        }
        for name, value in fields.items():
            setattr(self, name, value)
        return list(fields)

    # --- its state

    @property
    def condition(self) -> AccountState:
        """Its state, and what nobody has to tell: that it is over, or that it cannot be read."""
        if not self.is_readable:
            return AccountState.UNREADABLE
        if self.expires_at and self.expires_at <= timezone.now():
            return AccountState.EXPIRED
        return AccountState(self.state)

    @property
    def advice(self) -> str:
        """What the operator can do about its condition; empty where nothing needs to be done."""
        return str(ADVICE.get(self.condition, ""))

    # --- one borrower at a time

    def lend(self) -> uuid.UUID | None:
        """The token of whoever may use it from now on; None where somebody else was quicker."""
        token, now = uuid.uuid4(), timezone.now()
        lent = (
            PlatformAccount.objects.usable(self.provider)
            .free()
            .filter(pk=self.pk)
            .update(token=token, lent_at=now, lent_until=now + self.LEASE)
        )
        return token if lent else None

    def renew(self, token: uuid.UUID) -> bool:
        """Keep it for another while; False where it is no longer this borrower's."""
        return bool(self._lent_to(token).update(lent_until=timezone.now() + self.LEASE))

    def give_back(
        self, token: uuid.UUID, jar: AccountJar, sign_in: SignIn, rest: timedelta, **outcome: Any
    ) -> None:
        """End the loan with the cookies as they are now; `outcome` are fields that tell how it went.

        Nothing happens where it is no longer this borrower's.
        """
        self._lent_to(token).update(
            **_stored(jar, sign_in),
            **outcome,
            token=None,
            lent_until=None,
            free_at=timezone.now() + rest if rest else None,
        )

    def use_again(self) -> None:
        """Give an account that was refused or set aside another chance."""
        PlatformAccount.objects.filter(pk=self.pk, state__in=(AccountState.REFUSED, *_SET_ASIDE)).update(
            state=AccountState.UNTESTED, free_at=None
        )

    def _lent_to(self, token: uuid.UUID) -> PlatformAccountQuerySet:
        return PlatformAccount.objects.filter(pk=self.pk, token=token)


def _stored(jar: AccountJar, sign_in: SignIn) -> dict[str, Any]:
    return {"sealed": seal(dump(jar)), "expires_at": expiry(jar, sign_in)}
