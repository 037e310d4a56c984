"""Instagram."""

from django.apps import AppConfig


class InstagramConfig(AppConfig):
    """The platform's app; its `provider.py` is loaded by the jobs app."""

    name = "instagram"
    verbose_name = "Instagram"
