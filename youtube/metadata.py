"""What yt-dlp tells of videos and playlists → what the API tells. Pure functions: nobody is asked."""

from collections.abc import Mapping
from typing import Any

from yt_dlp.utils import formatSeconds

from jobs.models import File

from .formats import HEIGHTS
from .playlists import Entry, Part, Playlist
from .subtitles import Track, automatic, written

# What this API calls them → how YouTube names the files.
THUMBNAIL_FILES = {
    "maxres": "maxresdefault",
    "hq": "hqdefault",
    "mq": "mqdefault",
    "sd": "sddefault",
    "default": "default",
}
# Selectors of yt-dlp's, as the API's reference has them.
_RECOMMENDED = {
    "best_video": "bestvideo+bestaudio/best",
    "best_audio": "bestaudio/best",
    "720p": "bestvideo[height<=720]+bestaudio",
    "1080p": "bestvideo[height<=1080]+bestaudio",
}
_RECOMMENDED_IF_THERE = {
    "1440p": "bestvideo[height<=1440]+bestaudio",
    "4k": "bestvideo[height<=2160]+bestaudio",
}
_SAME_IN_YTDLP = (
    *("id", "title", "description", "duration", "view_count", "upload_date"),
    *("channel", "channel_id", "channel_url", "thumbnail", "webpage_url", "age_limit"),
    *("live_status", "availability", "media_type", "release_timestamp", "like_count"),
)


def video(info: Mapping[str, Any]) -> dict[str, Any]:
    """All about a video; None for what YouTube does not tell."""
    duration = info.get("duration")
    return {name: info.get(name) for name in _SAME_IN_YTDLP} | {
        "duration_string": None if duration is None else formatSeconds(duration),
        "channel_subscriber_count": info.get("channel_follower_count"),
        "thumbnails": _thumbnails(info),
        "is_live": info.get("live_status") == "is_live",
        "chapters": info.get("chapters") or [],
        "audio_languages": sorted({each["language"] for each in info["formats"] if each.get("language")}),
    }


def playlist(found: Playlist, part: Part) -> dict[str, Any]:
    """A playlist with some of its videos in full."""
    return _heading(found) | {
        "videos": [{"index": index, **video(info)} for index, info in part.videos.items()],
        "unavailable_count": part.unavailable_count,
    }


def listing(found: Playlist) -> dict[str, Any]:
    """A playlist with what it tells of each of its entries."""
    return _heading(found) | {"videos": [_listed(entry) for entry in found.entries]}


def formats(info: Mapping[str, Any]) -> dict[str, Any]:
    """The formats in groups, the best first, and selectors for yt-dlp."""
    groups: dict[str, list[dict[str, Any]]] = {"video_only": [], "audio_only": [], "combined": []}
    for each in reversed(info["formats"]):
        if group := _group(each):
            groups[group].append(_format(each))
    return {
        "video_id": info["id"],
        "title": info["title"],
        "formats": groups,
        "recommended": _RECOMMENDED | _recommended_of_high_resolution(info),
    }


def thumbnail(info: Mapping[str, Any], quality: str) -> dict[str, Any]:
    """The address of a video's picture in a quality of THUMBNAIL_FILES, and of all others."""
    return {
        "video_id": info["id"],
        "title": info["title"],
        "quality": quality,
        "thumbnail_url": f"https://img.youtube.com/vi/{info['id']}/{THUMBNAIL_FILES[quality]}.jpg",
        "all_thumbnails": [
            {"quality": each["id"], "url": each["url"], **_size(each)} for each in info["thumbnails"]
        ],
    }


def all_subtitles(info: Mapping[str, Any]) -> dict[str, Any]:
    """The subtitles in all languages."""
    by_people, by_machine = written(info), automatic(info)
    return {
        "video_id": info["id"],
        "title": info["title"],
        "manual_subtitles": [track.language for track in by_people],
        "auto_generated_subtitles": [track.language for track in by_machine],
        "subtitle_details": {track.language: track.formats for track in by_people},
        "auto_subtitle_details": {track.language: track.formats for track in by_machine},
    }


def subtitles(info: Mapping[str, Any], track: Track) -> dict[str, Any]:
    """The subtitles in one language."""
    return _track(info, track) | {"formats": track.formats}


def subtitle_file(info: Mapping[str, Any], track: Track, file: File) -> dict[str, Any]:
    """A file made of subtitles."""
    return _track(info, track) | {
        "filename": file.name,
        "download_url": f"/download/file/{file.name}",
        "expires_at": file.expires_at,
    }


def _track(info: Mapping[str, Any], track: Track) -> dict[str, Any]:
    return {
        "video_id": info["id"],
        "title": info["title"],
        "language": track.language,
        "is_auto_generated": track.is_automatic,
    }


def _heading(found: Playlist) -> dict[str, Any]:
    return {
        "playlist_id": found.id,
        "playlist_title": found.title,
        "playlist_count": len(found.entries),
        "uploader": found.uploader,
    }


def _listed(entry: Entry) -> dict[str, Any]:
    return {
        "index": entry.index,
        "id": entry.video.id,
        "title": entry.title,
        "duration": entry.duration_seconds,
        "url": entry.video.canonical,
        "thumbnail": entry.thumbnail,
        "available": entry.is_available,
    }


def _thumbnails(info: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those that YouTube named; yt-dlp adds guesses, whose size nobody knows and which may not be there."""
    return [{"url": each["url"], **_size(each)} for each in info["thumbnails"] if each.get("width")]


def _size(picture: Mapping[str, Any]) -> dict[str, Any]:
    return {"width": picture.get("width"), "height": picture.get("height")}


def _group(form: Mapping[str, Any]) -> str | None:
    """Where a format belongs; None for storyboards. A codec that is not known is not `none`."""
    has_video, has_audio = form.get("vcodec") != "none", form.get("acodec") != "none"
    if has_video and has_audio:
        return "combined"
    if has_video:
        return "video_only"
    return "audio_only" if has_audio else None


def _format(form: Mapping[str, Any]) -> dict[str, Any]:
    names = ("format_id", "ext", "resolution", "vcodec", "acodec", "format_note", "language", "dynamic_range")
    return {name: form.get(name) for name in names} | {
        "abr": form.get("abr") or None,  # yt-dlp has 0 where there is no sound
        "tbr": form.get("tbr") or None,
        "fps": round(form["fps"]) if form.get("fps") else None,
        "filesize": form.get("filesize") or form.get("filesize_approx"),
    }


def _recommended_of_high_resolution(info: Mapping[str, Any]) -> dict[str, str]:
    largest = max((_short_side(each) for each in info["formats"]), default=0)
    return {name: chosen for name, chosen in _RECOMMENDED_IF_THERE.items() if HEIGHTS[name] <= largest}


def _short_side(form: Mapping[str, Any]) -> int:
    """A portrait 1080x1920 is 1080p, as YouTube itself calls it."""
    return min(form.get("width") or 0, form.get("height") or 0)
