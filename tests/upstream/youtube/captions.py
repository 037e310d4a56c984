"""Caption files (`/api/timedtext`) in the formats YouTube offers."""

import html
import json
from collections.abc import Callable, Mapping

from ..messages import Answer

CUE_SECONDS = 3
MOST_CUES = 200


def caption_answer(query: Mapping[str, str], duration_seconds: float) -> Answer:
    """The track that `lang`, `tlang`, `kind` and `fmt` ask for, with cues for the whole video."""
    language = query.get("tlang") or query.get("lang", "en")
    voice = "heard" if query.get("kind") == "asr" else "written"
    count = min(MOST_CUES, max(1, int(duration_seconds // CUE_SECONDS)))
    lines = [f"Line {number} {voice} in {language}" for number in range(1, count + 1)]
    content_type, write = _FORMATS.get(query.get("fmt", "srv1"), _FORMATS["srv1"])
    return Answer(write(lines).encode(), f"{content_type}; charset=utf-8")


def _vtt(lines: list[str]) -> str:
    cues = (
        f"{_clock(index * CUE_SECONDS)} --> {_clock((index + 1) * CUE_SECONDS)}\n{line}\n"
        for index, line in enumerate(lines)
    )
    return "\n".join(["WEBVTT\nKind: captions\n", *cues])


def _json3(lines: list[str]) -> str:
    milliseconds = CUE_SECONDS * 1000
    events = [
        {"tStartMs": index * milliseconds, "dDurationMs": milliseconds, "segs": [{"utf8": line}]}
        for index, line in enumerate(lines)
    ]
    return json.dumps({"wireMagic": "pb3", "events": events})


def _srv1(lines: list[str]) -> str:
    cues = (
        f'<text start="{index * CUE_SECONDS}" dur="{CUE_SECONDS}">{html.escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    return f'<?xml version="1.0" encoding="utf-8" ?><transcript>{"".join(cues)}</transcript>'


def _srv3(lines: list[str]) -> str:
    cues = (
        f'<p t="{index * CUE_SECONDS * 1000}" d="{CUE_SECONDS * 1000}">{html.escape(line)}</p>'
        for index, line in enumerate(lines)
    )
    return f'<?xml version="1.0" ?><timedtext format="3"><body>{"".join(cues)}</body></timedtext>'


def _ttml(lines: list[str]) -> str:
    cues = (
        f'<p begin="{_clock(index * CUE_SECONDS)}" dur="{CUE_SECONDS}s">{html.escape(line)}</p>'
        for index, line in enumerate(lines)
    )
    return f'<tt xmlns="http://www.w3.org/ns/ttml"><body><div>{"".join(cues)}</div></body></tt>'


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


_FORMATS: dict[str, tuple[str, Callable[[list[str]], str]]] = {
    "vtt": ("text/vtt", _vtt),
    "json3": ("application/json", _json3),
    "srv1": ("text/xml", _srv1),
    "srv2": ("text/xml", _srv1),
    "srv3": ("text/xml", _srv3),
    "ttml": ("text/xml", _ttml),
}
