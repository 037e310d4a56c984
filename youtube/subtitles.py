"""Captions: which there are, which of them answers a wish for a language, and making a file of one."""

import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from jobs import runner, storage, workplace
from jobs.errors import Code, Failure
from jobs.extraction import Patience
from jobs.models import File

from . import client
from .names import file_name
from .subrip import as_srt

CONTENT_TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip"}
# What yt-dlp lists beside the captions of a broadcast.
_NO_CAPTIONS = {"live_chat"}
# Of the hundred and more languages that a machine translates to, an error names only some.
_NAMED_LANGUAGES = 10


@dataclass(frozen=True)
class Track:
    """Captions in one language; `formats` are yt-dlp's, each with `ext` and `url`."""

    language: str
    is_automatic: bool
    formats: Sequence[Mapping[str, Any]]


def written(info: Mapping[str, Any]) -> list[Track]:
    """What people have written."""
    return list(_tracks(info.get("subtitles"), is_automatic=False))


def automatic(info: Mapping[str, Any]) -> list[Track]:
    """What a machine has heard or translated."""
    return list(_tracks(info.get("automatic_captions"), is_automatic=True))


def find(info: Mapping[str, Any], language: str, *, also_automatic: bool) -> Track:
    """The best track for a language: rather written than automatic, and rather itself than a variety of it.

    `en` is also answered by `en-GB`, and as a last resort `en-GB` by `en`. Raises Failure(NO_SUBTITLES).
    """
    wanted = language.casefold()

    def rank(track: Track) -> tuple[bool, bool, bool]:
        found = track.language.casefold()
        return _is_variety(wanted, found), track.is_automatic, found != wanted

    tracks = [*written(info), *(automatic(info) if also_automatic else [])]
    fitting = [each for each in tracks if _fits(each.language.casefold(), wanted)]
    if not fitting:
        raise Failure(Code.NO_SUBTITLES, languages=_languages(info))
    return min(fitting, key=rank)


def save(info: Mapping[str, Any], track: Track, ext: str, patience: Patience) -> File:
    """Fetch a track as `vtt` or `srt` into a file of its own. Raises Failure."""
    content = _fetch(track, ext, patience).encode(errors="replace")
    name = file_name(secrets.token_hex(4), info["title"], f".{track.language}.{ext}")
    file = File(name=name, size_bytes=len(content), content_type=CONTENT_TYPES[ext])
    workplace.work_root().mkdir(parents=True, exist_ok=True)
    runner.ensure_free_space(workplace.work_root())
    with tempfile.TemporaryDirectory(prefix="subtitles-", dir=workplace.work_root()) as folder:
        path = Path(folder, ext)
        path.write_bytes(content)
        storage.keep(path, file.pk)
    file.save(force_insert=True)  # where this fails, the purge finds what has no row
    return file


def _tracks(found: Mapping[str, Any] | None, *, is_automatic: bool) -> Iterator[Track]:
    for language, formats in (found or {}).items():
        if language not in _NO_CAPTIONS:
            yield Track(language, is_automatic, formats)


def _fits(found: str, wanted: str) -> bool:
    return found == wanted or _is_variety(found, wanted) or _is_variety(wanted, found)


def _is_variety(code: str, language: str) -> bool:
    """Whether a code says more than the language, as `en-gb` does."""
    return code.startswith(f"{language}-")


def _languages(info: Mapping[str, Any]) -> str:
    """Which languages there are, for a person."""
    by_people = ", ".join(each.language for each in written(info))
    by_machine = _shortened([each.language for each in automatic(info)])
    if not by_machine:
        return by_people or _("none")
    return _("%(by_people)s; automatic: %(by_machine)s") % {
        "by_people": by_people or _("none"),
        "by_machine": by_machine,
    }


def _shortened(languages: Sequence[str]) -> str:
    """Some of the languages, the one that is spoken first."""
    ordered = sorted(languages, key=lambda each: not each.endswith("-orig"))
    named, others = ", ".join(ordered[:_NAMED_LANGUAGES]), len(ordered) - _NAMED_LANGUAGES
    return _("%(named)s and %(count)d more") % {"named": named, "count": others} if others > 0 else named


def _fetch(track: Track, ext: str, patience: Patience) -> str:
    """The captions as `vtt` or `srt`. Raises Failure, also for an answer that is no captions."""
    if ext == "srt":
        return as_srt(_ask(track, "json3", patience), one_at_a_time=track.is_automatic)
    text = _ask(track, ext, patience)
    if not text.removeprefix("\ufeff").startswith("WEBVTT"):
        raise Failure(Code.EXTRACTION_FAILED)
    return text


def _ask(track: Track, ext: str, patience: Patience) -> str:
    url = next((each["url"] for each in track.formats if each["ext"] == ext), None)
    if url is None:
        raise Failure(Code.EXTRACTION_FAILED)
    return client.captions(url, patience)
