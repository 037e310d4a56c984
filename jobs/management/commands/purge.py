"""`manage.py purge`: what the schedule does every minute, now."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from jobs.purge import purge


class Command(BaseCommand):
    """Purge, and print what was removed."""

    help = "Delete expired files and all else whose time is over."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, count in asdict(purge()).items():
            self.stdout.write(f"{what.replace('_', ' ')}: {count}")
