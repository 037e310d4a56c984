"""A pause that a platform has asked for."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PlatformPauseQuerySet(models.QuerySet["PlatformPause"]):
    """The vocabulary for pauses."""

    def in_force(self) -> Self:
        """Pauses that are not over."""
        return self.filter(until__gt=timezone.now())

    def prolong(self, provider: str, until: datetime) -> None:
        """Pause the platform until then at least: a longer pause stays."""
        self.get_or_create(provider=provider, defaults={"until": until})
        self.filter(provider=provider, until__lt=until).update(until=until)


class PlatformPause(models.Model):
    """A platform that told us to slow down: nobody asks it for anything until then."""

    provider = models.CharField(_("platform"), max_length=32, primary_key=True)
    until = models.DateTimeField(_("until"))

    objects = PlatformPauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("platform pause")
        verbose_name_plural = _("platform pauses")

    def __str__(self) -> str:
        return f"{self.provider}: {self.until:%H:%M:%S}"
