"""Makes the file of a video, or of its sound, the way yt-dlp does of its own sites."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jobs import ytdlp
from jobs.errors import Code, Failure
from jobs.joining import Tags
from jobs.providers import Expectation, Product

from . import client, names, renditions
from .contents import Content
from .posts import Medium
from .wishes import Make, Wish


@dataclass(frozen=True)
class VideoPlan:
    """How to make a file: the formats that were chosen, and what to do with them.

    Without `tags` yt-dlp writes its own, together with the cover.
    """

    name: str
    info: Mapping[str, Any]
    options: Mapping[str, Any]
    tags: Tags | None
    expected: Expectation

    @property
    def unmeasured(self) -> list[str]:
        """The addresses whose files' sizes are to be asked for."""
        return [each["url"] for each in self.info["formats"] if not each.get("filesize")]

    @property
    def size_bytes(self) -> int | None:
        """How much there is to fetch; None where Instagram does not tell."""
        sizes = [each.get("filesize") for each in self.info["formats"]]
        return None if None in sizes else sum(size or 0 for size in sizes)

    def measured(self, sizes: Mapping[str, int | None]) -> "VideoPlan":
        """The plan with the sizes that are known now."""
        formats = [
            {**each, "filesize": each.get("filesize") or sizes.get(each["url"])}
            for each in self.info["formats"]
        ]
        return replace(self, info={**self.info, "formats": formats})

    def make(self, folder: Path, meter: ytdlp.Meter, connections: int) -> Product:
        """Fetch it into `folder`, and join or convert it. Raises Failure."""
        options = {**self.options, **ytdlp.output_folder(folder, "media"), **ytdlp.connections(connections)}
        path = ytdlp.finished_file(ytdlp.download(self.info, client.PLATFORM, options, meter, self.tags))
        return Product(path, f"{self.name}{path.suffix}", self.expected)


def plan(stem: str, medium: Medium, content: Content, wish: Wish) -> VideoPlan:
    """Raises Failure where the video has nothing that answers the wish."""
    info = _info(stem, medium, content, wish.quality)
    is_audio = wish.make is Make.AUDIO_ONLY
    options = _audio_options(wish.audio_format) if is_audio else _VIDEO_OPTIONS
    chosen = ytdlp.chosen_formats(ytdlp.choose(info, client.PLATFORM, options))
    ids = {each["format_id"] for each in chosen}
    return VideoPlan(
        name=f"{stem}_audio" if is_audio else f"{stem}_video",
        info={**info, "formats": [each for each in info["formats"] if each["format_id"] in ids]},
        options=options,
        tags=None if is_audio else _tags(info),
        expected=Expectation(
            has_video=not is_audio,
            has_audio=medium.has_audio,
            duration_seconds=medium.duration,
        ),
    )


def _info(stem: str, medium: Medium, content: Content, quality: str) -> dict[str, Any]:
    """yt-dlp's info dict of a video in one size."""
    if not medium.videos and not medium.dash_manifest:
        raise Failure(Code.EXTRACTION_FAILED)
    cover = renditions.image(medium, "best")
    return {
        "id": stem,
        "title": names.first_line(content.caption) or content.owner,
        "uploader": content.owner,
        "upload_date": datetime.fromtimestamp(content.taken_at, UTC).strftime("%Y%m%d"),
        "description": content.caption,
        "webpage_url": content.page,
        "duration": medium.duration,
        "thumbnails": [{"url": cover.url}] if cover else [],
        "formats": renditions.video_formats(medium, quality),
    }


# At the same size what plays on any phone, and one file with picture and sound rather than two.
_VIDEO_OPTIONS = {
    "format": "bv*+ba/bv*",
    "format_sort": ["vcodec:h264", "acodec:aac", "hasaud"],
    "merge_output_format": "mp4",
}


def _audio_options(audio_format: str) -> dict[str, Any]:
    return {"format": "ba/b*[acodec!=none]", "format_sort": ["acodec:aac"], **ytdlp.for_audio(audio_format)}


def _tags(info: Mapping[str, Any]) -> Tags:
    texts = {
        "title": info["title"],
        "artist": info["uploader"],
        "date": info["upload_date"],
        "description": info["description"],
        "comment": info["webpage_url"],
    }
    return Tags(texts={name: text for name, text in texts.items() if text})
