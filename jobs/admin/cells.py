"""What cells of the admin's tables show: states, progress, sizes and times, in the reader's language."""

from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.db.models import Model
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from ..models import UNFINISHED, File, State

NOTHING = "–"
_SYMBOLS = {
    State.PENDING: "…",
    State.PROCESSING: "↓",
    State.COMPLETED: "✓",
    State.FAILED: "✗",
    State.CANCELLED: "⊘",
}


def state_badge(state: str) -> SafeString:
    """A state as symbol, word and colour. `data-unfinished` tells the page that it will change."""
    return format_html(
        '<span class="state state-{}"{}><span aria-hidden="true">{}</span> {}</span>',
        state,
        SafeString(" data-unfinished") if state in UNFINISHED else "",
        _SYMBOLS[State(state)],
        State(state).label,
    )


def progress_bar(percent: int) -> SafeString:
    """A bar, and its number for those who cannot see it."""
    return format_html(
        '<progress max="100" value="{0}"></progress> <span class="number">{0}%</span>', percent
    )


def title(text: str) -> SafeString | str:
    """A title, which may run in the other direction than the page."""
    return format_html("<bdi>{}</bdi>", text) if text else NOTHING


def size(size_bytes: int | None) -> SafeString | str:
    """As `12.3 MB`."""
    return NOTHING if size_bytes is None else format_html("<bdi>{}</bdi>", filesizeformat(size_bytes))


def speed(bytes_a_second: int | None) -> SafeString | str:
    """As `1.2 MB/s`."""
    if not bytes_a_second:
        return NOTHING
    return format_html("<bdi>{}</bdi>", _("%(size)s/s") % {"size": filesizeformat(bytes_a_second)})


def error(text: str | None) -> SafeString | str:
    """An error's sentence."""
    return format_html('<span class="error">{}</span>', text) if text else NOTHING


def age(moment: datetime | None) -> str:
    """As `3 minutes ago`."""
    return NOTHING if moment is None else _time(moment, _since(moment))


def moment_and_age(moment: datetime | None) -> str:
    """As `Nov. 23, 2025, 3:40 p.m. (3 minutes ago)`."""
    if moment is None:
        return NOTHING
    return _time(moment, _("%(moment)s (%(age)s)") % {"moment": _exact(moment), "age": _since(moment)})


def countdown(moment: datetime) -> str:
    """As `in 3 minutes`."""
    seconds = (moment - timezone.now()).total_seconds()
    if seconds <= 0:
        return _time(moment, _("now"))
    if seconds < 60:
        return _time(moment, _("in less than a minute"))
    return _time(moment, _("in %(time)s") % {"time": timeuntil(moment, depth=1)})


def deleted(moment: datetime) -> str:
    """As `deleted 3 minutes ago`."""
    return _time(moment, _("deleted %(when)s") % {"when": _since(moment)})


def platform(provider: str) -> str:
    """The name of a platform for people; of one that is no longer installed, its own."""
    return str(apps.get_app_config(provider).verbose_name) if apps.is_installed(provider) else provider


def address(url: str) -> SafeString:
    """A link to what was asked for."""
    return format_html('<a href="{0}" dir="ltr" rel="noreferrer" class="address">{0}</a>', url)


def row_link(row: Model) -> SafeString:
    """A link to a row's own page in the admin."""
    return format_html('<a href="{}" dir="auto">{}</a>', admin_url(row, "change", row.pk), row)


def row_links(rows: Iterable[Model]) -> SafeString | str:
    """Links to several rows' pages, one a line."""
    return lines(row_link(row) for row in rows)


def lines(cells: Iterable[str]) -> SafeString | str:
    """Several things, one a line."""
    return format_html_join(SafeString("<br>"), "{}", ((cell,) for cell in cells)) or NOTHING


def download_link(file: File, text: object) -> SafeString:
    """A link to a file's bytes; struck through where they are gone."""
    if file.deleted_at:
        return format_html('<s dir="auto">{}</s>', text)
    url = reverse("file", args=[file.name])
    return format_html('<a href="{}" dir="auto" download>{}</a>', url, text)


def admin_url(model: type[Model] | Model, page: str, *args: object) -> str:
    """The address of one of a model's pages in the admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def _since(moment: datetime) -> str:
    if (timezone.now() - moment).total_seconds() < 60:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(moment, depth=1)}


def _time(moment: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), _exact(moment), words)


def _exact(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
