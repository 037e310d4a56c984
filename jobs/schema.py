"""What the OpenAPI description says of errors: those of each operation, and the table of all."""

from collections import defaultdict
from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any, TypeVar

from django.apps import apps
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular import openapi
from drf_spectacular.plumbing import ComponentRegistry
from rest_framework import serializers

from .errors import KINDS, Code, sentence
from .throttling import RateLimit

View = TypeVar("View", bound=Callable[..., Any])

ERROR_CODES = [(code.value, code.value) for code in Code]
# What fills the placeholders of the table's sentences where there is no real failure.
SAMPLE_DETAILS = {
    "problem": _("limit: Ensure this value is less than or equal to 100."),
    "format_id": "137",
    "languages": "en, fa",
    "method": "PUT",
    "media_type": "text/plain",
    "seconds": 42,
    "error_id": "3f2b8c1d9e0a",
}


def fails_with(*codes: Code) -> Callable[[View], View]:
    """Declare the codes of a view's method for the documentation.

    Left out are those that follow from what the method is: bad parameters and bodies, the rate limit,
    foreign websites, and bugs.
    """

    def declare(view: View) -> View:
        view.error_codes = codes  # type: ignore[attr-defined]
        return view

    return declare


class ErrorSerializer(serializers.Serializer[Any]):
    """The body of every error."""

    detail = serializers.CharField(help_text=_("What went wrong and what to do, in the reader's language."))
    code = serializers.ChoiceField(ERROR_CODES, help_text=_("A word that never changes, for programs."))


class AutoSchema(openapi.AutoSchema):
    """Adds the errors of each operation, and groups operations by the app that answers."""

    def get_tags(self) -> list[str]:
        """The name of the view's app."""
        app = apps.get_containing_app_config(type(self.view).__module__)
        return [str(app.verbose_name)] if app else []

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any] | None:
        """drf-spectacular's description of the operation, with all its errors."""
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation:
            error = self.resolve_serializer(ErrorSerializer(), "response").ref
            for status, codes in _by_status(self._error_codes(operation)).items():
                operation["responses"].setdefault(str(status), _error_response(status, codes, error))
        return operation

    def _error_codes(self, operation: dict[str, Any]) -> set[Code]:
        handler = getattr(self.view, getattr(self.view, "action", None) or self.method.lower())
        codes = {*getattr(handler, "error_codes", ()), Code.NOT_ACCEPTABLE, Code.INTERNAL_ERROR}
        if "requestBody" in operation:
            codes |= {Code.INVALID_REQUEST, Code.UNSUPPORTED_MEDIA_TYPE}
        if any(parameter["in"] == "query" for parameter in operation.get("parameters", ())):
            codes.add(Code.INVALID_REQUEST)
        if self.method != "GET":
            codes.add(Code.CROSS_SITE)
        if any(issubclass(throttle, RateLimit) for throttle in self.view.throttle_classes):
            codes.add(Code.RATE_LIMITED)
        return codes


def add_table_of_codes(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook: the description ends with the table of all codes, folded."""
    heading = gettext("All error codes")
    table = f"<details><summary>{heading}</summary>\n\n{codes_as_markdown()}\n\n</details>"
    result["info"]["description"] = f"{result['info']['description']}\n\n{table}"
    return result


def codes_as_markdown() -> str:
    """The table of all codes, in the language now active."""
    # Apart from the f-strings, where makemessages does not find them.
    job_only, for_example = gettext("job only"), gettext("for example")
    rows = [
        f"| `{code}` | {kind.status or job_only} | {sentence(code, SAMPLE_DETAILS)} |"
        for code, kind in KINDS.items()
    ]
    return "\n".join([f"| code | HTTP | {for_example} |", "|---|---|---|", *rows])


def _by_status(codes: Collection[Code]) -> dict[int, list[Code]]:
    """In the order of the table; codes that only jobs have are no answers."""
    groups = defaultdict(list)
    for code, kind in KINDS.items():
        if code in codes and kind.status:
            groups[kind.status].append(code)
    return groups


def _error_response(status: int, codes: list[Code], error: dict[str, Any]) -> dict[str, Any]:
    """An OpenAPI response object."""
    examples = {
        code.value: {"value": {"detail": sentence(code, SAMPLE_DETAILS), "code": code}} for code in codes
    }
    response: dict[str, Any] = {
        "description": ", ".join(f"`{code}`" for code in codes),
        "content": {"application/json": {"schema": error, "examples": examples}},
    }
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        response["headers"] = {
            "Retry-After": {"schema": {"type": "integer"}, "description": gettext("Seconds")}
        }
    return response
