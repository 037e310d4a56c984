"""`manage.py worker`: workers alone, for further machines that share the database."""

from typing import Any

from django.core.management.base import BaseCommand

from jobs import engine, supervisor


class Command(BaseCommand):
    """Runs the workers until Ctrl-C or SIGTERM."""

    help = "Runs the workers alone, for further machines that share the database."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        engine.ensure_schedules()
        supervisor.Supervisor([("queue", supervisor.run_queue), ("recovery", supervisor.run_recovery)]).run()
