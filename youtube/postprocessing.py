"""What a video's file tells of itself."""

from collections.abc import Mapping
from typing import Any

from jobs.joining import Chapter, Tags


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
