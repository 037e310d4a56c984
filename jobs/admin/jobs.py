"""Jobs: the list, a job's page, and what an operator can do with them."""

import json
import uuid
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import engine
from ..errors import Failure, sentence
from ..models import File, Job, JobItem, JobQuerySet, State
from . import cells
from .files import keep_longer, kept_longer
from .filters import PlatformFilter, TypeFilter
from .items import ItemInline
from .live import LiveAdmin, live
from .sums import SummedJob, with_sums

FILES_SHOWN = 100
NAMES_SHOWN = 100


@admin.register(Job)
class JobAdmin(LiveAdmin[Job]):
    """The list of jobs, newest first."""

    live_columns = (
        "name",
        "state_badge",
        "progress_bar",
        "speed_now",
        "items_done",
        "files_size",
        "error",
        "age",
        "created",
        "finished",
        "file_links",
    )
    list_display = (
        "name",
        "state_badge",
        "platform",
        "type",
        "progress_bar",
        "speed_now",
        "items_done",
        "files_size",
        "age",
        "error",
    )
    list_filter = ("state", TypeFilter, PlatformFilter, "created_at")
    search_fields = ("title", "items__url")
    search_help_text = _("Title, address of an item, or the job's id")
    ordering = newest_first = ("-created_at", "-id")
    actions = ("cancel", "retry", "keep_longer", "delete_selected")
    inlines = (ItemInline,)
    save_on_top = True  # where "Delete" is, far above the last item
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "state_badge",
                    "progress_bar",
                    "speed_now",
                    "error",
                    "items_done",
                    "all_items",
                    "files_size",
                    "file_links",
                )
            },
        ),
        (_("Request"), {"fields": ("id", "platform", "type", "request_json", "retry_of", "retries")}),
        (_("Times"), {"fields": ("created", "finished")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Jobs with all that their columns show."""
        return with_sums(super().get_queryset(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Job], search_term: str
    ) -> tuple[QuerySet[Job], bool]:
        """A whole id finds its job; anything else is looked for in titles and addresses."""
        try:
            return queryset.filter(pk=uuid.UUID(search_term.strip())), False
        except ValueError:
            return super().get_search_results(request, queryset, search_term)

    # --- columns -----------------------------------------------------------------------------------

    @live(_("title"))
    def name(self, job: Job) -> str:
        """Its id until the platform has told the title."""
        return cells.title(str(job))

    @live(_("state"))
    def state_badge(self, job: Job) -> str:
        """Pending, processing, …"""
        return cells.state_badge(job.state)

    @admin.display(description=_("platform"))
    def platform(self, job: Job) -> str:
        """The platform's name."""
        return cells.platform(job.provider)

    @live(_("progress"))
    def progress_bar(self, job: SummedJob) -> str:
        """0–100; 100 only when it is completed."""
        return cells.progress_bar(100 if job.state == State.COMPLETED else min(99, int(job.progress or 0)))

    @live(_("speed"))
    def speed_now(self, job: SummedJob) -> str:
        """Of all its items together."""
        return cells.speed(job.speed)

    @live(_("items"))
    def items_done(self, job: SummedJob) -> str:
        """As `3 / 5`."""
        return format_html('<span class="number">{} / {}</span>', job.completed or 0, job.total or 0)

    @live(_("size"))
    def files_size(self, job: SummedJob) -> str:
        """Of the files that are still there."""
        return cells.size(job.files_bytes)

    @live(_("error"))
    def error(self, job: SummedJob) -> str:
        """The first of its items' errors, in the reader's language."""
        return cells.error(sentence(job.error_code, job.error_details) if job.error_code else None)

    @live(_("created"))
    def age(self, job: Job) -> str:
        """As `3 minutes ago`."""
        return cells.age(job.created_at)

    # --- on its own page ---------------------------------------------------------------------------

    @live(_("created"))
    def created(self, job: Job) -> str:
        """The moment and how long ago it was."""
        return cells.moment_and_age(job.created_at)

    @live(_("finished"))
    def finished(self, job: Job) -> str:
        """The moment and how long ago it was."""
        return cells.moment_and_age(job.finished_at)

    @admin.display(description=_("all items"))
    def all_items(self, job: SummedJob) -> str:
        """A link to their own list."""
        text = ngettext("%(count)d item", "%(count)d items", job.total or 0) % {"count": job.total or 0}
        url = cells.admin_url(JobItem, "changelist")
        return format_html('<a href="{}?job__id__exact={}">{}</a>', url, job.pk, text)

    @live(_("files"))
    def file_links(self, job: Job) -> str:
        """Links to download the first of them, and one to their own list."""
        files = File.objects.of(job)
        url = cells.admin_url(File, "changelist")
        return format_html(
            '{}<br><a href="{}?items__job={}">{}</a>',
            cells.lines(cells.download_link(file, file.name) for file in files[:FILES_SHOWN]),
            url,
            job.pk,
            _("All files of this job"),
        )

    @admin.display(description=_("request"))
    def request_json(self, job: Job) -> str:
        """What was asked for, as it was asked for."""
        return format_html('<pre dir="ltr">{}</pre>', json.dumps(job.request, indent=2, ensure_ascii=False))

    @admin.display(description=_("tried again as"))
    def retries(self, job: Job) -> str:
        """Links to the jobs that were made from it."""
        return cells.row_links(job.retries.all())

    # --- actions -----------------------------------------------------------------------------------

    @admin.action(description=_("Cancel"), permissions=["operate"])
    def cancel(self, request: HttpRequest, queryset: JobQuerySet) -> None:
        """Cancel what has not finished."""
        outcomes = [job.cancel() for job in list(queryset)]
        done, late = outcomes.count(True), outcomes.count(False)
        self.tell(
            request, done, ngettext("%(count)d job was cancelled.", "%(count)d jobs were cancelled.", done)
        )
        self.tell(
            request,
            late,
            ngettext("%(count)d job had already finished.", "%(count)d jobs had already finished.", late),
            messages.WARNING,
        )

    @admin.action(description=_("Try again"), permissions=["operate"])
    def retry(self, request: HttpRequest, queryset: JobQuerySet) -> None:
        """Make a new job from what failed or was cancelled."""
        outcomes = [self._retry(job) for job in list(queryset)]
        done, refused = outcomes.count(True), outcomes.count(False)
        self.tell(
            request,
            done,
            ngettext("%(count)d job is tried again.", "%(count)d jobs are tried again.", done),
        )
        self.tell(
            request,
            refused,
            ngettext(
                "%(count)d job has nothing that failed or was cancelled.",
                "%(count)d jobs have nothing that failed or was cancelled.",
                refused,
            ),
            messages.WARNING,
        )

    @admin.action(description=_("Keep files for another 24 hours"), permissions=["operate"])
    def keep_longer(self, request: HttpRequest, queryset: JobQuerySet) -> None:
        """Prolong the files that are still there."""
        kept = keep_longer(File.objects.filter(items__job__in=queryset.values("pk")))
        self.tell(request, kept, kept_longer(kept))
        if not kept:
            self.message_user(request, _("There is no file left to keep."), messages.WARNING)

    @admin.action(description=_("Delete with their files"), permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: JobQuerySet) -> HttpResponseBase | None:
        """Django's action, which asks before it calls `delete_queryset`."""
        return delete_selected(self, request, queryset)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Delete jobs and the files that no other job has."""
        for job in list(queryset):
            engine.delete(job)

    def delete_model(self, request: HttpRequest, obj: Job) -> None:
        """Delete a job and the files that no other job has."""
        engine.delete(obj)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What will go, for the question whether it shall: some names and all numbers.

        Django's own lists every row, and a job may have thousands of items.
        """
        jobs = Job.objects.filter(pk__in=[job.pk for job in objs])
        of_others = JobItem.objects.filter(files=OuterRef("pk")).exclude(job__in=jobs)
        files = File.objects.alive().filter(~Exists(of_others), items__job__in=jobs).distinct()
        counts = {
            str(rows.model._meta.verbose_name_plural): rows.count()
            for rows in (jobs, JobItem.objects.filter(job__in=jobs), files)
        }
        return [str(job) for job in jobs[:NAMES_SHOWN]], counts, set(), []

    def _retry(self, job: Job) -> bool:
        try:
            engine.retry(job)
        except Failure:
            return False
        return True
