"""Streams in segments: the manifests of `manifest.googlevideo.com` and the segments they name."""

from pathlib import Path

from ..media import Container, Media, MediaStore, Picture, PictureCodec, SoundCodec
from ..messages import Answer, FileAnswer
from .addresses import HLS_HOST, MEDIA_HOST
from .catalogue import Live, Video
from .formats import frame_size

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
LIVE_SECONDS = 30
"""How much of a running broadcast there is."""
_LINES = {93: 360, 95: 720, 96: 1080}
_VARIANT_PATH = "/api/manifest/hls_variant/"
_PLAYLIST_PATH = "/api/manifest/hls_playlist/"
SEGMENT_PATH = "/videoplayback/"


def path_parameters(path: str) -> dict[str, str]:
    """The parameters of an address that has them in its path, as `…/id/abc/itag/93/…`."""
    for prefix in (_VARIANT_PATH, _PLAYLIST_PATH, SEGMENT_PATH):
        if path.startswith(prefix):
            parts = path.removeprefix(prefix).split("/")
            return dict(zip(parts[::2], parts[1::2], strict=False))
    return {}


def manifest_answer(path: str, video: Video | None, store: MediaStore) -> Answer:
    """The list of variants, or of the segments of one; 404 when there is no such stream."""
    parameters = path_parameters(path)
    if video is None or not video.hls:
        return Answer(b"no such stream", status=404)
    if path.startswith(_VARIANT_PATH):
        return Answer(_variants(video, parameters).encode(), PLAYLIST_TYPE)
    if int(parameters.get("itag", 0)) in _LINES:
        return Answer(_segments(video, parameters, store).encode(), PLAYLIST_TYPE)
    return Answer(b"no such stream", status=404)


def segment_answer(parameters: dict[str, str], video: Video, store: MediaStore) -> FileAnswer:
    """The segment that the parameters of an address name."""
    folder = _folder(video, int(parameters["itag"]), store)
    return FileAnswer(folder / f"index{int(parameters['sq'])}.ts", "video/mp2t")


def _variants(video: Video, parameters: dict[str, str]) -> str:
    text = "#EXTM3U\n"
    for itag, lines in _LINES.items():
        if lines in video.hls:
            width, height = frame_size(lines)
            text += (
                f'#EXT-X-STREAM-INF:BANDWIDTH={lines * 2000},CODECS="avc1.4d401f,mp4a.40.2",'
                f"RESOLUTION={width}x{height},FRAME-RATE=10\n"
                f"https://{HLS_HOST}{_PLAYLIST_PATH}{_path(parameters | {'itag': str(itag)})}/index.m3u8\n"
            )
    return text


def _segments(video: Video, parameters: dict[str, str], store: MediaStore) -> str:
    listed = (_folder(video, int(parameters["itag"]), store) / "index.m3u8").read_text()
    number = 0
    lines = []
    for line in listed.splitlines():
        if line.endswith(".ts"):
            lines.append(
                f"https://{MEDIA_HOST}{SEGMENT_PATH}{_path({**parameters, 'sq': str(number)})}/file/seg.ts"
            )
            number += 1
        elif video.live is not Live.NOW or not line.startswith(("#EXT-X-ENDLIST", "#EXT-X-PLAYLIST-TYPE")):
            lines.append(line)
    return "\n".join(lines) + "\n"


def _path(parameters: dict[str, str]) -> str:
    kept = ("expire", "ei", "id", "itag", "sq")
    return "/".join(f"{name}/{parameters[name]}" for name in kept if name in parameters)


def _folder(video: Video, itag: int, store: MediaStore) -> Path:
    seconds = LIVE_SECONDS if video.live is Live.NOW else video.duration_seconds
    picture = Picture(PictureCodec.H264, *frame_size(_LINES[itag]))
    return store.hls(Media(Container.MP4, seconds, None, picture, SoundCodec.AAC))
