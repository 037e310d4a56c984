"""Accounts as rows, and a platform that takes them, for tests that need no network."""

from collections.abc import Mapping
from typing import Any, ClassVar

from jobs.cookies import AccountJar, PlatformAccount, parse
from jobs.providers import DownloadContext, ItemRequest, Product, Provider, SignIn

SECRET = "hush-4f1c9a"
YEAR_2100 = 4_102_444_800


class House(Provider):
    """A platform where one cookie is enough; who is known there is up to the test."""

    name = "house"
    job_types = ()
    sign_in: ClassVar[SignIn] = SignIn(domain="house.test", proofs=(("sessionid",),), lone_cookie="sessionid")
    known: bool | None = True

    def download(self, item: ItemRequest, context: DownloadContext) -> list[Product]:
        """Nothing."""
        return []

    def knows_account(self, cookies: AccountJar) -> bool | None:
        """What the test says."""
        return self.known


def exported(
    values: Mapping[str, str] | None = None, *, domain: str = ".house.test", expires: object = YEAR_2100
) -> str:
    """A cookies.txt as a browser exports it."""
    values = {"sessionid": SECRET} if values is None else values
    lines = [f"{domain}\tTRUE\t/\tTRUE\t{expires}\t{name}\t{value}" for name, value in values.items()]
    return "\n".join(["# Netscape HTTP Cookie File", "", *lines, ""])


def make_account(label: str = "ours", text: str = "", **fields: Any) -> PlatformAccount:
    """An account of the house."""
    account = PlatformAccount(provider=House.name, label=label)
    account.keep(parse(text or exported(), House.sign_in), House.sign_in)
    for name, value in fields.items():
        setattr(account, name, value)
    account.save()
    return account


def values_of(jar: AccountJar) -> dict[str, str]:
    """A jar's cookies by their names."""
    return {cookie.name: str(cookie.value) for cookie in jar}
