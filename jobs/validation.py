"""What clients send, taken strictly: the parser of bodies and the fields that requests are made of."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from .errors import Failure

MAX_DEPTH = 8
MAX_SHOWN = 50


class ObjectParser(JSONParser):
    """Parses a JSON object. Raises ParseError for anything else, and for one nested too deeply."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        try:
            body = super().parse(stream, media_type, parser_context)
            _refuse_half_letters(body)
        except (ParseError, UnicodeEncodeError) as error:
            raise ParseError(_("The body is not valid JSON.")) from error
        except RecursionError as error:
            raise ParseError(_TOO_DEEP) from error
        if not isinstance(body, dict):
            raise ParseError(_('The body must be a JSON object, such as {"url": "…"}.'))
        if _is_deeper_than(MAX_DEPTH, body):
            raise ParseError(_TOO_DEEP)
        return body


class LineField(serializers.CharField):
    """One line of text: no control characters, at most 2,000 characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 2000} | options)
        self.validators.append(_no_control_characters)


@extend_schema_field(OpenApiTypes.STR)
class AddressField(LineField):
    """A link as people paste it → what `understand` makes of it."""

    def __init__(self, understand: Callable[[str], object], **options: Any) -> None:
        super().__init__(**options)
        self._understand = understand

    def to_internal_value(self, data: Any) -> Any:
        """The address. Raises ValidationError with a code of the table."""
        link = super().to_internal_value(data)
        try:
            return self._understand(link)
        except Failure as failure:
            raise serializers.ValidationError(str(failure), code=failure.code) from failure

    def run_validators(self, value: Any) -> None:
        """Those of a line are for the link; what became of it needs none."""


class ChoiceField(serializers.ChoiceField):
    """A choice whose error tells what there is to choose from."""

    def to_internal_value(self, data: Any) -> Any:
        """The choice's value. Raises ValidationError for anything else."""
        try:
            return self.choice_strings_to_values[str(data)]
        except KeyError:
            raise serializers.ValidationError(self._problem(str(data)), code="invalid_choice") from None

    def _problem(self, given: str) -> str:
        shown = given if len(given) <= MAX_SHOWN else f"{given[:MAX_SHOWN]}…"
        return _("“%(given)s” is not one of: %(choices)s.") % {
            "given": shown,
            "choices": ", ".join(map(str, self.choices)),
        }


_TOO_DEEP = _("The body is nested too deeply.")
_no_control_characters = RegexValidator(
    r"^[^\x00-\x1f\x7f-\x9f]*\Z",
    message=_("Control characters are not allowed."),
    code="control_characters",
)


def _refuse_half_letters(body: Any) -> None:
    """Raises UnicodeEncodeError for a lone surrogate, which JSON can escape and UTF-8 cannot hold."""
    json.dumps(body, ensure_ascii=False).encode()


def _is_deeper_than(depth: int, value: Any) -> bool:
    if not isinstance(value, dict | list):
        return False
    children: Iterable[Any] = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(_is_deeper_than(depth - 1, child) for child in children)
