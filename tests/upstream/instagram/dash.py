"""The DASH manifest that a reel carries: one file for each height and one for sound, cut by byte ranges."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ..media import FRAMES_PER_SECOND, MediaStore
from .addresses import CdnFile, Parts

_CODECS = {Parts.PICTURE: "avc1.42C01F", Parts.SOUND: "mp4a.40.2"}


def dash_manifest(files: Sequence[CdnFile], issue: Callable[[CdnFile], str], store: MediaStore) -> str:
    """An MPD document as Instagram writes them; the files are made, because it tells their sizes."""
    length = f"PT{files[0].seconds}S"
    sets = "".join(_adaptation_sets(files, issue, store))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" '
        f'minBufferTime="PT2S" type="static" mediaPresentationDuration="{length}">'
        f'<Period id="0" duration="{length}">{sets}</Period></MPD>'
    )


def _adaptation_sets(
    files: Sequence[CdnFile], issue: Callable[[CdnFile], str], store: MediaStore
) -> Iterator[str]:
    for number, (parts, kind) in enumerate(((Parts.PICTURE, "video"), (Parts.SOUND, "audio"))):
        written = "".join(_representation(file, issue(file), store) for file in files if file.parts is parts)
        attributes = f'id="{number}" contentType="{kind}" subsegmentAlignment="true"'
        if written:
            yield f"<AdaptationSet {attributes}>{written}</AdaptationSet>"


def _representation(file: CdnFile, address: str, store: MediaStore) -> str:
    path = store.path(file.media())
    size = path.stat().st_size
    is_picture = file.parts is Parts.PICTURE
    attributes = {
        "id": f"{file.height}v" if is_picture else "1a",
        "bandwidth": int(size * 8 / (file.seconds or 1)),
        "codecs": _CODECS[file.parts],
        "mimeType": "video/mp4" if is_picture else "audio/mp4",
        "FBContentLength": size,
        **(
            {"width": file.width, "height": file.height, "frameRate": FRAMES_PER_SECOND}
            if is_picture
            else {"audioSamplingRate": 44100}
        ),
    }
    written = " ".join(f"{name}={quoteattr(str(value))}" for name, value in attributes.items())
    index_start, index_end = _index_range(path)
    return (
        f"<Representation {written}><BaseURL>{escape(address)}</BaseURL>"
        f'<SegmentBase indexRangeExact="true" indexRange="{index_start}-{index_end - 1}">'
        f'<Initialization range="0-{index_start - 1}"/></SegmentBase></Representation>'
    )


def _index_range(path: Path) -> tuple[int, int]:
    """First byte of the index of a fragmented mp4, and the byte after its last."""
    return next((start, end) for kind, start, end in _boxes(path) if kind == b"sidx")


def _boxes(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of an mp4, each with its first byte and the byte after its last (ISO/IEC 14496-12, 4.2)."""
    start, length = 0, path.stat().st_size
    with path.open("rb") as file:
        while start < length:
            file.seek(start)
            size, kind = int.from_bytes(file.read(4)), file.read(4)
            if size == 1:
                size = int.from_bytes(file.read(8))
            yield kind, start, start + size
            start += size
