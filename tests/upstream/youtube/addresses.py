"""Addresses of media: issued with what the file is written in them, and refused once they have expired."""

import threading
import time
import urllib.parse
from collections.abc import Mapping

from ..media import Container, Media, Picture, SoundCodec
from .catalogue import AudioTrack, Video
from .formats import (
    COMBINED_ITAG,
    Format,
    frame_size,
    lines_of,
    picture_codec,
    plausible_bytes,
)

HLS_HOST = "manifest.googlevideo.com"
MEDIA_HOST = "rr1---sn-standin.googlevideo.com"
LIFETIME_SECONDS = 6 * 3600
MODIFIED_MICROSECONDS = 1_750_000_000_000_000
"""When every file was last changed, as `lmt` and `lastModified` say."""
COMBINED_BITS_PER_SECOND = 396_000


class Addresses:
    """Issues media addresses and knows which are still good.

    An address carries `expire` as googlevideo's do, and in `ei` how often all addresses had been expired
    before it was issued.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation = 1

    def expire_all(self) -> None:
        """Refuse every address issued so far."""
        with self._lock:
            self._generation += 1

    def fresh_parameters(self) -> dict[str, str]:
        """The parameters that make an address good from now on."""
        return {"expire": str(int(time.time()) + LIFETIME_SECONDS), "ei": str(self._generation)}

    def is_good(self, query: Mapping[str, str]) -> bool:
        """Whether an address with these parameters is still to be answered."""
        in_time = int(query.get("expire", 0)) > time.time()
        return in_time and query.get("ei") == str(self._generation)

    def issue(self, video: Video, form: Format, track: AudioTrack | None = None) -> str:
        """A new address of one file of a video."""
        width_and_height = (
            {"width": str(form.media.picture.width), "height": str(form.media.picture.height)}
            if form.media.picture
            else {}
        )
        parameters = {
            **self.fresh_parameters(),
            "id": video.id,
            "itag": str(form.itag),
            "source": "youtube",
            "requiressl": "yes",
            **(
                {"xtags": f"acont={'original' if track.is_default else 'dubbed'}:lang={track.id}"}
                if track
                else {}
            ),
            "mime": form.mime_type,
            "clen": str(form.size_bytes),
            "dur": f"{video.duration_seconds:.3f}",
            "lmt": str(MODIFIED_MICROSECONDS),
            **width_and_height,
        }
        return f"https://{MEDIA_HOST}/videoplayback?{urllib.parse.urlencode(parameters)}"

    def issue_stream(self, video_id: str) -> str:
        """A new address of the manifest of a video's stream."""
        parameters = {**self.fresh_parameters(), "id": video_id}
        path = "/".join(f"{name}/{value}" for name, value in parameters.items())
        return f"https://{HLS_HOST}/api/manifest/hls_variant/{path}/file/index.m3u8"

    def renewed(self, address: str, extra: Mapping[str, str]) -> str:
        """A recorded address as if it were issued now, with `extra` parameters."""
        parts = urllib.parse.urlsplit(address)
        parameters = dict(urllib.parse.parse_qsl(parts.query)) | self.fresh_parameters() | dict(extra)
        return parts._replace(query=urllib.parse.urlencode(parameters)).geturl()


def media_of(query: Mapping[str, str], seconds_at_most: float | None = None) -> Media:
    """The file that the parameters of an address stand for; of recorded ones `clen` may be missing."""
    itag, mime_type = int(query["itag"]), query["mime"]
    container = Container.WEBM if mime_type.endswith("webm") else Container.MP4
    seconds = float(query["dur"])
    size = int(query.get("clen") or plausible_bytes(COMBINED_BITS_PER_SECOND, seconds))
    if seconds_at_most is not None:
        seconds = min(seconds, seconds_at_most)
    if mime_type.startswith("audio/"):
        codec = SoundCodec.OPUS if container is Container.WEBM else SoundCodec.AAC
        return Media(container, seconds, size, sound=codec)
    width, height = frame_size(lines_of(itag))
    picture = Picture(
        picture_codec(itag, mime_type), int(query.get("width", width)), int(query.get("height", height))
    )
    sound = SoundCodec.AAC if itag == COMBINED_ITAG else None
    return Media(container, seconds, size, picture, sound)
