"""Items: a list of their own, and the first of them on their job's page."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Job, JobItem
from . import cells
from .live import LiveAdmin, live


class ItemColumns:
    """The columns of an item, wherever it is shown."""

    LIVE: ClassVar = ("name", "state_badge", "progress_bar", "speed", "error", "started", "finished")

    @live(_("title"))
    def name(self, item: JobItem) -> str:
        """Empty until the platform has been asked."""
        return cells.title(item.title)

    @admin.display(description=_("address"))
    def address(self, item: JobItem) -> str:
        """Where it comes from."""
        return cells.address(item.url)

    @live(_("state"))
    def state_badge(self, item: JobItem) -> str:
        """Pending, processing, …"""
        return cells.state_badge(item.state)

    @live(_("progress"))
    def progress_bar(self, item: JobItem) -> str:
        """0–100."""
        return cells.progress_bar(item.progress)

    @live(_("speed"))
    def speed(self, item: JobItem) -> str:
        """While it is downloaded."""
        return cells.speed(item.speed_bytes)

    @live(_("error"))
    def error(self, item: JobItem) -> str:
        """Of the last attempt, in the reader's language."""
        return cells.error(item.error)

    @live(_("started"))
    def started(self, item: JobItem) -> str:
        """When the last attempt began."""
        return cells.age(item.started_at)

    @live(_("finished"))
    def finished(self, item: JobItem) -> str:
        """When nothing more could happen to it."""
        return cells.age(item.finished_at)


@admin.register(JobItem)
class JobItemAdmin(ItemColumns, LiveAdmin[JobItem]):
    """All items, newest first, or those of one job in their order: `?job__id__exact=ID`."""

    live_columns = ItemColumns.LIVE
    newest_first = ("-pk",)
    list_display = (
        "name",
        "job",
        "index",
        "address",
        "state_badge",
        "progress_bar",
        "speed",
        "error",
        "attempts",
        "started",
        "finished",
    )
    list_filter = ("state",)
    search_fields = ("title", "url")
    fields = (
        "job_link",
        "index",
        "address",
        *ItemColumns.LIVE,
        "attempts",
        "deaths",
        "machine",
        "not_before",
        "file_links",
    )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """By a unique index either way."""
        return ("index",) if "job__id__exact" in request.GET else self.newest_first

    def has_delete_permission(self, request: HttpRequest, obj: JobItem | None = None) -> bool:
        """Items go with their job."""
        return False

    @admin.display(description=_("job"))
    def job_link(self, item: JobItem) -> str:
        """The job it belongs to."""
        return cells.row_link(item.job)

    @admin.display(description=_("files"))
    def file_links(self, item: JobItem) -> str:
        """What came of it."""
        return cells.row_links(item.files.all())


class ItemInline(ItemColumns, admin.TabularInline):  # type: ignore[type-arg] # generic for mypy only
    """A job's first items. All of them are a click away; a page of 5,000 would be of no use."""

    SHOWN = 100

    model = JobItem
    fields = readonly_fields = (
        "index",
        "name",
        "address",
        "state_badge",
        "progress_bar",
        "error",
        "attempts",
        "started",
        "finished",
    )
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: JobItem | None = None) -> bool:
        """Nobody edits rows by hand."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[JobItem]:
        """Only the first items. Django filters them once more, so they cannot be a slice."""
        job_id = request.resolver_match.kwargs["object_id"] if request.resolver_match else None
        first = JobItem.objects.filter(job=job_id).values("pk")[: self.SHOWN]
        return super().get_queryset(request).filter(pk__in=first)
