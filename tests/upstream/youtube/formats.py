"""YouTube's formats by itag: codec, container and size, and how large a file of them is here."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..media import Container, Media, Picture, PictureCodec, SoundCodec
from .catalogue import Video

WIDE = 16 / 9
SIZE_FLOOR_BYTES = 65_536

_PICTURE_ITAGS = {
    PictureCodec.H264: {144: 160, 240: 133, 360: 134, 480: 135, 720: 136, 1080: 137},
    PictureCodec.VP9: {144: 278, 240: 242, 360: 243, 480: 244, 720: 247, 1080: 248, 1440: 271, 2160: 313},
    PictureCodec.VP9_HDR: {144: 330, 240: 331, 360: 332, 480: 333, 720: 334, 1080: 335, 1440: 336, 2160: 337},
    PictureCodec.AV1: {144: 394, 240: 395, 360: 396, 480: 397, 720: 398, 1080: 399, 1440: 400, 2160: 401},
}
_SOUND_ITAGS = {140: (SoundCodec.AAC, 128_000), 251: (SoundCodec.OPUS, 112_000)}
COMBINED_ITAG = 18
COMBINED_LINES = 360

_CODEC_NAMES = {
    PictureCodec.H264: "avc1.4d401f",
    PictureCodec.VP9: "vp9",
    PictureCodec.VP9_HDR: "vp09.02.51.10.01.09.16.09.00",
    PictureCodec.AV1: "av01.0.05M.08",
    SoundCodec.AAC: "mp4a.40.2",
    SoundCodec.OPUS: "opus",
}
_PICTURE_BITS_PER_SECOND = {
    144: 80_000, 240: 150_000, 360: 300_000, 480: 500_000,
    720: 1_000_000, 1080: 2_000_000, 1440: 4_000_000, 2160: 8_000_000,
}  # fmt: skip
"""Plausible, and several times what the pictures made here need, so that the files can be filled up to it."""
_RECORDED_ITAGS = {
    **{itag: codec for codec, itags in _PICTURE_ITAGS.items() for itag in itags.values()},
    298: PictureCodec.H264, 299: PictureCodec.H264, 264: PictureCodec.H264, 266: PictureCodec.H264,
    302: PictureCodec.VP9, 303: PictureCodec.VP9, 308: PictureCodec.VP9, 315: PictureCodec.VP9,
    597: PictureCodec.H264, 598: PictureCodec.VP9,
}  # fmt: skip


@dataclass(frozen=True)
class Format:
    """One file a video is offered as."""

    itag: int
    media: Media
    lines: int | None = None
    """Short side in pixels; None without pictures."""
    bits_per_second: int = 0

    @property
    def size_bytes(self) -> int:
        """Exact size of the file."""
        assert self.media.size_bytes is not None
        return self.media.size_bytes

    @property
    def mime_type(self) -> str:
        """Container and kind, as `video/mp4`."""
        return f"{'video' if self.media.picture else 'audio'}/{self.media.container}"

    @property
    def codecs(self) -> str:
        """As in the `codecs` parameter of a MIME type."""
        picture = self.media.picture
        names = [picture.codec if picture else None, self.media.sound]
        return ", ".join(_CODEC_NAMES[name] for name in names if name)


def picture_codec(itag: int, mime_type: str) -> PictureCodec:
    """The codec of pictures with this itag; for one that is not known, the usual of its container."""
    usual = PictureCodec.VP9 if mime_type.endswith("webm") else PictureCodec.H264
    return _RECORDED_ITAGS.get(itag, usual)


def lines_of(itag: int) -> int:
    """The short side of pictures with this itag, in pixels; 360 for one that is not known."""
    return next(
        (lines for each in _PICTURE_ITAGS.values() for lines, known in each.items() if known == itag), 360
    )


def frame_size(lines: int, *, vertical: bool = False) -> tuple[int, int]:
    """Width and height, even as the codecs need them, of a picture with this short side."""
    long_side = round(lines * WIDE / 2) * 2
    return (lines, long_side) if vertical else (long_side, lines)


def picture_formats(video: Video) -> Iterator[Format]:
    """The files with pictures alone."""
    offered = {
        PictureCodec.H264: video.h264,
        PictureCodec.VP9: video.vp9,
        PictureCodec.VP9_HDR: video.vp9_hdr,
        PictureCodec.AV1: video.av1,
    }
    for codec, heights in offered.items():
        container = Container.WEBM if codec in (PictureCodec.VP9, PictureCodec.VP9_HDR) else Container.MP4
        for lines in heights:
            rate = _PICTURE_BITS_PER_SECOND[lines]
            size = video.picture_bytes or plausible_bytes(rate, video.duration_seconds)
            picture = Picture(codec, *frame_size(lines, vertical=video.vertical))
            media = Media(container, video.duration_seconds, size, picture)
            yield Format(_PICTURE_ITAGS[codec][lines], media, lines, rate)


def sound_formats(video: Video) -> Iterator[Format]:
    """The files with sound alone."""
    for itag, (codec, rate) in _SOUND_ITAGS.items():
        if video.aac if codec is SoundCodec.AAC else video.opus:
            container = Container.MP4 if codec is SoundCodec.AAC else Container.WEBM
            size = video.sound_bytes or plausible_bytes(rate, video.duration_seconds)
            yield Format(itag, Media(container, video.duration_seconds, size, sound=codec), None, rate)


def combined_formats(video: Video) -> Iterator[Format]:
    """The files with both, none or one."""
    if video.combined:
        rate = _PICTURE_BITS_PER_SECOND[COMBINED_LINES] + 96_000
        size = plausible_bytes(rate, video.duration_seconds)
        if video.picture_bytes or video.sound_bytes:
            size = (video.picture_bytes or 0) + (video.sound_bytes or 0)
        picture = Picture(PictureCodec.H264, *frame_size(COMBINED_LINES, vertical=video.vertical))
        media = Media(Container.MP4, video.duration_seconds, size, picture, SoundCodec.AAC)
        yield Format(COMBINED_ITAG, media, COMBINED_LINES, rate)


def plausible_bytes(bits_per_second: int, seconds: float) -> int:
    """A size that is the same every time and larger than what the media made here needs."""
    return SIZE_FLOOR_BYTES + int(bits_per_second * seconds / 8)
