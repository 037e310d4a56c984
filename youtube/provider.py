"""YouTube as the rest of the service knows it: from a claimed item to finished files."""

import secrets
from collections.abc import Mapping
from typing import Any

from jobs import providers, ytdlp
from jobs.providers import DownloadContext, Expectation, ItemRequest, Product

from . import client, formats, postprocessing
from .addresses import parse_video
from .formats import Wish
from .names import file_name


class YouTube(providers.Provider):
    """Videos, their sound, playlists and batches of them."""

    name = "youtube"
    job_types = ("video", "playlist", "batch")

    def download(self, item: ItemRequest, context: DownloadContext) -> list[Product]:
        """One video: its picture with sound, its sound alone, or both as two files."""
        wish = Wish(**item.options)
        info = client.video(parse_video(item.url))
        client.refuse_live(info)
        context.announce_title(info["title"])
        return [self._make(kind, info, wish, context) for kind in wish.makes]

    def _make(self, kind: str, info: Mapping[str, Any], wish: Wish, context: DownloadContext) -> Product:
        options = {
            **ytdlp.output_folder(context.folder, kind),
            **(formats.video_options if kind == "video" else formats.audio_options)(info, wish),
            **(
                postprocessing.for_video() if kind == "video" else postprocessing.for_audio(wish.audio_format)
            ),
        }
        done = ytdlp.download(info, client.PLATFORM, options, context.progress)
        path = ytdlp.finished_file(done)
        name = file_name(secrets.token_hex(4), info["title"], path.suffix)
        return Product(path, name, _expectation(kind, done))


def _expectation(kind: str, done: Mapping[str, Any]) -> Expectation:
    """What the chosen formats promised."""
    chosen = ytdlp.chosen_formats(done)
    return Expectation(
        has_video=kind == "video" and any(formats.has_video(each) for each in chosen),
        has_audio=any(formats.has_audio(each) for each in chosen),
        duration_seconds=done.get("duration"),
        height=max((each.get("height") or 0 for each in chosen), default=0) or None,
    )


providers.register(YouTube())
