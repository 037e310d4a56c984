"""The only place that asks Instagram: by instaloader, and by yt-dlp where Instagram refuses that."""

from .asking import NAME, forget, forget_stories, knows_account, post, profile, stories
from .extractor import PLATFORM

__all__ = [
    "NAME",
    "PLATFORM",
    "forget",
    "forget_stories",
    "knows_account",
    "post",
    "profile",
    "stories",
]
