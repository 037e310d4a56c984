"""jobs/streaming.py: what becomes of a stream whose tracks are silent or fail, or that nobody watches."""

import threading
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest
from pytest_django import Settings

from jobs import workplace
from jobs.errors import Code, Failure
from jobs.streaming import JoinedStream
from tests.conftest import MEDIA
from tests.upstream.media import Container, Media, MediaStore, Picture, PictureCodec, SoundCodec

PICTURE = Media(Container.MP4, 600.0, picture=Picture(PictureCodec.H264, 256, 144))
SOUND = Media(Container.MP4, 600.0, sound=SoundCodec.AAC)
ENOUGH_TO_BEGIN = 100_000


class FileTrack:
    """A track from the disk: the first `limit` bytes, and then silence, or a failure."""

    container = "mp4"

    def __init__(self, media: Media, limit: int | None = None, failure: Failure | None = None) -> None:
        self.content = MediaStore(MEDIA / "media").path(media).read_bytes()
        self.limit = limit
        self.failure = failure
        self.ended = threading.Event()
        self._stopped = threading.Event()

    def blocks(self) -> Generator[bytes, None, None]:
        """As the service's tracks do."""
        try:
            yield self.content[: self.limit]
            if self.failure:
                raise self.failure
            if self.limit:
                self._stopped.wait(30)
        finally:
            self.ended.set()

    def stop(self) -> None:
        """End the silence."""
        self._stopped.set()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path


def joined(*tracks: FileTrack) -> JoinedStream:
    """A stream that has begun."""
    return JoinedStream(tracks, "mp4", patience_seconds=20)


def test_silence_is_passed_on_so_that_a_viewer_who_has_left_is_noticed() -> None:
    silent = FileTrack(SOUND, limit=ENOUGH_TO_BEGIN)
    with closing(joined(FileTrack(PICTURE), silent)) as stream:
        assert b"" in iter(stream)  # one that waited for the next byte would wait for the track

    assert silent.ended.wait(1)


def test_one_track_that_fails_ends_the_stream_for_all() -> None:
    with closing(joined(FileTrack(PICTURE), FileTrack(SOUND))) as stream:
        whole = len(b"".join(stream))
    failing = FileTrack(SOUND, limit=ENOUGH_TO_BEGIN, failure=Failure(Code.UPSTREAM_ERROR))

    with closing(joined(FileTrack(PICTURE), failing)) as stream:
        assert len(b"".join(stream)) < whole / 8  # no picture without its sound


def test_a_failure_before_the_beginning_is_raised() -> None:
    failing = FileTrack(SOUND, limit=10, failure=Failure(Code.UPSTREAM_BLOCKED))
    with pytest.raises(Failure) as raised:
        joined(FileTrack(PICTURE), failing)
    assert raised.value.code == Code.UPSTREAM_BLOCKED


def test_patience_ends() -> None:
    silent = FileTrack(SOUND, limit=10)
    with pytest.raises(Failure) as raised:
        JoinedStream([silent], "mp4", patience_seconds=0.2)
    assert raised.value.code == Code.UPSTREAM_TIMEOUT
    assert silent.ended.wait(1)


def test_as_many_run_at_once_as_there_are_slots() -> None:
    streams = [joined(FileTrack(PICTURE)) for _ in range(workplace.MAX_STREAMS)]
    with pytest.raises(Failure) as raised:
        joined(FileTrack(PICTURE))
    assert (raised.value.code, raised.value.retry_after_seconds) == (Code.BUSY, 10)

    streams.pop().close()
    streams.append(joined(FileTrack(PICTURE)))
    for stream in streams:
        stream.close()
        stream.close()  # may be called again
