"""The formats of a video: the files with picture and sound, and those of its DASH manifest."""

import logging
from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as ET

from jobs import ytdlp
from jobs.errors import Failure

from . import client
from .posts import Medium, Rendition

logger = logging.getLogger(__name__)

_FILES = ".//{urn:mpeg:dash:schema:mpd:2011}Representation"
_ADDRESS = "{urn:mpeg:dash:schema:mpd:2011}BaseURL"


def formats(medium: Medium) -> list[dict[str, Any]]:
    """All formats of a video, the best first: those with sound and picture, then those of its manifest."""
    joined = [_joined(number, each, medium) for number, each in enumerate(medium.videos)]
    return joined + _of_manifest(medium.dash_manifest)


def _joined(number: int, rendition: Rendition, medium: Medium) -> dict[str, Any]:
    return {
        "format_id": rendition.id or str(number),
        "ext": "mp4",
        "resolution": f"{rendition.width}x{rendition.height}" if rendition.width else None,
        "filesize": None,
        "fps": None,
        "vcodec": None,
        "acodec": None if medium.has_audio else "none",
        "tbr": None,
        "url": rendition.url,
    }


def _of_manifest(manifest: str | None) -> list[dict[str, Any]]:
    """What yt-dlp finds in an MPD document, the best first; nothing in one that is none."""
    if not manifest:
        return []
    try:
        found = ytdlp.dash_formats(manifest, client.PLATFORM)
    except Failure:
        logger.warning("a DASH manifest that yt-dlp does not understand")
        return []
    found.sort(key=lambda each: (each.get("height") or 0, each.get("tbr") or 0), reverse=True)
    document = ET.fromstring(manifest)  # noqa: S314 - yt-dlp has parsed it already
    told = {each.findtext(_ADDRESS): each.attrib for each in document.iterfind(_FILES)}
    return [_format(each, told.get(each["url"], {})) for each in found]


def _format(form: Mapping[str, Any], told: Mapping[str, str]) -> dict[str, Any]:
    """A format of yt-dlp's with what the manifest tells besides: the size in bytes, and the frame rate."""
    width, height = form.get("width"), form.get("height")
    return {
        "format_id": form["format_id"],
        "ext": form["ext"],
        "resolution": f"{width}x{height}" if width and height else None,
        "filesize": _number(told.get("FBContentLength")),
        "fps": _number(told.get("frameRate")),
        "vcodec": form.get("vcodec"),
        "acodec": form.get("acodec"),
        "tbr": form.get("tbr"),
        "url": form["url"],
    }


def _number(written: str | None) -> int | None:
    """`30`, or as manifests write frame rates, `15360/512`."""
    try:
        return round(Fraction(written or ""))
    except (ValueError, ZeroDivisionError):
        return None
