"""Columns that keep themselves up to date while somebody looks (static/admin-jobs/live.js)."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Script
from django.http import HttpRequest, HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.html import format_html

from . import cells
from .read_only import ReadOnlyAdmin, Row

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MAX_ROWS = 200

Column: TypeAlias = Callable[[Any, Any], str]


def live(description: "StrPromise") -> Callable[[Column], Column]:
    """Make a column live: each of its cells says where to ask for what it shows now."""

    def decorate(content: Column) -> Column:
        @admin.display(description=description)
        @wraps(content)
        def cell(model_admin: Any, row: Any) -> str:
            return format_html(
                '<span id="{0}-{1}-{2}" data-live="{3}" data-row="{1}" data-column="{2}">{4}</span>',
                row._meta.model_name,
                row.pk,
                content.__name__,
                cells.admin_url(row, "live"),
                content(model_admin, row),
            )

        return cell

    return decorate


class LiveAdmin(ReadOnlyAdmin[Row]):
    """`live_columns` names the columns of the list and of the row's page that are `live`.

    `newest_first` is an order that has an index.
    """

    change_list_template = "admin/jobs/live_list.html"
    live_columns: ClassVar[Sequence[str]]
    newest_first: ClassVar[Sequence[str]]

    class Media:
        js = [Script("admin-jobs/live.js", type="module")]

    def get_urls(self) -> list[URLPattern]:
        """The admin's own pages, and the one that the cells ask."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_live"
        return [path("live/", self.admin_site.admin_view(self.live_view), name=name), *super().get_urls()]

    def live_view(self, request: HttpRequest) -> HttpResponseBase:
        """`?row=KEY&row=KEY&column=NAME&column=NAME` → `{"cells": [HTML, …], "newest": KEY}`.

        The cells are those of these rows and columns, as they are now; the newest row may be any.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            keys = [self.opts.pk.clean(key, None) for key in request.GET.getlist("row")[:MAX_ROWS]]
        except ValidationError:
            return HttpResponseBadRequest()
        columns = [name for name in self.live_columns if name in request.GET.getlist("column")]
        rows = self.get_queryset(request)
        shown = rows.filter(pk__in=keys)
        return JsonResponse(
            {
                "cells": [getattr(self, column)(row) for row in shown for column in columns],
                "newest": rows.order_by(*self.newest_first).values_list("pk", flat=True).first(),
            }
        )
