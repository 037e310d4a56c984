"""Playlist pages, the uploads of channels, and their continuations."""

import base64
import binascii
import itertools
from collections.abc import Iterator
from typing import Any

from .catalogue import Catalogue, Entry, Playlist
from .player import thumbnails

PAGE_ENTRIES = 100

MISSING: dict[str, Any] = {
    "alerts": [{"alertRenderer": {"type": "ERROR", "text": {"simpleText": "The playlist does not exist."}}}]
}


def playlist_answer(playlist: Playlist) -> dict[str, Any]:
    """The first page of a playlist or of a channel's uploads."""
    tab = _channel_tab(playlist) if playlist.is_channel else _playlist_tab(playlist)
    contents = {"contents": {"twoColumnBrowseResultsRenderer": {"tabs": [{"tabRenderer": tab}]}}}
    return contents | (_channel_heading(playlist) if playlist.is_channel else _playlist_heading(playlist))


def continuation_answer(catalogue: Catalogue, token: str) -> dict[str, Any] | None:
    """The page of entries that `token` stands for; None for a token that was never given."""
    try:
        playlist_id, _, offset = base64.urlsafe_b64decode(token).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    playlist = catalogue.playlist(playlist_id)
    if playlist is None or not offset.isdecimal():
        return None
    items = list(_items(playlist, int(offset)))
    return {"onResponseReceivedActions": [{"appendContinuationItemsAction": {"continuationItems": items}}]}


def _items(playlist: Playlist, offset: int) -> Iterator[dict[str, Any]]:
    """One page of entries from `offset` on, and how to get the next page."""
    stop = offset + PAGE_ENTRIES
    render = _channel_item if playlist.is_channel else _playlist_item
    for index, entry in enumerate(itertools.islice(playlist.entries, offset, stop), offset + 1):
        yield render(entry, index)
    if stop < len(playlist.entries):
        token = base64.urlsafe_b64encode(f"{playlist.id}:{stop}".encode()).decode()
        command = {"token": token, "request": "CONTINUATION_REQUEST_TYPE_BROWSE"}
        yield {"continuationItemRenderer": {"continuationEndpoint": {"continuationCommand": command}}}


def _playlist_item(entry: Entry, index: int) -> dict[str, Any]:
    renderer: dict[str, Any] = {
        "videoId": entry.video_id,
        "thumbnail": {"thumbnails": thumbnails(entry.video_id)},
        "title": {"runs": [{"text": entry.title}]},
        "index": {"simpleText": str(index)},
        "isPlayable": entry.duration_seconds is not None,
    }
    if entry.duration_seconds is not None:
        renderer["lengthSeconds"] = str(round(entry.duration_seconds))
        renderer["lengthText"] = {"simpleText": _clock(entry.duration_seconds)}
        renderer["videoInfo"] = {"runs": [{"text": "1.2k views"}, {"text": " • "}, {"text": "2 years ago"}]}
    return {"playlistVideoRenderer": renderer}


def _channel_item(entry: Entry, _index: int) -> dict[str, Any]:
    badge = {"thumbnailBadgeViewModel": {"text": _clock(entry.duration_seconds or 0)}}
    model = {
        "contentId": entry.video_id,
        "contentType": "LOCKUP_CONTENT_TYPE_VIDEO",
        "contentImage": {
            "thumbnailViewModel": {
                "image": {"sources": thumbnails(entry.video_id)},
                "overlays": [{"thumbnailBottomOverlayViewModel": {"badges": [badge]}}],
            }
        },
        "metadata": {"lockupMetadataViewModel": {"title": {"content": entry.title}}},
    }
    return {"richItemRenderer": {"content": {"lockupViewModel": model}}}


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _playlist_tab(playlist: Playlist) -> dict[str, Any]:
    videos = {"playlistId": playlist.id, "contents": list(_items(playlist, 0))}
    section = {"itemSectionRenderer": {"contents": [{"playlistVideoListRenderer": videos}]}}
    return {"selected": True, "content": {"sectionListRenderer": {"contents": [section]}}}


def _channel_tab(playlist: Playlist) -> dict[str, Any]:
    return {
        "title": "Videos",
        "selected": True,
        "endpoint": {"commandMetadata": {"webCommandMetadata": {"url": f"/{playlist.id}/videos"}}},
        "content": {"richGridRenderer": {"contents": list(_items(playlist, 0))}},
    }


def _playlist_heading(playlist: Playlist) -> dict[str, Any]:
    count = {"runs": [{"text": f"{len(playlist.entries):,}"}, {"text": " videos"}]}
    owner = {
        "text": playlist.channel,
        "navigationEndpoint": {
            "browseEndpoint": {"browseId": playlist.channel_id, "canonicalBaseUrl": f"/{playlist.handle}"}
        },
    }
    header = {
        "playlistId": playlist.id,
        "title": {"simpleText": playlist.title},
        "numVideosText": count,
        "ownerText": {"runs": [owner]},
        "viewCountText": {"simpleText": "1,234 views"},
        "stats": [count, {"simpleText": "1,234 views"}],
    }
    return {
        "metadata": {"playlistMetadataRenderer": {"title": playlist.title, "description": ""}},
        "header": {"playlistHeaderRenderer": header},
        "microformat": {
            "microformatDataRenderer": {"title": playlist.title, "noindex": False, "unlisted": False}
        },
    }


def _channel_heading(playlist: Playlist) -> dict[str, Any]:
    renderer = {
        "title": playlist.channel,
        "description": "Invented for tests.",
        "externalId": playlist.channel_id,
        "vanityChannelUrl": f"http://www.youtube.com/{playlist.handle}",
    }
    return {"metadata": {"channelMetadataRenderer": renderer}}
