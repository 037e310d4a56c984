"""Pauses: platforms that told us to slow down. Deleting a pause lifts it."""

from django.contrib import admin
from django.contrib.admin.actions import delete_selected
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from ..models import PlatformPause
from . import cells
from .read_only import ReadOnlyAdmin


@admin.register(PlatformPause)
class PlatformPauseAdmin(ReadOnlyAdmin[PlatformPause]):
    """One row for each platform that was ever paused."""

    list_display = ("platform", "ends")
    fields = ("platform", "ends", "until")
    actions = ("delete_selected",)

    @admin.display(description=_("platform"))
    def platform(self, pause: PlatformPause) -> str:
        """The platform's name."""
        return cells.platform(pause.provider)

    @admin.display(description=_("ends"))
    def ends(self, pause: PlatformPause) -> str:
        """A countdown."""
        return cells.countdown(pause.until)

    @admin.action(description=_("Lift the pause"), permissions=["delete"])
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[PlatformPause]
    ) -> HttpResponseBase | None:
        """Django's action under a better name."""
        return delete_selected(self, request, queryset)
