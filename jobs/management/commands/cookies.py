"""`manage.py cookies`: the admin's accounts, from a shell. Cookies are never arguments, which `ps` shows."""

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from jobs.cookies import MAX_BYTES, CookiesError, PlatformAccount, check, parse
from jobs.providers import sign_ins


class Command(BaseCommand):
    """Lists, adds, checks and removes accounts."""

    help = "Lists, adds, checks and removes the cookies of signed-in accounts."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="all accounts and their states")
        add = commands.add_parser("add", help="add an account, or give one new cookies")
        add.add_argument("platform", choices=list(sign_ins()))
        add.add_argument("name", help="a name of your own for the account")
        add.add_argument(
            "file",
            nargs="?",
            default="-",
            help="a cookies.txt file; without it, what comes from standard input",
        )
        for name, help_text in (
            ("check", "ask the platform whether it takes the account's cookies"),
            ("remove", "forget the account and its cookies"),
        ):
            commands.add_parser(name, help=help_text).add_argument("id", type=int)

    def handle(self, *args: Any, command: str, **options: Any) -> None:
        getattr(self, f"_{command}")(**options)

    def _list(self, **_options: Any) -> None:
        for account in PlatformAccount.objects.all():
            self._show(account)

    def _add(self, platform: str, name: str, file: str, **_options: Any) -> None:
        sign_in = sign_ins()[platform]
        account = PlatformAccount.objects.filter(provider=platform, label=name).first()
        account = account or PlatformAccount(provider=platform, label=name)
        try:
            columns = account.keep(parse(_read(file), sign_in), sign_in)
            account.clean_fields()
        except CookiesError as error:
            raise CommandError(str(error)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        account.save(update_fields=columns if account.pk else None)
        self._show(account)

    def _check(self, id: int, **_options: Any) -> None:  # noqa: A002 - the argument's name
        account = self._find(id)
        check(account)
        self._show(account)

    def _remove(self, id: int, **_options: Any) -> None:  # noqa: A002 - the argument's name
        self._find(id).delete()

    def _find(self, account_id: int) -> PlatformAccount:
        account = PlatformAccount.objects.filter(pk=account_id).first()
        if account is None:
            raise CommandError(_("There is no account with this id. `cookies list` shows those there are."))
        return account

    def _show(self, account: PlatformAccount) -> None:
        words = (account.pk, account.provider, account.label, account.condition.value, account.advice)
        self.stdout.write("\t".join(map(str, words)).rstrip())


def _read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if file == "-" else _head_of(Path(file))
        return data.decode()
    except UnicodeDecodeError:
        raise CommandError(_("This is no cookies.txt file: it is not text.")) from None
    except OSError as error:
        raise CommandError(str(error)) from None


def _head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
