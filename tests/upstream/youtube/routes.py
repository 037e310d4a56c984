"""YouTube's hosts and paths: what each request is about."""

import re
import urllib.parse
from dataclasses import dataclass

from ..messages import Kind, Request, Subject
from . import hls
from .addresses import HLS_HOST

PAGE_HOSTS = ("www.youtube.com", "youtube.com", "m.youtube.com", "music.youtube.com")
SHORT_HOST = "youtu.be"
IMAGE_HOSTS = ("i.ytimg.com", "img.youtube.com", "yt3.ggpht.com", "yt3.googleusercontent.com")
MEDIA_HOSTS = ".googlevideo.com"
RESOLVE_PATH = "/youtubei/v1/navigation/resolve_url"


@dataclass(frozen=True)
class Route:
    """A pattern of paths; the id is its group, a parameter of the address or a field of the JSON body."""

    path: str
    kind: Kind
    parameter: str = ""
    field: str = ""

    def subject(self, request: Request, path: str) -> Subject | None:
        """What `request` is about if `path` is of this pattern."""
        match = re.fullmatch(self.path, path)
        if match is None:
            return None
        if self.field:
            return Subject(self.kind, str(request.json.get(self.field, "")).removeprefix("VL"))
        if self.parameter:
            return Subject(self.kind, request.query.get(self.parameter, ""))
        return Subject(self.kind, match[1] if match.lastindex else "")


_ROUTES = (
    Route("/?", Kind.PAGE),
    Route("/watch", Kind.PAGE, parameter="v"),
    Route("/(?:embed|shorts|live)/([^/]+)", Kind.PAGE),
    Route("/playlist", Kind.PLAYLIST, parameter="list"),
    Route("/(@[^/]+)(?:/videos)?", Kind.PLAYLIST),
    Route("/youtubei/v1/player", Kind.PLAYER, field="videoId"),
    Route("/youtubei/v1/next", Kind.NEXT, field="videoId"),
    Route("/youtubei/v1/browse", Kind.PLAYLIST, field="browseId"),
    Route("/api/timedtext", Kind.CAPTIONS, parameter="v"),
    Route("/iframe_api|/s/player/.+", Kind.SCRIPT),
)


def owns(host: str) -> bool:
    """Whether `host` is one of YouTube's."""
    return host in (*PAGE_HOSTS, *IMAGE_HOSTS, SHORT_HOST) or host.endswith(MEDIA_HOSTS)


def subject_of(request: Request) -> Subject | None:
    """What `request` is about; None for a path nobody foresaw."""
    path = urllib.parse.unquote(request.path)
    if request.host in IMAGE_HOSTS:
        named = re.match(r"/(?:vi|vi_webp|sb)/([^/]+)/", path)
        return Subject(Kind.IMAGE, named[1] if named else "")
    if request.host.endswith(MEDIA_HOSTS):
        return _media_subject(request)
    if request.host == SHORT_HOST:
        return Subject(Kind.PAGE, path.strip("/"))
    if path == RESOLVE_PATH:
        return Subject(Kind.PLAYLIST, _resolved(str(request.json.get("url", ""))))
    return next(filter(None, (route.subject(request, path) for route in _ROUTES)), None)


def _media_subject(request: Request) -> Subject | None:
    video_id = (request.query or hls.path_parameters(request.path)).get("id", "")
    if request.host == HLS_HOST:
        return Subject(Kind.MANIFEST, video_id)
    return Subject(Kind.MEDIA, video_id) if request.path.startswith("/videoplayback") else None


def _resolved(address: str) -> str:
    """The playlist id or the channel's handle in an address of a playlist page."""
    parts = urllib.parse.urlsplit(address)
    listed = urllib.parse.parse_qs(parts.query).get("list")
    return listed[0] if listed else parts.path.strip("/").split("/")[0]
