"""YouTube."""

from django.apps import AppConfig


class YouTubeConfig(AppConfig):
    """The platform's app; its `provider.py` is loaded by the jobs app."""

    name = "youtube"
    verbose_name = "YouTube"
