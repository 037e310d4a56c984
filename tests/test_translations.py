"""The Persian catalogue: complete, true to its sentences, and written as Persian is."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.test.signals import setting_changed
from django.urls import path
from django.utils.translation import override
from django.utils.translation.template import templatize
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobs.errors import KINDS, Code, Detail, Failure

# A sentence, or its singular and its plural.
Id: TypeAlias = str | tuple[str, ...]

ROOMS = ["downloader_project", "jobs", *settings.PLATFORMS]
PO = settings.LOCALE_PATHS[0] / "fa" / "LC_MESSAGES" / "django.po"

# How many of its first arguments a function translates.
FUNCTIONS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2, "ngettext_lazy": 2}

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")
# `code`, and addresses such as /docs.
TOKEN = re.compile(r"`[^`]+`|(?<![\w}])/\w[\w{}/]*")
PERSIAN = re.compile("[\u0600-\u06ff]")
ISOLATED = re.compile("[\u2066\u2068][^\u2066-\u2069]*\u2069")
# Numbers, times and other sentences: they are Persian where the sentence is.
NEEDS_NO_ISOLATION = {
    "age",
    "days",
    "count",
    "moment",
    "parameter",
    "problem",
    "seconds",
    "size",
    "time",
    "when",
}


def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="fa")


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


MESSAGES = [message for message in catalogue() if message.id]
TRANSLATIONS = [text for message in MESSAGES for text in strings(message)]


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile the catalogue as `make` does, for whoever runs pytest alone."""
    mo = PO.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= PO.stat().st_mtime:
        return
    with mo.open("wb") as file:
        write_mo(file, catalogue())
    setting_changed.send(sender=None, setting="LOCALE_PATHS", value=settings.LOCALE_PATHS, enter=True)


# --- Complete --------------------------------------------------------------------------------------


def sentences_of_python(source: str) -> Iterator[Id]:
    """What Python code translates, within f-strings too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            texts = tuple(map(ast.literal_eval, node.args[: FUNCTIONS[node.func.id]]))
            yield texts[0] if len(texts) == 1 else texts


def sentences_of_template(source: str) -> Iterator[Id]:
    """What a template translates, read in the way of `makemessages`."""
    code = f"({templatize(source)}\n)"  # in brackets its odd indentation is no error
    for _, message, _, _ in extract("python", BytesIO(code.encode())):
        yield message


def sentences() -> set[Id]:
    python = [file for room in ROOMS for file in Path(settings.BASE_DIR, room).rglob("*.py")]
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")
    return {
        *(each for file in python for each in sentences_of_python(file.read_text())),
        *(each for file in templates for each in sentences_of_template(file.read_text())),
    }


def test_every_sentence_is_in_the_catalogue() -> None:
    """Else run `make messages` and translate what is new."""
    assert sentences() - {message.id for message in MESSAGES} == set()


def test_the_catalogue_has_nothing_that_nobody_says() -> None:
    """Else run `make messages`."""
    assert {message.id for message in MESSAGES} - sentences() == set()
    assert not catalogue().obsolete


def test_every_sentence_is_translated_in_all_its_forms() -> None:
    plurals = catalogue().num_plurals
    for message in MESSAGES:
        assert all(strings(message)), message.id
        assert len(strings(message)) == (plurals if message.pluralizable else 1), message.id
        assert not message.fuzzy, message.id


def test_the_header_is_filled_in() -> None:
    head = catalogue()
    assert (str(head.locale), head.num_plurals, head.fuzzy) == ("fa", 2, False)
    assert not re.search("FULL NAME|EMAIL|PACKAGE|YEAR|LANGUAGE <", PO.read_text())


# --- True to the sentence --------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", [PLACEHOLDER, TOKEN], ids=["placeholders", "codes and addresses"])
def test_what_is_no_language_stays_as_it_is(pattern: re.Pattern[str]) -> None:
    for message in MESSAGES:
        expected = {found for text in ids(message) for found in pattern.findall(text)}
        for text in strings(message):
            assert set(pattern.findall(text)) == expected, message.id


# --- Written as Persian is -------------------------------------------------------------------------


def prose(text: str) -> str:
    """A translation, with a mere letter for each piece of Latin text and each value."""
    return PLACEHOLDER.sub("X", ISOLATED.sub("X", text))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("[يكىة٠-٩]", "an Arabic letter or digit instead of the Persian one"),
        ('[?,;"“”]', "Latin punctuation instead of ؟ ، ؛ «»"),
        (r" [،؛؟.:!»]|« |  |\s$", "a space too many"),
        (r"\bن?می \w|\w (ها|های|هایی|تر|ترین|ای|اند)\b", "a space instead of a joiner"),
        (r"\u200c(\W|$)|(^|\W)\u200c", "a joiner that joins nothing"),
    ],
    ids=["letters", "punctuation", "spaces", "missing joiners", "useless joiners"],
)
def test_letters_spaces_and_punctuation_are_persian(wrong: str, why: str) -> None:
    assert [text for text in TRANSLATIONS if re.search(wrong, prose(text))] == [], why


def test_latin_text_that_would_fall_apart_is_isolated() -> None:
    """A slash at its edge would be shown at the wrong end, 137+140 as 140+137."""
    for text in TRANSLATIONS:
        rest = ISOLATED.sub("", text)
        assert not re.search("[\u2066-\u2069]", rest), f"an isolate without its end: {text}"
        assert not re.search(r"(?<![\w>])/\w|\w\+\w", rest), text
        assert set(re.findall(r"%\((\w+)\)", rest)) <= NEEDS_NO_ISOLATION, text


# --- Shown -----------------------------------------------------------------------------------------


class Details(dict[str, Detail]):
    """Fills any placeholder."""

    def __missing__(self, name: str) -> str:
        return "137"


class Raising(APIView):
    """Fails with the code that its address names."""

    def get(self, request: Request, code: str) -> Response:
        """Never answers by itself."""
        failure = Failure(Code(code))
        failure.details = Details()
        raise failure


urlpatterns = [path("raise/<code>", Raising.as_view())]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("code", KINDS)
def test_every_error_has_its_persian_sentence(client: Client, code: Code) -> None:
    with override("en"):  # the language that the request leaves behind is not for the next test
        answer = client.get(f"/raise/{code}", headers={"accept-language": "fa"}).json()
    assert answer["code"] == code
    if code != Code.INVALID_REQUEST:  # whose sentence is what went wrong
        assert PERSIAN.search(answer["detail"])
