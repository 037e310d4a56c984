"""Real media of any length, height and size, made once with ffmpeg and kept on the disk.

A ten-second clip of each kind is encoded when first needed; longer media repeats it without encoding, and a
hole of zeros (an mp4 `free` box, a WebM Void element) brings it to its size without using disk space.
"""

import subprocess
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import imageio_ffmpeg

from .padding import pad_jpeg, pad_mp4, pad_webm

Maker: TypeAlias = Callable[[Path], None]
"""Makes a file or a folder under the name it is given."""

FRAMES_PER_SECOND = 10
CLIP_SECONDS = 10
RECIPE = "v1"
"""Changes with whatever changes the bytes made here, so that files kept from before are not used."""


class PictureCodec(StrEnum):
    """How moving pictures are encoded."""

    H264 = "h264"
    VP9 = "vp9"
    VP9_HDR = "vp9.2"
    AV1 = "av1"


class SoundCodec(StrEnum):
    """How sound is encoded."""

    AAC = "aac"
    OPUS = "opus"


class Container(StrEnum):
    """The kind of file."""

    MP4 = "mp4"
    WEBM = "webm"


@dataclass(frozen=True)
class Picture:
    """Moving pictures of a codec and a size in pixels."""

    codec: PictureCodec
    width: int
    height: int


@dataclass(frozen=True)
class Media:
    """Everything that determines the content of a media file."""

    container: Container
    seconds: float
    size_bytes: int | None = None
    """Exact size; None for whatever it comes to."""
    picture: Picture | None = None
    sound: SoundCodec | None = None

    @property
    def file_name(self) -> str:
        """Unique to the content."""
        picture = f"{self.picture.codec}-{self.picture.width}x{self.picture.height}" if self.picture else ""
        size = f"{self.size_bytes}B" if self.size_bytes is not None else "natural"
        parts = [RECIPE, picture, self.sound or "", f"{self.seconds:.3f}s", size]
        return "_".join(filter(None, parts)) + f".{self.container}"


_PICTURE_ARGUMENTS = {
    PictureCodec.H264: ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "40", "-pix_fmt", "yuv420p"],
    PictureCodec.VP9: ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1",
                       "-crf", "55", "-b:v", "0", "-pix_fmt", "yuv420p"],
    PictureCodec.VP9_HDR: ["-c:v", "libvpx-vp9", "-profile:v", "2", "-deadline", "realtime", "-cpu-used", "8",
                           "-row-mt", "1", "-crf", "55", "-b:v", "0", "-pix_fmt", "yuv420p10le",
                           "-color_primaries", "bt2020", "-color_trc", "smpte2084",
                           "-colorspace", "bt2020nc"],
    PictureCodec.AV1: ["-c:v", "libsvtav1", "-preset", "12", "-crf", "60", "-pix_fmt", "yuv420p"],
}  # fmt: skip

_SOUND_ARGUMENTS = {
    SoundCodec.AAC: ["-ar", "44100", "-c:a", "aac", "-b:a", "24k"],
    SoundCodec.OPUS: ["-ar", "48000", "-c:a", "libopus", "-b:a", "16k"],
}


class MediaStore:
    """Media files in a folder, made when first asked for; several processes may share the folder."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._guard = threading.Lock()
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        directory.mkdir(parents=True, exist_ok=True)

    def path(self, media: Media) -> Path:
        """The file of `media`; raises ValueError when it cannot be made as small as asked."""
        return self._kept(media.file_name, lambda part: self._make(media, part))

    def image(self, width: int, height: int, extension: str, size_bytes: int | None = None) -> Path:
        """A still picture, `jpg` or `webp`; a JPEG may be of any exact size."""
        if size_bytes is not None:
            natural = self.image(width, height, extension)
            name = f"{RECIPE}_{width}x{height}_{size_bytes}B.{extension}"
            return self._kept(name, lambda part: pad_jpeg(natural, part, size_bytes))
        source = ["-f", "lavfi", "-i", f"smptebars=size={width}x{height}", "-frames:v", "1"]
        return self._kept(f"{RECIPE}_{width}x{height}.{extension}", lambda part: run_ffmpeg(source, part))

    def hls(self, media: Media) -> Path:
        """A folder with `index.m3u8` and the MPEG-TS segments of `media`, ten seconds each."""
        return self._kept(f"{media.file_name}.hls", lambda part: self._segment(media, part))

    def _kept(self, name: str, make: Maker) -> Path:
        path = self._directory / name
        with self._guard:
            lock = self._locks[name]
        with lock:
            if not path.exists():
                self._make_aside(path, make)
        return path

    def _make_aside(self, path: Path, make: Maker) -> None:
        """Make `path` under another name first: another process may be making the same one."""
        with tempfile.TemporaryDirectory(dir=self._directory, prefix="making-") as folder:
            part = Path(folder) / path.name
            make(part)
            try:
                part.rename(path)
            except OSError:
                # A folder cannot be renamed over one that the other process finished first.
                if not path.exists():
                    raise

    def _make(self, media: Media, part: Path) -> None:
        natural = part if media.size_bytes is None else part.with_name(f"natural.{media.container}")
        run_ffmpeg(self._repeated(media) + _container_arguments(media), natural)
        if media.size_bytes is not None:
            pad = pad_mp4 if media.container is Container.MP4 else pad_webm
            pad(natural, part, media.size_bytes)

    def _segment(self, media: Media, part: Path) -> None:
        part.mkdir()
        arguments = ["-f", "hls", "-hls_time", str(CLIP_SECONDS), "-hls_playlist_type", "vod"]
        run_ffmpeg(self._repeated(media) + arguments, part / "index.m3u8")

    def _repeated(self, media: Media) -> list[str]:
        """The ffmpeg arguments that repeat the clips of `media` for as long as it lasts."""
        clips = [self._picture_clip(media.picture)] if media.picture else []
        clips += [self._sound_clip(media.sound)] if media.sound else []
        inputs = [argument for clip in clips for argument in ("-stream_loop", "-1", "-i", str(clip))]
        return [*inputs, "-t", f"{media.seconds:.3f}", "-c", "copy"]

    def _picture_clip(self, picture: Picture) -> Path:
        extension = "webm" if picture.codec in (PictureCodec.VP9, PictureCodec.VP9_HDR) else "mp4"
        name = f"{RECIPE}_clip_{picture.codec}_{picture.width}x{picture.height}.{extension}"
        arguments = [
            "-filter_complex", _moving_picture(picture.width, picture.height),
            *_PICTURE_ARGUMENTS[picture.codec],
            # One key frame at the start of each repetition.
            "-bf", "0", "-g", str(FRAMES_PER_SECOND * CLIP_SECONDS),
        ]  # fmt: skip
        return self._kept(name, lambda part: run_ffmpeg(arguments, part))

    def _sound_clip(self, codec: SoundCodec) -> Path:
        extension = "m4a" if codec is SoundCodec.AAC else "webm"
        tone = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={CLIP_SECONDS}", "-ac", "2"]
        return self._kept(
            f"{RECIPE}_clip_{codec}.{extension}",
            lambda part: run_ffmpeg(tone + _SOUND_ARGUMENTS[codec], part),
        )


def run_ffmpeg(arguments: Sequence[str], target: Path) -> None:
    """Let ffmpeg write `target`; raise RuntimeError with its last words when it fails."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", *arguments, str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-1000:]}")


def _moving_picture(width: int, height: int) -> str:
    """Colour bars and a small square that crosses them: few bytes in every codec."""
    timing = f"r={FRAMES_PER_SECOND}:d={CLIP_SECONDS}"
    side = max(8, height // 16 * 2)
    return (
        f"smptebars=s={width}x{height}:{timing}[bars];"
        f"color=white:s={side}x{side}:{timing}[square];"
        f"[bars][square]overlay=x=W*t/{CLIP_SECONDS}:y=H/2"
    )


def _container_arguments(media: Media) -> list[str]:
    if media.container is Container.WEBM:
        return []
    if media.picture and media.sound:
        return ["-movflags", "+faststart"]
    # As googlevideo's: fragments of some seconds and an index of them in front.
    cut = ["-frag_duration", str(CLIP_SECONDS * 1_000_000)]
    return ["-movflags", "empty_moov+default_base_moof+global_sidx+skip_trailer", *cut]
