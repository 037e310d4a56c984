"""Files: how long they live, and whose they are."""

from datetime import timedelta

from django.contrib import admin, messages
from django.db.models import DateTimeField, F, Prefetch, QuerySet, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import File, FileQuerySet, JobItem
from ..purge import delete_bytes
from . import cells
from .live import LiveAdmin, live

LONGER = timedelta(hours=24)


def keep_longer(files: FileQuerySet) -> int:
    """Give the living ones among `files` another day. How many it were."""
    expiry = Greatest(F("expires_at"), Value(timezone.now(), output_field=DateTimeField()))
    return files.alive().update(expires_at=expiry + LONGER)


def kept_longer(count: int) -> str:
    """What to say of it."""
    return ngettext(
        "%(count)d file is kept for another 24 hours.",
        "%(count)d files are kept for another 24 hours.",
        count,
    )


class AliveFilter(admin.SimpleListFilter):
    """Files that can be downloaded, or those of which only the row is left."""

    title = _("bytes")
    parameter_name = "alive"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """The two kinds."""
        return [("1", str(_("there"))), ("0", str(_("deleted")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[File]) -> QuerySet[File]:
        """The files of the kind asked for."""
        return queryset if self.value() is None else queryset.filter(deleted_at__isnull=self.value() == "1")


@admin.register(File)
class FileAdmin(LiveAdmin[File]):
    """The list of files. Deleting one takes its bytes; its row stays and tells that it has expired."""

    live_columns = ("download", "expires")
    list_display = ("name", "download", "size", "content_type", "resolution", "expires", "jobs", "created")
    list_filter = (AliveFilter, "created_at")
    search_fields = ("name",)
    ordering = newest_first = ("-expires_at", "-pk")  # a new file expires last
    actions = ("keep_longer", "delete_now")
    fields = ("name", "id", "download", "size", "content_type", "resolution", "expires", "jobs", "created")

    def get_queryset(self, request: HttpRequest) -> QuerySet[File]:
        """Files with the jobs they belong to."""
        items = JobItem.objects.select_related("job")
        return super().get_queryset(request).prefetch_related(Prefetch("items", items))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Besides what Django allows, the files of one job: `?items__job=ID`."""
        return lookup == "items__job" or super().lookup_allowed(lookup, value, request)

    def has_delete_permission(self, request: HttpRequest, obj: File | None = None) -> bool:
        """Rows go by themselves; for the bytes there is an action."""
        return False

    @live(_("download"))
    def download(self, file: File) -> str:
        """A link while there is something to download."""
        return cells.NOTHING if file.deleted_at else cells.download_link(file, _("download"))

    @admin.display(description=_("size"))
    def size(self, file: File) -> str:
        """As `12.3 MB`."""
        return cells.size(file.size_bytes)

    @admin.display(description=_("resolution"))
    def resolution(self, file: File) -> str:
        """As `1920x1080`."""
        return file.resolution or cells.NOTHING

    @live(_("expires"))
    def expires(self, file: File) -> str:
        """A countdown, and afterwards how long the file has been gone."""
        if file.deleted_at:
            return cells.deleted(file.deleted_at)
        return cells.countdown(file.expires_at)

    @admin.display(description=_("jobs"))
    def jobs(self, file: File) -> str:
        """Links to the jobs it belongs to; a subtitle has none."""
        return cells.row_links({item.job for item in file.items.all()})

    @admin.display(description=_("created"))
    def created(self, file: File) -> str:
        """As `3 minutes ago`."""
        return cells.age(file.created_at)

    @admin.action(description=_("Keep for another 24 hours"), permissions=["operate"])
    def keep_longer(self, request: HttpRequest, files: FileQuerySet) -> None:
        """Files whose bytes are gone cannot be kept."""
        gone = files.exclude(deleted_at=None).count()
        kept = keep_longer(files)
        self.tell(request, kept, kept_longer(kept))
        self._tell_of_gone(request, gone)

    @admin.action(description=_("Delete now"), permissions=["operate"])
    def delete_now(self, request: HttpRequest, files: FileQuerySet) -> None:
        """Delete the bytes, as if the files had expired."""
        gone = files.exclude(deleted_at=None).count()
        deleted = delete_bytes(files)
        self.tell(
            request,
            deleted,
            ngettext("%(count)d file was deleted.", "%(count)d files were deleted.", deleted),
        )
        self._tell_of_gone(request, gone)

    def _tell_of_gone(self, request: HttpRequest, gone: int) -> None:
        text = ngettext("%(count)d file was gone already.", "%(count)d files were gone already.", gone)
        self.tell(request, gone, text, messages.WARNING)
