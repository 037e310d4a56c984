"""What is done with what was fetched: tags, chapters, cover, and the audio format asked for."""

from collections.abc import Mapping
from typing import Any

from jobs.joining import Chapter, Tags

# The containers into which yt-dlp can put a cover (postprocessor/embedthumbnail.py).
_HOLDS_NO_COVER = {"wav"}
# LAME's variable bit rate for transparent sound, about 190 kbit/s.
_MP3_QUALITY = "2"
_TAGS = {"key": "FFmpegMetadata", "add_metadata": True, "add_chapters": True}


def tags(info: Mapping[str, Any]) -> Tags:
    """What a video tells of itself, from yt-dlp's info dict."""
    texts = {
        "title": info.get("title"),
        "artist": info.get("uploader"),
        "date": info.get("upload_date"),
        "description": info.get("description"),
        "comment": info.get("webpage_url"),
    }
    return Tags(
        texts={name: text for name, text in texts.items() if text},
        chapters=[
            Chapter(each["start_time"], each["end_time"], each.get("title") or "")
            for each in info.get("chapters") or []
        ],
    )


def for_audio(audio_format: str) -> dict[str, Any]:
    """The sound alone, with title, artist and cover; `best` keeps what the platform has."""
    extract = {"key": "FFmpegExtractAudio", "preferredcodec": audio_format, "preferredquality": _MP3_QUALITY}
    if audio_format in _HOLDS_NO_COVER:
        return {"postprocessors": [extract, _TAGS]}
    return {
        "writethumbnail": True,
        "postprocessors": [
            {"key": "FFmpegThumbnailsConvertor", "format": "jpg", "when": "before_dl"},
            extract,
            _TAGS,
            {"key": "EmbedThumbnail"},
        ],
    }
