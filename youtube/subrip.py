"""Captions as SubRip (`.srt`), which every player knows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from yt_dlp.utils import timetuple_from_msec

from jobs.errors import Code, Failure


def as_srt(document: str, *, one_at_a_time: bool) -> str:
    """YouTube's own `json3` as SubRip. Raises Failure where it cannot be read.

    Lines of automatic captions stay until the next but one appears, which only YouTube's player shows well;
    `one_at_a_time` ends each when the next begins.
    """
    try:
        events = json.loads(document)["events"]
        cues = [cue for event in events if (cue := _cue(event)).text]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Failure(Code.EXTRACTION_FAILED) from error
    if one_at_a_time:
        cues = [cue.until(following.start_ms) for cue, following in pairwise(cues)] + cues[-1:]
    return "\n".join(f"{number}\n{cue}" for number, cue in enumerate(cues, 1))


@dataclass(frozen=True)
class _Cue:
    start_ms: int
    end_ms: int
    text: str

    def until(self, moment_ms: int) -> "_Cue":
        return replace(self, end_ms=min(self.end_ms, moment_ms))

    def __str__(self) -> str:
        return f"{_clock(self.start_ms)} --> {_clock(self.end_ms)}\n{self.text}\n"


def _cue(event: Mapping[str, Any]) -> _Cue:
    """What one of YouTube's events shows; nothing, if it only moves the window of the text."""
    text = "".join(segment.get("utf8", "") for segment in event.get("segs", ()))
    lines = (line.strip() for line in text.splitlines())
    start_ms = event.get("tStartMs", 0)
    # A blank line would end the cue.
    return _Cue(start_ms, start_ms + event.get("dDurationMs", 0), "\n".join(line for line in lines if line))


def _clock(milliseconds: int) -> str:
    return "{:02}:{:02}:{:02},{:03}".format(*timetuple_from_msec(milliseconds))
