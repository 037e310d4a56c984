"""Picture and sound joined while they are watched, without re-encoding and with nothing on the disk.

ffmpeg reads pipes that we feed, never an address, so that all that protects and speeds up downloads serves
streams too. It is not started through the wrapper of `media.py`, which would kill it with the thread that
started it: it ends by itself when its pipes do.
"""

import contextlib
import logging
import os
import select
import subprocess
import threading
from collections.abc import Generator, Iterator, Sequence
from typing import IO, Protocol, cast

from . import media, workplace
from .errors import Code, Failure

logger = logging.getLogger(__name__)

BLOCK_BYTES = 1 << 16
BUSY_SECONDS = 10
# A viewer who has left is noticed when something is sent, be it nothing.
SILENCE_SECONDS = 0.5

# Up to version 6.0 ffmpeg sleeps 10 ms whenever it has used up what it has read ahead, which is 8 packets.
_INPUT = ["-thread_queue_size", "256", "-protocol_whitelist", "pipe"]

# Each fragment of the mp4 tells what is in it: nobody can go back and write that into its beginning.
_MUXERS = {
    "mp4": ["-f", "mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof"],
    "webm": ["-f", "webm"],
}


class Track(Protocol):
    """A file to join; `container` is its kind, in ffmpeg's words."""

    @property
    def container(self) -> str: ...

    def blocks(self) -> Generator[bytes, None, None]:
        """Its bytes from the beginning, once. Raises Failure."""

    def stop(self) -> None:
        """End `blocks` at once; from any thread."""


class JoinedStream:
    """One `mp4` or `webm` of all the tracks. Iterate over it once; `close` it in any case."""

    def __init__(self, tracks: Sequence[Track], container: str, patience_seconds: float) -> None:
        """Return once it has begun. Raises Failure: `busy`, or what kept it from beginning."""
        self._tracks = tracks
        self._failure: Failure | None = None
        with contextlib.ExitStack() as resources:
            resources.callback(_take_slot().release)
            self._ffmpeg = self._start(container)
            self._output = cast(IO[bytes], self._ffmpeg.stdout)
            resources.callback(self._end)
            self._beginning = self._begin(patience_seconds)
            self._resources = resources.pop_all()

    def __iter__(self) -> Iterator[bytes]:
        yield self._beginning
        while (block := self._read(SILENCE_SECONDS)) != b"" and not self._failure:
            yield block or b""
        if self._failure:
            logger.warning("a stream broke off: %s", self._failure.code)

    def close(self) -> None:
        """End ffmpeg and all connections. May be called again."""
        self._resources.close()

    def _start(self, container: str) -> subprocess.Popen[bytes]:
        pipes = [self._fed(track) for track in self._tracks]
        try:
            return subprocess.Popen(  # noqa: S603 - nothing of a client's is in it
                _command([track.container for track in self._tracks], pipes, container),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                pass_fds=pipes,
            )
        finally:
            for pipe in pipes:
                os.close(pipe)

    def _fed(self, track: Track) -> int:
        """A pipe to read the track from; its thread ends with the track, or with the last reader."""
        reader, writer = os.pipe()
        threading.Thread(target=self._feed, args=(track, writer), name="stream", daemon=True).start()
        return reader

    def _feed(self, track: Track, writer: int) -> None:
        with (
            contextlib.suppress(BrokenPipeError),
            os.fdopen(writer, "wb") as pipe,
            contextlib.closing(track.blocks()) as blocks,
        ):
            try:
                for block in blocks:
                    pipe.write(block)
            except Failure as failure:
                self._failure = failure  # before the pipe ends, which looks like the end of the track

    def _begin(self, patience_seconds: float) -> bytes:
        block = self._read(patience_seconds)
        if block is None:
            raise Failure(Code.UPSTREAM_TIMEOUT)
        if not block:
            raise self._failure or Failure(Code.EXTRACTION_FAILED)
        return block

    def _read(self, timeout_seconds: float) -> bytes | None:
        """What ffmpeg has made: nothing at its end, None where there is nothing in that time."""
        output = select.poll()  # unlike select.select, for any number of open files
        output.register(self._output, select.POLLIN)
        return os.read(self._output.fileno(), BLOCK_BYTES) if output.poll(timeout_seconds * 1000) else None

    def _end(self) -> None:
        self._ffmpeg.kill()
        for track in self._tracks:
            track.stop()
        self._output.close()
        self._ffmpeg.wait()


def _take_slot() -> workplace.Lock:
    slot = workplace.take_stream_slot()
    if slot is None:
        raise Failure(Code.BUSY, retry_after_seconds=BUSY_SECONDS)
    return slot


def _command(kinds: Sequence[str], pipes: Sequence[int], container: str) -> list[str]:
    inputs = [
        argument
        for kind, pipe in zip(kinds, pipes, strict=True)
        for argument in (*_INPUT, "-f", kind, "-i", f"pipe:{pipe}")
    ]
    maps = [argument for number in range(len(pipes)) for argument in ("-map", str(number))]
    output = [*maps, "-c", "copy", *_MUXERS[container], "pipe:1"]
    return [media.real_ffmpeg(), "-nostdin", "-hide_banner", "-loglevel", "error", *inputs, *output]
