"""Real answers of YouTube, kept outside the project and replayed as if they were given now."""

import functools
import gzip
import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .addresses import Addresses
from .catalogue import Live, Video
from .pages import UNKNOWN_NEXT
from .player import WEB_CLIENT

ERROR_CLIENT = "ANDROID"
"""A video of which this client's answer alone was recorded could not be played by any."""
FIRST_CLIENT = "VISIONOS"
"""The client yt-dlp asks as first; it stands in for others that were not recorded."""


class Recordings:
    """The folder `youtube` of a folder of recordings: gzipped JSON in `player`, `next` and `playlist`."""

    def __init__(self, directory: Path, addresses: Addresses) -> None:
        self._directory = directory / "youtube"
        self._addresses = addresses

    def video_ids(self) -> list[str]:
        """The ids of all recorded videos."""
        return sorted({path.name.split(".")[0] for path in self._directory.glob("player/*.json.gz")})

    def playlist_ids(self) -> list[str]:
        """The ids of all recorded playlists."""
        return sorted(path.name.split(".")[0] for path in self._directory.glob("playlist/*.items.json.gz"))

    def player(self, video_id: str, client: str) -> dict[str, Any] | None:
        """What `client` was told about a video, its addresses renewed; None when it was not recorded."""
        clients = self._clients(video_id)
        if not clients:
            return None
        if clients == {ERROR_CLIENT}:
            client = ERROR_CLIENT
        elif client not in clients:
            client = FIRST_CLIENT if client != WEB_CLIENT and FIRST_CLIENT in clients else min(clients)
        answer: dict[str, Any] = self._read(f"player/{video_id}.{client}") or {}
        self._renew(answer, video_id)
        return answer

    def broadcast(self, video_id: str) -> Video | None:
        """An invented stream in place of a recorded broadcast, of which no media was recorded."""
        details = (self.player(video_id, FIRST_CLIENT) or {}).get("videoDetails", {})
        if not details.get("isLive"):
            return None
        return Video(video_id, details["title"], hls=(360,), live=Live.NOW)

    def next(self, video_id: str) -> dict[str, Any] | None:
        """What surrounded a video; None when neither this nor the video was recorded."""
        recorded: dict[str, Any] | None = self._read(f"next/{video_id}")
        if recorded is None and self._clients(video_id):
            return UNKNOWN_NEXT
        return recorded

    def playlist(self, playlist_id: str) -> dict[str, Any] | None:
        """The first page of a playlist; None when it was not recorded."""
        header: dict[str, Any] | None = self._read(f"playlist/{playlist_id}.header")
        if header is None:
            return None
        videos = {"playlistId": playlist_id, "contents": self._read(f"playlist/{playlist_id}.items")}
        section = {"itemSectionRenderer": {"contents": [{"playlistVideoListRenderer": videos}]}}
        tab = {"selected": True, "content": {"sectionListRenderer": {"contents": [section]}}}
        contents = {"twoColumnBrowseResultsRenderer": {"tabs": [{"tabRenderer": tab}]}}
        return {**header, "contents": contents}

    def continuation(self, token: str) -> dict[str, Any] | None:
        """The page of a playlist that `token` stands for; None when it was not recorded."""
        return self._continuations.get(token)

    @functools.cached_property
    def _continuations(self) -> dict[str, dict[str, Any]]:
        pages = map(_read_gzipped, self._directory.glob("playlist/continuation-*.json.gz"))
        return {page["token"]: page["response"] for page in pages}

    @functools.cached_property
    def _clients_of(self) -> dict[str, set[str]]:
        clients: dict[str, set[str]] = {}
        for path in self._directory.glob("player/*.json.gz"):
            video_id, client, *_ = path.name.split(".")
            clients.setdefault(video_id, set()).add(client)
        return clients

    def _clients(self, video_id: str) -> set[str]:
        return self._clients_of.get(video_id, set())

    def _read(self, name: str) -> Any:
        path = self._directory / f"{name}.json.gz"
        # A name comes from a request and may try to leave the folder.
        if path.parent.parent != self._directory or "/" in Path(name).name or not path.is_file():
            return None
        return _read_gzipped(path)

    def _renew(self, answer: dict[str, Any], video_id: str) -> None:
        """Make the addresses in `answer` good from now on, and complete them by what media is made from."""
        for form in _with_address(answer):
            extra = {"id": video_id, "itag": str(form["itag"])}
            extra |= {name: str(form[name]) for name in ("width", "height") if name in form}
            if "contentLength" in form:
                extra["clen"] = form["contentLength"]
            form["url"] = self._addresses.renewed(form["url"], extra)
        if answer.get("videoDetails", {}).get("isLive") and "streamingData" in answer:
            answer["streamingData"]["hlsManifestUrl"] = self._addresses.issue_stream(video_id)


def _with_address(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    streams = answer.get("streamingData", {})
    for form in [*streams.get("formats", []), *streams.get("adaptiveFormats", [])]:
        if urllib.parse.urlsplit(form.get("url", "")).path == "/videoplayback":
            yield form


def _read_gzipped(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)
