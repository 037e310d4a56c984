"""Picture and sound become one file, as they came, with tags and chapters."""

import subprocess
from collections import Counter
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import pytest

from jobs import joining
from jobs.joining import Chapter, Part, Tags
from tests.conftest import MEDIA
from tests.upstream.media import Container, Media, MediaStore, Picture, PictureCodec, SoundCodec

SECONDS = 20


@pytest.fixture(scope="module")
def store() -> MediaStore:
    """Real media, made by ffmpeg."""
    return MediaStore(MEDIA / "media")


def picture(store: MediaStore, container: Container, codec: PictureCodec) -> Path:
    """A file with moving pictures alone."""
    return store.path(Media(container, SECONDS, None, Picture(codec, 256, 144)))


def sound(store: MediaStore, container: Container, codec: SoundCodec) -> Path:
    """A file with sound alone."""
    return store.path(Media(container, SECONDS, None, None, codec))


def packets(*paths: Path) -> Counter[bytes]:
    """What is in the streams, whatever their container."""
    found: Counter[bytes] = Counter()
    for path in paths:
        with av.open(str(path)) as container:
            found.update(bytes(packet) for packet in container.demux() if packet.size)
    return found


def starts(path: Path) -> list[float]:
    """Where each stream starts, in seconds."""
    with av.open(str(path)) as container:
        return [
            float((stream.start_time or 0) * (stream.time_base or Fraction(1)))
            for stream in container.streams
        ]


@pytest.mark.parametrize(
    ("pictures", "sounds", "suffix"),
    [
        ((Container.MP4, PictureCodec.H264), (Container.MP4, SoundCodec.AAC), ".mp4"),
        ((Container.WEBM, PictureCodec.VP9), (Container.WEBM, SoundCodec.OPUS), ".webm"),
        ((Container.WEBM, PictureCodec.VP9_HDR), (Container.WEBM, SoundCodec.OPUS), ".webm"),
        ((Container.MP4, PictureCodec.AV1), (Container.WEBM, SoundCodec.OPUS), ".mp4"),
        ((Container.MP4, PictureCodec.AV1), (Container.MP4, SoundCodec.AAC), ".mp4"),
        ((Container.WEBM, PictureCodec.VP9), (Container.MP4, SoundCodec.AAC), ".mkv"),
    ],
)
def test_every_packet_arrives_unchanged(
    store: MediaStore,
    tmp_path: Path,
    pictures: tuple[Container, PictureCodec],
    sounds: tuple[Container, SoundCodec],
    suffix: str,
) -> None:
    parts = [picture(store, *pictures), sound(store, *sounds)]
    target = tmp_path / f"joined{suffix}"

    joining.join([Part(path) for path in parts], target, Tags())

    assert packets(target) == packets(*parts)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_colours_of_high_dynamic_range_stay(tmp_path: Path) -> None:
    source = ["-f", "lavfi", "-i", "testsrc=size=256x144:duration=1", "-pix_fmt", "yuv420p10le"]
    colours = ["-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"]
    encode = [*source, "-vf", "setparams=color_primaries=bt2020:color_trc=smpte2084", *colours]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", *encode, "-c:v", "libvpx-vp9"]
    subprocess.run([*command, str(tmp_path / "hdr.webm")], check=True)

    joining.join([Part(tmp_path / "hdr.webm")], tmp_path / "joined.webm", Tags())

    with av.open(str(tmp_path / "joined.webm")) as container:
        context = container.streams.video[0].codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace) == (9, 16, 9)


def test_a_file_gets_its_tags_in_place(store: MediaStore, tmp_path: Path) -> None:
    path = tmp_path / "video.mp4"
    path.write_bytes(store.path(Media(Container.MP4, SECONDS, None, Picture(PictureCodec.H264, 256, 144),
                                      SoundCodec.AAC)).read_bytes())  # fmt: skip
    before = packets(path)
    tags = Tags(
        {"title": "عنوان 🎬", "artist": "A = B; #1"}, [Chapter(0, 9.5, "Part 1"), Chapter(9.5, 20, "دو")]
    )

    joining.join([Part(path, language="deu")], path, tags)

    assert packets(path) == before
    with av.open(str(path)) as container:
        assert container.metadata["title"] == "عنوان 🎬"
        assert container.metadata["artist"] == "A = B; #1"
        assert container.streams.audio[0].metadata["language"] == "deu"
        assert [
            (float(each["start"] * (each["time_base"] or 1)), each["metadata"]["title"])
            for each in container.chapters()
        ] == [(0, "Part 1"), (9.5, "دو")]


def test_the_index_comes_first_so_that_playing_can_start_early(store: MediaStore, tmp_path: Path) -> None:
    target = tmp_path / "video.mp4"

    joining.join([Part(picture(store, Container.MP4, PictureCodec.H264))], target, Tags())

    content = target.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def late(path: Path, seconds: int, target: Path) -> Path:
    """The same streams as those of a broadcast that has gone on for so long."""
    with av.open(str(path)) as source, av.open(str(target), "w", format="mpegts") as output:
        stream = output.add_stream_from_template(source.streams[0], opaque=True)
        for packet in source.demux():
            if packet.dts is not None and packet.pts is not None and packet.time_base is not None:
                ticks = round(seconds / packet.time_base)
                packet.dts, packet.pts, packet.stream = packet.dts + ticks, packet.pts + ticks, stream
                output.mux(packet)
    return target


def test_what_starts_hours_late_starts_at_once_and_stays_together(store: MediaStore, tmp_path: Path) -> None:
    h264 = late(picture(store, Container.MP4, PictureCodec.H264), 7200, tmp_path / "picture.ts")
    aac = late(sound(store, Container.MP4, SoundCodec.AAC), 7201, tmp_path / "sound.ts")

    joining.join([Part(h264), Part(aac)], tmp_path / "joined.mp4", Tags())

    first, second = starts(tmp_path / "joined.mp4")
    assert first == pytest.approx(0, abs=0.2)
    assert second - first == pytest.approx(1, abs=0.2)


def test_what_is_no_media_is_refused_and_the_target_stays(store: MediaStore, tmp_path: Path) -> None:
    target = tmp_path / "video.mp4"
    target.write_bytes(b"before")
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"<html>" * 1000)

    with pytest.raises(av.FFmpegError):
        joining.join([Part(picture(store, Container.MP4, PictureCodec.H264)), Part(broken)], target, Tags())

    assert target.read_bytes() == b"before"
