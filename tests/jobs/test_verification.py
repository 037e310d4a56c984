"""What is believed of a file that arrived: only what is really in it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import av
import imageio_ffmpeg
import pytest

from jobs import media
from jobs.errors import Code, Failure
from jobs.providers import IMAGE, Expectation
from tests.conftest import MEDIA
from tests.upstream.media import Container, Media, MediaStore, Picture, PictureCodec, SoundCodec

SECONDS = 20
SMALL = Picture(PictureCodec.H264, 256, 144)
BOTH = Expectation(has_video=True, has_audio=True, duration_seconds=SECONDS, height=144)
SOUND = Expectation(has_video=False, has_audio=True, duration_seconds=SECONDS)


@pytest.fixture(scope="module")
def store() -> MediaStore:
    """Real media, made by ffmpeg."""
    return MediaStore(MEDIA / "media")


@pytest.fixture(scope="module")
def whole(store: MediaStore) -> Path:
    """An mp4 with its index in front, so that its header tells the full length however much is missing."""
    return store.path(Media(Container.MP4, SECONDS, None, SMALL, SoundCodec.AAC))


def ffmpeg(inputs: Sequence[Path], arguments: Sequence[str], target: Path) -> Path:
    """What ffmpeg makes of the inputs."""
    named = [argument for path in inputs for argument in ("-i", str(path))]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", *named, *arguments]
    subprocess.run([*command, str(target)], check=True)
    return target


def refused(path: Path, expected: Expectation) -> bool:
    """Whether the file is not taken for what was asked for."""
    try:
        media.verify(path, expected)
    except Failure as failure:
        return failure.code == Code.INCOMPLETE_DOWNLOAD
    return False


def test_a_whole_file_is_described(whole: Path) -> None:
    found = media.verify(whole, BOTH)

    assert (found.has_video, found.has_audio) == (True, True)
    assert (found.width, found.height) == (256, 144)
    assert found.duration_seconds == pytest.approx(SECONDS, abs=0.2)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.5, 0.8])
def test_a_file_that_was_cut_off_is_refused_though_its_index_is_whole(
    whole: Path, tmp_path: Path, share: float
) -> None:
    content = whole.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(content[: int(len(content) * share)])

    assert refused(cut, BOTH)


def test_the_header_of_a_cut_file_tells_the_full_length(whole: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(content[: len(content) // 2])

    with av.open(str(cut)) as container:  # or the test above would prove little
        assert container.duration == pytest.approx(SECONDS * av.time_base, rel=0.01)


@pytest.mark.parametrize("container", Container)
def test_a_stream_in_fragments_that_was_cut_off_is_refused(
    store: MediaStore, tmp_path: Path, container: Container
) -> None:
    codec = SoundCodec.AAC if container is Container.MP4 else SoundCodec.OPUS
    content = store.path(Media(container, SECONDS, None, sound=codec)).read_bytes()
    cut = tmp_path / f"cut.{container}"
    cut.write_bytes(content[: len(content) // 2])

    assert refused(cut, SOUND)


def test_a_missing_stream_is_refused(store: MediaStore) -> None:
    silent = store.path(Media(Container.MP4, SECONDS, None, SMALL))
    blind = store.path(Media(Container.MP4, SECONDS, None, sound=SoundCodec.AAC))

    assert refused(silent, BOTH)
    assert refused(blind, BOTH)


def test_a_stream_that_nobody_asked_for_is_no_fault(whole: Path) -> None:
    assert not refused(whole, SOUND)


def test_sound_that_ends_before_the_picture_is_refused(
    store: MediaStore, whole: Path, tmp_path: Path
) -> None:
    sound = store.path(Media(Container.MP4, SECONDS / 2, None, sound=SoundCodec.AAC))
    streams = ["-map", "0:v", "-map", "1:a", "-c", "copy"]

    assert refused(ffmpeg([whole, sound], streams, tmp_path / "short.mp4"), BOTH)


def test_a_picture_that_ends_before_the_sound_is_refused(
    store: MediaStore, whole: Path, tmp_path: Path
) -> None:
    picture = store.path(Media(Container.MP4, SECONDS / 2, None, SMALL))
    streams = ["-map", "1:v", "-map", "0:a", "-c", "copy"]

    assert refused(ffmpeg([whole, picture], streams, tmp_path / "short.mp4"), BOTH)


@pytest.mark.parametrize(("promised", "is_refused"), [(19, False), (21, False), (22, False), (24, True)])
def test_a_second_or_two_are_within_the_rounding(whole: Path, promised: float, is_refused: bool) -> None:
    expected = Expectation(has_video=True, has_audio=True, duration_seconds=promised)

    assert refused(whole, expected) is is_refused


def test_of_a_very_short_video_something_must_be_there(store: MediaStore) -> None:
    blink = store.path(Media(Container.MP4, 0.2, None, SMALL, SoundCodec.AAC))

    assert refused(blink, Expectation(has_video=True, has_audio=True, duration_seconds=1))
    assert not refused(blink, Expectation(has_video=True, has_audio=True, duration_seconds=0.2))


@pytest.mark.parametrize("height", [72, 360, 1080])
def test_another_height_is_refused(whole: Path, height: int) -> None:
    assert refused(whole, Expectation(has_video=True, has_audio=True, height=height))


def test_what_was_not_promised_is_not_asked_for(whole: Path) -> None:
    assert not refused(whole, Expectation(has_video=True, has_audio=True))


@pytest.mark.parametrize("extension", ["m4a", "mp3"])
def test_cover_art_is_no_video(store: MediaStore, tmp_path: Path, extension: str) -> None:
    sound = store.path(Media(Container.MP4, SECONDS, None, sound=SoundCodec.AAC))
    cover = store.image(320, 180, "jpg")
    streams = ["-map", "0:a", "-map", "1:v", "-c:v", "mjpeg", "-disposition:v", "attached_pic"]
    covered = ffmpeg([sound, cover], streams, tmp_path / f"covered.{extension}")

    found = media.verify(covered, SOUND)

    assert (found.has_video, found.width, found.height) == (False, None, None)
    assert refused(covered, BOTH)


@pytest.mark.parametrize("extension", ["mp3", "m4a", "opus", "flac", "wav", "ogg", "webm"])
def test_every_audio_format_can_be_read_to_its_end(store: MediaStore, tmp_path: Path, extension: str) -> None:
    codec = ["-c:a", "libopus"] if extension in ("opus", "ogg", "webm") else []
    sound = store.path(Media(Container.MP4, SECONDS, None, sound=SoundCodec.AAC))
    made = ffmpeg([sound], codec, tmp_path / f"sound.{extension}")

    assert media.verify(made, SOUND).duration_seconds == pytest.approx(SECONDS, abs=0.2)
    made.write_bytes(made.read_bytes()[: made.stat().st_size // 2])
    assert refused(made, SOUND)


@pytest.mark.parametrize("content", [b"", b"\0" * 10_000, b"<html>sorry</html>", b"ID3"])
def test_what_is_no_media_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.mp4"
    path.write_bytes(content)

    assert refused(path, BOTH)


# --- images ----------------------------------------------------------------------------------------


@pytest.fixture(params=["jpg", "webp"])
def image(store: MediaStore, request: pytest.FixtureRequest) -> Path:
    """A picture."""
    return store.image(640, 800, request.param)


def test_a_whole_image_is_described_and_lasts_no_time(image: Path) -> None:
    found = media.verify(image, IMAGE)

    assert (found.width, found.height, found.duration_seconds) == (640, 800, None)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.9, 0.99])
def test_an_image_that_was_cut_off_is_refused(image: Path, tmp_path: Path, share: float) -> None:
    content = image.read_bytes()
    cut = tmp_path / "image"
    cut.write_bytes(content[: int(len(content) * share)])

    assert refused(cut, IMAGE)


def test_the_name_of_an_image_ends_with_what_it_is(image: Path, tmp_path: Path) -> None:
    nameless = tmp_path / "image"
    nameless.write_bytes(image.read_bytes())

    assert media.image_suffix(nameless) == image.suffix


@pytest.mark.parametrize("content", [b"", b"<html>sorry</html>", b"\xff\xd8"])
def test_what_is_no_image_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "image"
    path.write_bytes(content)

    assert refused(path, IMAGE)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.mp4", BOTH)
