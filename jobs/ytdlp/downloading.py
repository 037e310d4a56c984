"""Fetches what was chosen: plain files over several connections at once, everything else as yt-dlp does."""

import contextlib
import os
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av
from django.conf import settings
from yt_dlp.networking import Request
from yt_dlp.networking.exceptions import HTTPError, RequestError, TransportError
from yt_dlp.postprocessor import FFmpegMergerPP, PostProcessor
from yt_dlp.utils import ISO639Utils, PostProcessingError

from .. import joining, transfer
from ..errors import Code, Failure
from ..joining import Part, Tags
from ..transfer import BrokenError, RemoteFile, Source
from .asking import explained
from .guard import GuardedYtdlp
from .meter import Meter, chosen_formats
from .platform import Platform

RANGE_NOT_SATISFIABLE = 416
# yt-dlp's option for what we do with whole files too.
CONNECTIONS = "concurrent_fragment_downloads"
# Each asks for a byte only.
ASKED_SIDE_BY_SIDE = 8


def download(
    info: Mapping[str, Any],
    platform: Platform,
    options: Mapping[str, Any],
    meter: Meter,
    tags: Tags | None = None,
) -> dict[str, Any]:
    """Fetch what `options` choose of an extracted `info`; returns the info dict with `requested_downloads`.

    `options` are yt-dlp's, made by a provider from constants: nothing of a client's gets in. Without `tags`
    a file that needs no joining stays as it came. Who downloads several side by side limits the
    connections of each, by `connections`. Raises Failure.
    """
    with explained(_Downloader(platform, options, meter, tags), platform, Code.UPSTREAM_ERROR) as ytdlp:
        done: dict[str, Any] = ytdlp.process_ie_result(dict(info), download=True)
    return done


class _Downloader(GuardedYtdlp):
    """yt-dlp that finds plain files fetched already when it comes to download them, and joins by itself."""

    def __init__(
        self, platform: Platform, options: Mapping[str, Any], meter: Meter, tags: Tags | None
    ) -> None:
        super().__init__(platform, {**options, "progress_hooks": [meter]})
        self._meter = meter
        self._tags = tags
        self._fetched: dict[str, Path] = {}

    def process_info(self, info_dict: dict[str, Any]) -> None:
        """Fetch picture and sound at the same time, then let yt-dlp go on."""
        stem = Path(self.prepare_filename(info_dict)).with_suffix("")
        sources = {
            each["format_id"]: _source(each, stem) for each in chosen_formats(info_dict) if is_plain(each)
        }
        connections = self.params.get(CONNECTIONS) or settings.CONNECTIONS_PER_DOWNLOAD
        transfer.fetch(list(sources.values()), connections, opener(self), self._meter.of(stem))
        self._fetched = {format_id: source.path for format_id, source in sources.items()}
        super().process_info(info_dict)

    def dl(self, name: str, info: dict[str, Any], *args: Any, **options: Any) -> tuple[bool, bool]:
        """Give a fetched file the name that yt-dlp wants; download what was not fetched."""
        fetched = self._fetched.get(info["format_id"])
        if fetched is None:
            return super().dl(name, info, *args, **options)  # type: ignore[no-any-return]
        _give_another_name(fetched, Path(name))
        return True, True

    def post_process(self, filename: str, info: dict[str, Any], *args: Any) -> dict[str, Any]:
        """Tag what came as one file, then let yt-dlp go on."""
        # What has been joined, now or by an attempt that died, has its tags.
        if self._tags and not info.get("requested_formats"):
            _join([filename], filename, info, self._tags)
        return super().post_process(filename, info, *args)  # type: ignore[no-any-return]

    def run_pp(self, pp: PostProcessor, infodict: dict[str, Any]) -> dict[str, Any]:
        """Run a step after the download. Raises PostProcessingError, also where ffmpeg was killed."""
        if isinstance(pp, FFmpegMergerPP):
            pp = _Joiner(self, self._tags or Tags())
        try:
            return super().run_pp(pp, infodict)  # type: ignore[no-any-return]
        except IndexError as error:  # yt-dlp looks for the last words of an ffmpeg that had none
            raise PostProcessingError("ffmpeg ended without a word") from error


class _Joiner(PostProcessor):  # type: ignore[misc]
    """Does in one step what yt-dlp's merger and tagger do in two runs of ffmpeg."""

    def __init__(self, ytdlp: GuardedYtdlp, tags: Tags) -> None:
        super().__init__(ytdlp)
        self._tags = tags

    def run(self, info: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
        """Join what was fetched; returns the files that are of no more use."""
        fetched: list[str] = info["__files_to_merge"]
        _join(fetched, info["filepath"], info, self._tags)
        return fetched, info


def _join(fetched: Sequence[str], target: str, info: Mapping[str, Any], tags: Tags) -> None:
    parts = [
        Part(Path(path), _language(each)) for path, each in zip(fetched, chosen_formats(info), strict=True)
    ]
    try:
        joining.join(parts, Path(target), tags)
    except (av.FFmpegError, ValueError) as error:
        raise PostProcessingError("the parts do not fit together") from error


def _language(chosen: Mapping[str, Any]) -> str | None:
    """In three letters, as files have it, of what may be `de` or `pt-BR`."""
    code = (chosen.get("language") or "").split("-")[0].lower()
    return code if len(code) == 3 else ISO639Utils.short2long(code)


def fetch(url: str, path: Path, platform: Platform, meter: Meter) -> None:
    """Fetch a small file as it is, unless an earlier attempt has. Raises Failure."""
    with explained(GuardedYtdlp(platform, {}), platform, Code.UPSTREAM_ERROR) as ytdlp:
        transfer.fetch([Source(url, None, {}, path)], 1, opener(ytdlp), meter.of(path))


def sizes(urls: Collection[str], platform: Platform) -> dict[str, int | None]:
    """How large the files behind these addresses are, asked side by side. Raises Failure."""
    with (
        explained(GuardedYtdlp(platform, {}), platform, Code.UPSTREAM_ERROR) as ytdlp,
        ThreadPoolExecutor(ASKED_SIDE_BY_SIDE) as pool,
    ):
        open_url = opener(ytdlp)
        found = pool.map(lambda url: transfer.size_of(RemoteFile(url, None, {}), open_url), urls)
        return dict(zip(urls, found, strict=True))


def opener(ytdlp: GuardedYtdlp) -> transfer.Open:
    """What opens the requests of `transfer`: the guard, the proxy and the cookies are yt-dlp's."""

    def open_url(url: str, headers: Mapping[str, str]) -> transfer.Response:
        try:
            return _Answer(ytdlp.urlopen(Request(url, headers={**headers, "Accept-Encoding": "identity"})))
        except HTTPError as error:
            if error.status == RANGE_NOT_SATISFIABLE:
                raise transfer.RangesRefusedError from error
            if error.status < 500:
                raise
            raise BrokenError from error
        except TransportError as error:
            raise BrokenError from error

    return open_url


class _Answer:
    """yt-dlp's response as `transfer` reads it."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self.status: int = response.status
        self.headers: Mapping[str, str] = response.headers

    def read(self, amount: int) -> bytes:
        """The next bytes, as many as there are."""
        try:
            return self._response.read(amount)  # type: ignore[no-any-return]
        except RequestError as error:
            raise BrokenError from error

    def interrupt(self) -> None:
        """Make a `read` of another thread end at once."""
        # It may have been read to its end, and its connection be closed or another's.
        with contextlib.suppress(RuntimeError, OSError):
            self._response.fp.shutdown()

    def close(self) -> None:
        """Leave the connection to the next request, or close it."""
        self._response.close()


def is_plain(chosen: Mapping[str, Any]) -> bool:
    """Whether a format is one file behind one address."""
    return chosen.get("protocol") == "https" and not chosen.get("fragments")


def _source(chosen: Mapping[str, Any], stem: Path) -> Source:
    return Source(
        url=chosen["url"],
        path=stem.with_name(f"{stem.name}.f{chosen['format_id']}.fetched"),
        size=chosen.get("filesize"),
        headers=chosen.get("http_headers") or {},
    )


def _give_another_name(fetched: Path, wanted: Path) -> None:
    """Where the file system can, the file keeps its first name too: another attempt finds it there."""
    wanted.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        os.link(fetched, wanted)
        return
    fetched.rename(wanted)


def connections(count: int) -> dict[str, Any]:
    """Options for no more than so many connections."""
    return {CONNECTIONS: count}


def output_folder(folder: Path, stem: str) -> dict[str, Any]:
    """Options that put what is made into `folder`, under a name of ours: titles never become paths."""
    return {"paths": {"home": str(folder)}, "outtmpl": {"default": f"{stem}.%(ext)s"}}


def finished_file(done: Mapping[str, Any]) -> Path:
    """Where a download's one file is. Raises Failure when there is none."""
    downloads = done.get("requested_downloads") or []
    if len(downloads) != 1 or not downloads[0].get("filepath"):
        raise Failure(Code.INCOMPLETE_DOWNLOAD)
    return Path(downloads[0]["filepath"])
