"""`manage.py recover`: once, what the workers do every two seconds."""

from typing import Any

from django.core.management.base import BaseCommand

from jobs import engine


class Command(BaseCommand):
    """Gives the items of dead runners to living workers."""

    help = "Gives the downloads of dead workers to living ones, once."

    def handle(self, *args: Any, **options: Any) -> None:
        engine.recover()
