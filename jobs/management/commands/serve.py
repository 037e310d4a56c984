"""`manage.py serve`: web and workers under one supervisor."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from jobs import accounts, engine, supervisor


class Command(BaseCommand):
    """Prepares the database, then runs everything until Ctrl-C or SIGTERM."""

    help = "Runs the web server and the workers until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        self._ensure_address_is_free()
        call_command("migrate", interactive=False, verbosity=0)
        if settings.ADMIN_PASSWORD:
            accounts.ensure_admin(settings.ADMIN_PASSWORD)
        engine.ensure_schedules()
        self.stdout.write(f"Open http://{settings.HOST}:{settings.PORT}/ - stop with Ctrl-C")
        supervisor.Supervisor(
            [
                ("web", supervisor.run_web),
                ("queue", supervisor.run_queue),
                ("recovery", supervisor.run_recovery),
            ]
        ).run()

    def _ensure_address_is_free(self) -> None:
        try:
            supervisor.ensure_address_is_free()
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {settings.HOST}, port {settings.PORT}: {error.strerror}. "
                f"Set what is free here, such as PORT={_another(settings.PORT)}"
            ) from error


def _another(port: int) -> int:
    """One that nobody has to be root for."""
    return port + 1 if 1024 <= port < 65535 else 8000
