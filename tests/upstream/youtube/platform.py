"""YouTube as the proxy sees it: which requests there are and who answers each."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..behaviour import Behaviour
from ..media import Container, MediaStore
from ..messages import Answer, FileAnswer, Kind, Request, Subject
from . import hls, samples
from .addresses import Addresses, media_of
from .captions import caption_answer
from .catalogue import Catalogue, Playlist, Video
from .pages import IFRAME_API, PLAYER_JAVASCRIPT, UNKNOWN_NEXT, next_answer, page
from .player import WEB_CLIENT, player_answer
from .playlists import MISSING, continuation_answer, playlist_answer
from .recordings import Recordings
from .routes import RESOLVE_PATH, owns, subject_of
from .sessions import Sessions

_IMAGE_SIZES = {
    "maxresdefault": (1280, 720), "hq720": (1280, 720), "sddefault": (640, 480),
    "hqdefault": (480, 360), "mqdefault": (320, 180), "default": (120, 90),
}  # fmt: skip


class YouTube:
    """Answers from the catalogue, and from recordings where the catalogue has nothing."""

    def __init__(self, media: MediaStore, recordings: Path | None = None) -> None:
        self.catalogue = Catalogue()
        self.catalogue.add(*samples.VIDEOS, *samples.PLAYLISTS)
        self.addresses = Addresses()
        self.sessions = Sessions()
        self.recordings = Recordings(recordings, self.addresses) if recordings else None
        self._media = media
        self._answers: Mapping[Kind, Callable[[Request, Behaviour], Answer | FileAnswer]] = {
            Kind.PAGE: self._page,
            Kind.PLAYER: self._player,
            Kind.NEXT: self._next,
            Kind.PLAYLIST: self._playlist,
            Kind.MEDIA: self._media_file,
            Kind.MANIFEST: self._manifest,
            Kind.CAPTIONS: self._captions,
            Kind.IMAGE: self._image,
            Kind.SCRIPT: self._script,
        }

    def owns(self, host: str) -> bool:
        """Whether `host` is one of YouTube's."""
        return owns(host)

    def identify(self, request: Request) -> Subject | None:
        """What `request` is about; None for a path nobody foresaw."""
        return subject_of(request)

    def answer(self, request: Request, behaviour: Behaviour) -> Answer | FileAnswer:
        """The answer to an identified request."""
        assert request.kind is not None
        return self._answers[request.kind](request, behaviour)

    def links(self) -> Mapping[str, str]:
        """Addresses a person can paste, each with what it shows."""
        links = {_link(entry): entry.note or entry.title for entry in self.catalogue}
        if self.recordings:
            videos, playlists = self.recordings.video_ids(), self.recordings.playlist_ids()
            links |= {f"https://www.youtube.com/watch?v={each}": "recorded" for each in videos}
            links |= {f"https://www.youtube.com/playlist?list={each}": "recorded" for each in playlists}
        return links

    def _page(self, request: Request, behaviour: Behaviour) -> Answer:
        video = self.catalogue.video(request.video_id)
        playlist = self.catalogue.playlist(request.query.get("list", ""))
        around = next_answer(video, playlist) if video else self._recorded_next(request.video_id)
        signed_in = self.sessions.knows(request)
        player = self._player_answer(request.video_id, WEB_CLIENT, behaviour, signed_in=signed_in)
        html = page(signed_in=signed_in, ytInitialPlayerResponse=player, ytInitialData=around)
        return replace(Answer.of_html(html), headers=self.sessions.changes(request))

    def _player(self, request: Request, behaviour: Behaviour) -> Answer:
        client = request.json.get("context", {}).get("client", {}).get("clientName", "")
        signed_in = self.sessions.knows(request)
        return Answer.of_json(self._player_answer(request.video_id, client, behaviour, signed_in=signed_in))

    def _player_answer(
        self, video_id: str, client: str, behaviour: Behaviour, *, signed_in: bool
    ) -> dict[str, Any]:
        video = self.catalogue.video(video_id)
        recorded = self.recordings.player(video_id, client) if self.recordings and not video else None
        if recorded is not None and not behaviour.bot_check:
            return recorded
        bot_check = behaviour.bot_check
        return player_answer(video, client, self.addresses, bot_check=bot_check, signed_in=signed_in)

    def _next(self, request: Request, _behaviour: Behaviour) -> Answer:
        video = self.catalogue.video(request.video_id)
        return Answer.of_json(next_answer(video) if video else self._recorded_next(request.video_id))

    def _recorded_next(self, video_id: str) -> dict[str, Any]:
        recorded = self.recordings.next(video_id) if self.recordings else None
        return recorded or UNKNOWN_NEXT

    def _playlist(self, request: Request, _behaviour: Behaviour) -> Answer:
        if request.method == "GET":
            return Answer.of_html(page(ytInitialData=self._playlist_answer(request.video_id)))
        if request.path == RESOLVE_PATH:
            return Answer.of_json({"endpoint": {"browseEndpoint": {"browseId": f"VL{request.video_id}"}}})
        token = request.json.get("continuation")
        found = self._continuation(token) if token else self._playlist_answer(request.video_id)
        return Answer.of_json(found) if found else Answer(status=400)

    def _playlist_answer(self, playlist_id: str) -> dict[str, Any]:
        playlist = self.catalogue.playlist(playlist_id)
        recorded = self.recordings.playlist(playlist_id) if self.recordings else None
        return playlist_answer(playlist) if playlist else recorded or MISSING

    def _continuation(self, token: str) -> dict[str, Any] | None:
        recorded = self.recordings.continuation(token) if self.recordings else None
        return recorded or continuation_answer(self.catalogue, token)

    def _media_file(self, request: Request, behaviour: Behaviour) -> Answer | FileAnswer:
        parameters = request.query or hls.path_parameters(request.path)
        if not self.addresses.is_good(parameters):
            return Answer(status=403)
        if request.path.startswith(hls.SEGMENT_PATH):
            video = self._streamed(request.video_id)
            return hls.segment_answer(dict(parameters), video, self._media) if video else Answer(status=404)
        media = media_of(request.query, behaviour.shorten_to_seconds)
        kind = "video" if media.picture else "audio"
        subtype = "webm" if media.container is Container.WEBM else "mp4"
        return FileAnswer(self._media.path(media), f"{kind}/{subtype}", request.query.get("range"))

    def _manifest(self, request: Request, _behaviour: Behaviour) -> Answer:
        return hls.manifest_answer(request.path, self._streamed(request.video_id), self._media)

    def _streamed(self, video_id: str) -> Video | None:
        """The video whose stream is asked for, invented or recorded."""
        invented = self.catalogue.video(video_id)
        return invented or (self.recordings.broadcast(video_id) if self.recordings else None)

    def _captions(self, request: Request, _behaviour: Behaviour) -> Answer:
        video = self.catalogue.video(request.video_id)
        return caption_answer(request.query, video.duration_seconds if video else 60)

    def _image(self, request: Request, _behaviour: Behaviour) -> FileAnswer:
        name, _, extension = request.path.rpartition("/")[2].rpartition(".")
        extension = "webp" if extension == "webp" else "jpg"
        path = self._media.image(*_IMAGE_SIZES.get(name, (480, 360)), extension)
        return FileAnswer(path, "image/webp" if extension == "webp" else "image/jpeg")

    def _script(self, request: Request, _behaviour: Behaviour) -> Answer:
        script = IFRAME_API if request.path == "/iframe_api" else PLAYER_JAVASCRIPT
        return Answer(script.encode(), "text/javascript; charset=utf-8")


def _link(entry: Video | Playlist) -> str:
    if isinstance(entry, Video):
        return f"https://www.youtube.com/watch?v={entry.id}"
    path = f"{entry.id}/videos" if entry.is_channel else f"playlist?list={entry.id}"
    return f"https://www.youtube.com/{path}"
