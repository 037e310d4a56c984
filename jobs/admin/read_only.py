"""Pages for rows that the service itself makes: to be seen and acted upon, not typed in."""

from typing import Any, ClassVar, Generic, TypeVar

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from . import cells

Row = TypeVar("Row", bound=Model)


class ReadOnlyAdmin(admin.ModelAdmin, Generic[Row]):  # type: ignore[type-arg] # generic for mypy only
    """Every action of the list, but deleting, is a button on the row's own page too.

    An action with `permissions=["operate"]` needs the right to change rows, though nobody can edit them.
    """

    change_form_template = "admin/jobs/read_only.html"
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by: ClassVar[tuple[str, ...]] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """Nobody edits rows by hand."""
        return False

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Who may run the actions."""
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}")

    def get_urls(self) -> list[URLPattern]:
        """The admin's own pages, and the buttons' address."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        act = self.admin_site.admin_view(require_POST(self.act_view))
        return [path("<path:object_id>/act/<slug:action>/", act, name=name), *super().get_urls()]

    def act_view(self, request: HttpRequest, object_id: str, action: str) -> HttpResponse:
        """Run an action on one row."""
        row = self.get_object(request, object_id)
        found = self.get_actions(request).get(action)
        if row is None or found is None:
            raise Http404
        found[0](self, request, self.get_queryset(request).filter(pk=row.pk))
        return redirect(cells.admin_url(self.model, "change", row.pk))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The row's own page, with buttons."""
        buttons = [
            {"url": cells.admin_url(self.model, "act", object_id, name), "label": found[2]}
            for name, found in self.get_actions(request).items()
            if found and name != "delete_selected"  # the page has Django's own button for it
        ]
        context = {"buttons": buttons, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def tell(self, request: HttpRequest, count: int, text: str, level: int = messages.SUCCESS) -> None:
        """Show what an action did to `count` rows, if to any."""
        if count:
            self.message_user(request, text % {"count": count}, level)
