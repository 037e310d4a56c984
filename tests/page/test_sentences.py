"""The sentences that only JavaScript says: all of them are in the catalogue, and all are translated."""

import re

from babel.messages.pofile import read_po
from django.conf import settings

PO = settings.LOCALE_PATHS[0] / "fa" / "LC_MESSAGES" / "djangojs.po"
MODULES = settings.BASE_DIR / "static" / "page"
CALL = re.compile(r"\bn?gettext\(\s*\"((?:[^\"\\]|\\.)*)\"(?:,\s*\"((?:[^\"\\]|\\.)*)\")?")


def said() -> set[tuple[str, ...]]:
    texts = [module.read_text() for module in MODULES.glob("*.js")]
    return {tuple(filter(None, call.groups())) for text in texts for call in CALL.finditer(text)}


def test_the_catalogue_has_what_the_modules_say_and_no_more() -> None:
    """Else run `make messages` and translate what is new."""
    with PO.open("rb") as file:
        messages = [message for message in read_po(file, locale="fa") if message.id]
    known = {(each.id,) if isinstance(each.id, str) else tuple(each.id) for each in messages}
    assert known == said()
    for each in messages:
        strings = (each.string,) if isinstance(each.string, str) else tuple(each.string or ())
        originals = (each.id,) if isinstance(each.id, str) else tuple(each.id)
        assert all(strings), each.id
        assert {text.count("%s") for text in strings} == {text.count("%s") for text in originals}, each.id
