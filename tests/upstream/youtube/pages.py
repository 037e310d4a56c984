"""The watch page and the answers of `youtubei/v1/next`."""

import json
from typing import Any

from .catalogue import Playlist, Video

PLAYER_ID = "0a1b2c3d"
PLAYER_PATH = f"/s/player/{PLAYER_ID}/player_es6.vflset/en_US/base.js"
SIGNATURE_TIMESTAMP = 20_000
UNKNOWN_NEXT: dict[str, Any] = {"contents": {"twoColumnWatchNextResults": {"results": {}}}}

_CONFIGURATION = {
    "INNERTUBE_API_KEY": "AIzaSyStandIn000000000000000000000000000",
    "INNERTUBE_API_VERSION": "v1",
    "INNERTUBE_CLIENT_NAME": "WEB",
    "INNERTUBE_CLIENT_VERSION": "2.20260708.00.00",
    "INNERTUBE_CONTEXT_CLIENT_NAME": 1,
    "INNERTUBE_CONTEXT": {"client": {"hl": "en", "clientName": "WEB", "clientVersion": "2.20260708.00.00"}},
    "VISITOR_DATA": "CgtzdGFuZGluMDAwMA%3D%3D",
    "PLAYER_JS_URL": PLAYER_PATH,
    # With it nobody has to read the player's JavaScript.
    "STS": SIGNATURE_TIMESTAMP,
}
PLAYER_JAVASCRIPT = f"var player={{signatureTimestamp:{SIGNATURE_TIMESTAMP}}};"
IFRAME_API = f'var scriptUrl = "https:\\/\\/www.youtube.com\\/s\\/player\\/{PLAYER_ID}\\/www-widgetapi.js";'


def page(*, signed_in: bool = False, **variables: Any) -> str:
    """A web page of YouTube that sets these JavaScript variables."""
    configuration = {**_CONFIGURATION, "LOGGED_IN": signed_in}
    scripts = "".join(
        f"<script>var {name} = {_script_json(value)};</script>" for name, value in variables.items()
    )
    return (
        "<!DOCTYPE html><html><head><title>YouTube</title>"
        f"<script>ytcfg.set({_script_json(configuration)});</script></head><body>{scripts}</body></html>"
    )


def next_answer(video: Video | None, playlist: Playlist | None = None) -> dict[str, Any]:
    """What surrounds a video; None stands for an unknown id."""
    if video is None:
        return UNKNOWN_NEXT
    results = {"results": {"contents": [_primary(video), _secondary(video)]}}
    columns: dict[str, Any] = {"results": results}
    if playlist:
        columns["playlist"] = {"playlist": _playlist_panel(playlist)}
    answer: dict[str, Any] = {
        "contents": {"twoColumnWatchNextResults": columns},
        "currentVideoEndpoint": {"watchEndpoint": {"videoId": video.id}},
    }
    if video.chapters:
        answer["engagementPanels"] = [_chapter_panel(video)]
    return answer


def _script_json(value: Any) -> str:
    # As YouTube does: no text may end the script element it stands in.
    return json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e")


def _primary(video: Video) -> dict[str, Any]:
    badges = (
        [{"metadataBadgeRenderer": {"icon": {"iconType": "PRIVACY_UNLISTED"}, "label": "Unlisted"}}]
        if video.unlisted
        else []
    )
    return {
        "videoPrimaryInfoRenderer": {
            "title": {"runs": [{"text": video.title}]},
            "viewCount": {"videoViewCountRenderer": {"viewCount": {"simpleText": "1,234 views"}}},
            "dateText": {"simpleText": "1 Mar 2024"},
            "badges": badges,
        }
    }


def _secondary(video: Video) -> dict[str, Any]:
    endpoint = {
        "commandMetadata": {"webCommandMetadata": {"url": f"/{video.handle}"}},
        "browseEndpoint": {"browseId": video.channel_id, "canonicalBaseUrl": f"/{video.handle}"},
    }
    owner = {
        "title": {"runs": [{"text": video.channel, "navigationEndpoint": endpoint}]},
        "navigationEndpoint": endpoint,
        "subscriberCountText": {"simpleText": "7.89k subscribers"},
    }
    return {"videoSecondaryInfoRenderer": {"owner": {"videoOwnerRenderer": owner}}}


def _chapter_panel(video: Video) -> dict[str, Any]:
    items = [
        {
            "macroMarkersListItemRenderer": {
                "title": {"simpleText": chapter.title},
                "timeDescription": {
                    "simpleText": f"{chapter.start_seconds // 60}:{chapter.start_seconds % 60:02}"
                },
            }
        }
        for chapter in video.chapters
    ]
    return {
        "engagementPanelSectionListRenderer": {
            "panelIdentifier": "engagement-panel-macro-markers-description-chapters",
            "content": {"macroMarkersListRenderer": {"contents": items}},
        }
    }


def _playlist_panel(playlist: Playlist) -> dict[str, Any]:
    """The playlist beside a video, of which yt-dlp follows the link alone."""
    return {
        "title": playlist.title,
        "playlistId": playlist.id,
        "contents": [],
        "endpoint": {"commandMetadata": {"webCommandMetadata": {"url": f"/playlist?list={playlist.id}"}}},
    }
