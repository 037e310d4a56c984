"""The app that keeps and runs jobs, whatever the platform."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Loads each platform's `provider.py`, as Django's admin does with `admin.py`."""

    name = "jobs"
    verbose_name = _("Downloads")

    def ready(self) -> None:
        autodiscover_modules("provider")
        from . import checks  # noqa: F401, PLC0415 - registers the system checks
