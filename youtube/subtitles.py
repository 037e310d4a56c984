"""Captions: which there are, which of them answers a wish for a language, and making a file of one."""

import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from jobs import media, storage, workplace
from jobs.errors import Code, Failure
from jobs.models import File

from . import client
from .client import Patience
from .names import file_name

CONTENT_TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip"}
# What yt-dlp lists beside the captions of a broadcast.
_NO_CAPTIONS = {"live_chat"}
# Of the hundred and more languages that a machine translates to, an error names only some.
_NAMED_LANGUAGES = 10
_CONVERSION_SECONDS = 10
_LOOKS_LIKE = {
    "vtt": re.compile(r"\ufeff?WEBVTT"),
    "srt": re.compile(r"\ufeff?\s*\d+\r?\n\d+:\d\d:\d\d,\d{3} -->"),
}


@dataclass(frozen=True)
class Track:
    """Captions in one language; `formats` are yt-dlp's, each with `ext` and `url`."""

    language: str
    is_automatic: bool
    formats: Sequence[Mapping[str, Any]]

    def url(self, ext: str) -> str | None:
        """Where the captions are in this format."""
        return next((each["url"] for each in self.formats if each["ext"] == ext), None)


def written(info: Mapping[str, Any]) -> list[Track]:
    """What people have written."""
    return list(_tracks(info.get("subtitles"), is_automatic=False))


def automatic(info: Mapping[str, Any]) -> list[Track]:
    """What a machine has heard or translated."""
    return list(_tracks(info.get("automatic_captions"), is_automatic=True))


def find(info: Mapping[str, Any], language: str, *, also_automatic: bool) -> Track:
    """The best track for a language: rather written than automatic, and rather itself than a variety of it.

    `en` is also answered by `en-GB`, and `fa-IR` by `fa`. Raises Failure(NO_SUBTITLES).
    """
    for tracks in (written(info), automatic(info) if also_automatic else []):
        for matches in (_is_same, _is_variety):
            found = next((each for each in tracks if matches(each.language, language)), None)
            if found:
                return found
    raise Failure(Code.NO_SUBTITLES, languages=_languages(info))


def save(info: Mapping[str, Any], track: Track, ext: str, patience: Patience) -> File:
    """Fetch a track as `vtt` or `srt` into a file of its own. Raises Failure."""
    content = _fetch(track, ext, patience).encode()
    name = file_name(secrets.token_hex(4), info["title"], f".{track.language}.{ext}")
    file = File(name=name, size_bytes=len(content), content_type=CONTENT_TYPES[ext])
    workplace.work_root().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="subtitles-", dir=workplace.work_root()) as folder:
        path = Path(folder, ext)
        path.write_bytes(content)
        storage.keep(path, file.pk)
    file.save(force_insert=True)  # where this fails, the purge finds what has no row
    return file


def as_srt(vtt: str) -> str:
    """WebVTT as SubRip, without what only WebVTT has. Raises Failure where it cannot be read."""
    command = [str(media.ffmpeg()), "-loglevel", "error", "-protocol_whitelist", "pipe"]
    command += ["-f", "webvtt", "-i", "pipe:0", "-f", "srt", "pipe:1"]
    try:
        done = subprocess.run(  # noqa: S603 - nothing of a client's is in it
            command, input=vtt.encode(), capture_output=True, timeout=_CONVERSION_SECONDS, check=True
        )
    except subprocess.SubprocessError as error:
        raise Failure(Code.EXTRACTION_FAILED) from error
    return done.stdout.decode()


def _tracks(found: Mapping[str, Any] | None, *, is_automatic: bool) -> Iterator[Track]:
    for language, formats in (found or {}).items():
        if language not in _NO_CAPTIONS:
            yield Track(language, is_automatic, formats)


def _is_same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _is_variety(one: str, other: str) -> bool:
    """Whether one code begins with the other, as `en-GB` does with `en`."""
    shorter, longer = sorted((one.casefold(), other.casefold()), key=len)
    return longer.startswith(f"{shorter}-")


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
    """The captions; what YouTube does not have as `srt` is made of `vtt`."""
    text = _ask(track, ext, patience)
    if text is None and ext == "srt":
        vtt = _ask(track, "vtt", patience)
        text = as_srt(vtt) if vtt else None
    if text is None:
        raise Failure(Code.EXTRACTION_FAILED)
    return text


def _ask(track: Track, ext: str, patience: Patience) -> str | None:
    """The captions in this format, if that is what YouTube sends: it answers 200 to anything."""
    url = track.url(ext)
    text = client.captions(url, patience) if url else ""
    return text if _LOOKS_LIKE[ext].match(text) else None
