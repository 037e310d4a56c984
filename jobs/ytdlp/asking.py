"""Asks a platform what there is, and which formats answer a wish."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from yt_dlp.cookies import YoutubeDLCookieJar
from yt_dlp.extractor.common import InfoExtractor
from yt_dlp.utils import YoutubeDLError

from ..errors import Code, Failure
from ..transfer import BrokenError
from .failures import explain
from .guard import GuardedYtdlp
from .platform import Platform

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def extract(url: str, platform: Platform, cookies: YoutubeDLCookieJar | None = None) -> dict[str, Any]:
    """What the platform says of a video, as yt-dlp's info dict before any format is chosen.

    It is made of JSON's types, so that it can be kept; its formats are sorted, the best last, and have the
    ids by which `choose` knows them. `cookies` of an account leave no trace in it. Raises Failure.
    """
    with explained(GuardedYtdlp(platform, {}, cookies), platform) as ytdlp:
        info: dict[str, Any] = ytdlp.extract_info(url, download=False, process=False)
        if "formats" not in info:
            raise Failure(Code.EXTRACTION_FAILED)  # such as the address of a trailer in place of a film
        if info["formats"] == [] and ytdlp.request_errors:
            raise ytdlp.request_errors[-1]  # the extractor went on without the answer that mattered
    settled = choose(info, platform, {"ignore_no_formats_error": True, "check_formats": False})
    for each in settled["formats"]:
        each.pop("http_headers", None)  # made anew by who fetches, and so are cookies
        each.pop("cookies", None)
    # What is new in `settled` is about the formats chosen; a broadcast's title has got the time.
    kept = {name: settled[name] for name in info if name in settled}
    return _storable({**kept, "title": info.get("title") or settled["title"]})  # type: ignore[no-any-return]


def extract_list(url: str, platform: Platform, cookies: YoutubeDLCookieJar | None = None) -> dict[str, Any]:
    """What the platform says of a list of videos, as yt-dlp's info dict.

    `entries` is a list of dicts of what the list itself tells of each. Raises Failure, with `not_a_playlist`
    where the address turns out to lead to a video.
    """
    with explained(GuardedYtdlp(platform, {}, cookies), platform) as ytdlp:
        info: dict[str, Any] = ytdlp.extract_info(url, download=False, process=False)
        if info.get("_type") == "url":  # a channel has moved
            info = ytdlp.extract_info(info["url"], download=False, process=False, ie_key=info["ie_key"])
        if "entries" not in info:
            raise Failure(Code.NOT_A_PLAYLIST)
        info["entries"] = list(info["entries"])  # fetches page after page
    return _storable(info)  # type: ignore[no-any-return]


def read(url: str, platform: Platform, max_bytes: int, cookies: YoutubeDLCookieJar | None = None) -> bytes:
    """A small document of the platform's. Raises Failure."""
    with (
        explained(GuardedYtdlp(platform, {}, cookies), platform, Code.UPSTREAM_ERROR) as ytdlp,
        ytdlp.urlopen(url) as answer,
    ):
        content: bytes = answer.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise Failure(Code.EXTRACTION_FAILED)
    return content


def _storable(value: Any) -> Any:
    """The value in JSON's types, without what neither databases nor ffmpeg take, such as half an emoji."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {name: _storable(each) for name, each in value.items()}
    if isinstance(value, Iterable):
        return [_storable(each) for each in value]
    return value if isinstance(value, int | float) else None


def choose(info: Mapping[str, Any], platform: Platform, options: Mapping[str, Any]) -> dict[str, Any]:
    """The info dict of the formats that `options` choose of an extracted `info`, without fetching them.

    Raises Failure.
    """
    with explained(GuardedYtdlp(platform, options), platform) as ytdlp:
        chosen: dict[str, Any] = ytdlp.process_ie_result(dict(info), download=False)
    return chosen


def dash_formats(manifest: str, platform: Platform) -> list[dict[str, Any]]:
    """The formats of a DASH manifest, in yt-dlp's words: those that are one file each. Raises Failure."""
    with explained(GuardedYtdlp(platform, {}), platform) as ytdlp:
        extractor = InfoExtractor(ytdlp)
        formats = extractor._parse_mpd_formats(extractor._parse_xml(manifest, None), mpd_id="dash")
    return [each for each in formats if each.get("url") and "fragments" not in each]


def warm_up(platform: Platform) -> None:
    """Do once what every process would otherwise do anew; before the forks that shall profit."""
    with GuardedYtdlp(platform, {}) as ytdlp:
        ytdlp.warm_up()
    choose(_SAMPLE, platform, {})  # compiles the patterns


_SAMPLE = {
    "id": "sample",
    "title": "Sample",
    "formats": [
        {"format_id": "1", "url": "https://sample.invalid/1.mp4", "vcodec": "avc1", "acodec": "none"},
        {"format_id": "2", "url": "https://sample.invalid/2.m4a", "vcodec": "none", "acodec": "mp4a"},
    ],
}


@contextmanager
def explained(
    client: GuardedYtdlp, platform: Platform, otherwise: Code = Code.EXTRACTION_FAILED
) -> Iterator[GuardedYtdlp]:
    """yt-dlp whose exceptions become failures; those that nothing explains become `otherwise`."""
    with client as ytdlp:
        try:
            yield ytdlp
        except (YoutubeDLError, BrokenError, OSError) as error:
            raise explain(error, platform, ytdlp.request_errors, otherwise) from error
