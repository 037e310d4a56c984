"""Filters of the list of jobs."""

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Job
from ..providers import job_types
from . import cells


class WordFilter(admin.SimpleListFilter):
    """By a column whose words the installed platforms define: asking the table for them would be slow."""

    parameter_name: str

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        """The jobs with the word asked for."""
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class TypeFilter(WordFilter):
    """By the kind of request."""

    title = _("type")
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """The words of the API."""
        return [(word, word) for word in job_types()]


class PlatformFilter(WordFilter):
    """By platform."""

    title = _("platform")
    parameter_name = "provider"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """The installed platforms."""
        return [(provider, cells.platform(provider)) for provider in settings.PLATFORMS]
