"""What is done with sound that was fetched: the format asked for, tags and a cover."""

from typing import Any

# The containers into which yt-dlp can put a cover (postprocessor/embedthumbnail.py).
_HOLDS_NO_COVER = {"wav"}
# LAME's variable bit rate for transparent sound, about 190 kbit/s.
_MP3_QUALITY = "2"
_TAGS = {"key": "FFmpegMetadata", "add_metadata": True, "add_chapters": True}


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
