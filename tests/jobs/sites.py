"""The platforms, as far as a download's promises do not depend on which of them it is from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.service import Service
from tests.upstream import Request, Upstream, Video
from tests.upstream.instagram import Clip, Post, Product, samples


@dataclass(frozen=True)
class Site:
    """How a video of a platform is published, asked for, and told from its sound.

    `video` takes an id of eleven letters, the length in seconds, and the bytes of each of its two files; None
    for whatever they come to.
    """

    name: str
    video: Callable[[str, float, int | None], Video | Post]
    endpoint: str
    sound_alone: dict[str, str]
    is_sound: Callable[[Request], bool]

    def __str__(self) -> str:
        return self.name

    def publish(
        self, upstream: Upstream, video_id: str, seconds: float = 5.0, file_bytes: int | None = None
    ) -> None:
        """Publish a video whose picture and sound are files of their own."""
        video = self.video(video_id, seconds, file_bytes)
        upstream.add(video)
        upstream.prepare(video)

    def download(self, service: Service, video_id: str, **body: Any) -> str:
        """Ask for a video; the job's id."""
        link = video_id if self is INSTAGRAM else f"https://youtu.be/{video_id}"
        answer = service.post(self.endpoint, {"url": link, **body})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["job_id"])


def _video(video_id: str, seconds: float, file_bytes: int | None) -> Video:
    return Video(
        video_id,
        "Of no platform in particular",
        seconds,
        h264=(144,),
        opus=False,
        combined=False,
        picture_bytes=file_bytes,
        sound_bytes=file_bytes,
    )


def _reel(code: str, seconds: float, file_bytes: int | None) -> Post:
    clip = Clip(seconds, 144, 256, renditions=(), dash=(144,), size_bytes=file_bytes)
    return Post(code, samples.PERSON, (clip,), "Of no platform in particular", Product.REEL)


YOUTUBE = Site(
    "YouTube",
    _video,
    "/download/single",
    {"type": "audio"},
    lambda request: request.query["mime"].startswith("audio"),
)
INSTAGRAM = Site(
    "Instagram",
    _reel,
    "/instagram/download/reel",
    {"download_type": "audio_only"},
    lambda request: request.path.endswith(".m4a"),
)
SITES = [YOUTUBE, INSTAGRAM]
