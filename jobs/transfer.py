"""Fetches files over several connections at once: to the disk, or in order for who reads along.

Platforms limit the rate of each connection, so a file arrives faster over several of them. On the disk, what
has arrived is noted beside the file, so that another attempt, in another process, fetches only the rest.
"""

import contextlib
import functools
import glob
import itertools
import os
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

BLOCK_BYTES = 1 << 17
PARTIAL_CONTENT = 206
SMALLEST_PIECE_BYTES = 1 << 19
LARGEST_PIECE_BYTES = 1 << 23
# So many pieces for each connection, that all of them finish at nearly the same time.
PIECES_PER_CONNECTION = 12
# Of what is read in order: who waits for the beginning gets it soon, and little is kept in memory.
FIRST_PIECE_BYTES = 1 << 16
LARGEST_PIECE_AHEAD_BYTES = 1 << 19
TRIES_WITHOUT_A_BYTE = 5
SPEED_WINDOW_SECONDS = 3.0
SHORTEST_WINDOW_SECONDS = 0.1

_NOTE = struct.Struct("<I")  # more than the largest piece


class Response(Protocol):
    """What we need of an answer; yt-dlp's has it."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...

    def read(self, amount: int, /) -> bytes: ...
    def interrupt(self) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class RemoteFile:
    """A file behind an address; `size` is None where the platform does not say."""

    url: str
    size: int | None
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Source(RemoteFile):
    """A file to fetch to `path`."""

    path: Path


# Opens an address with these headers. Opening and reading raise BrokenError where trying again can help.
Open = Callable[[str, Mapping[str, str]], Response]
# Told what has arrived in all, and how many bytes a second lately; from any thread, one call at a time.
Report = Callable[[int, int], None]
_Work = TypeVar("_Work")


class RangesRefusedError(Exception):
    """The server sends whole files only."""


class BrokenError(Exception):
    """A connection broke or could not be made; `__cause__` tells how. Another one may do better."""


class StoppedError(Exception):
    """Another connection of the same transfer has failed, or nobody wants the rest."""


class Stop(threading.Event):
    """Once set, ends a transfer at once: also the reads that wait for bytes."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._answers: set[Response] = set()

    def set(self) -> None:
        """Stop; from any thread."""
        super().set()
        with self._lock:
            for answer in self._answers:
                answer.interrupt()

    def check(self) -> None:
        """Raises StoppedError once it is set."""
        if self.is_set():
            raise StoppedError

    @contextlib.contextmanager
    def interrupting(self, answer: Response) -> Iterator[None]:
        """Read from an answer in here. Raises StoppedError, also for what breaks by the interruption."""
        with self._lock:
            self._answers.add(answer)
        try:
            self.check()
            yield
        except BrokenError:
            self.check()
            raise
        finally:
            with self._lock:
                self._answers.remove(answer)


@dataclass(frozen=True)
class Piece:
    """The bytes from `start` up to, and without, `end` of a file: what is missing of a piece."""

    file: "PartialFile"
    number: int
    start: int
    end: int


class PartialFile:
    """A file in the making, as `<name>.part`, and beside it a number for each piece: how much has arrived.

    The notes' name tells the sizes, so that notes of another file are never believed.
    """

    def __init__(self, source: Source, size: int, piece_bytes: int) -> None:
        """Pieces of a file that was begun stay as they are, whatever `piece_bytes` says now."""
        self.source = source
        self.size = size
        self._piece_bytes = self._begun_in_pieces_of() or piece_bytes
        self._part = source.path.with_name(f"{source.path.name}.part")
        self._notes = source.path.with_name(f"{source.path.name}.{size}-{self._piece_bytes}.arrived")
        if not self._notes.exists():
            discard(source.path)
        self._data = os.open(self._part, os.O_RDWR | os.O_CREAT, 0o600)
        self._arrived = os.open(self._notes, os.O_RDWR | os.O_CREAT, 0o600)

    def _begun_in_pieces_of(self) -> int | None:
        begun = self.source.path.parent.glob(f"{glob.escape(self.source.path.name)}.{self.size}-*.arrived")
        return next((int(notes.stem.rpartition("-")[2]) for notes in begun), None)

    def pieces(self) -> list[Piece]:
        """What is still missing of each of them."""
        count = -(-self.size // self._piece_bytes)
        notes = os.pread(self._arrived, count * _NOTE.size, 0).ljust(count * _NOTE.size, b"\0")
        pieces = [self._rest(number, arrived) for number, (arrived,) in enumerate(_NOTE.iter_unpack(notes))]
        return [piece for piece in pieces if piece.start < piece.end]

    def _rest(self, number: int, arrived: int) -> Piece:
        start = number * self._piece_bytes
        return Piece(self, number, start + arrived, min(start + self._piece_bytes, self.size))

    def write(self, piece: Piece, offset: int, block: bytes) -> None:
        """The next bytes of a piece, and a note of them. Safe from several threads at once.

        Raises OSError when the disk is full.
        """
        while block:
            written = os.pwrite(self._data, block, offset)
            block, offset = block[written:], offset + written
        arrived = offset - piece.number * self._piece_bytes
        os.pwrite(self._arrived, _NOTE.pack(arrived), piece.number * _NOTE.size)

    def finish(self) -> None:
        """Give the file its name."""
        self.close()
        self._part.rename(self.source.path)
        self._notes.unlink()

    def close(self) -> None:
        """Keep what is there for another attempt."""
        os.close(self._data)
        os.close(self._arrived)


def size_of(file: RemoteFile, open_url: Open) -> int | None:
    """How large the server says that a file is; None where it does not. Raises what `open_url` raises."""
    try:
        with contextlib.closing(open_url(file.url, {**file.headers, "Range": "bytes=0-0"})) as answer:
            total = answer.headers.get("Content-Range", "").rpartition("/")[2]
    except (BrokenError, RangesRefusedError):
        return None  # the transfer itself tries more often
    return int(total) if total.isdecimal() else None


def discard(path: Path) -> None:
    """Remove what there is of a file, whatever its size was thought to be."""
    for leftover in path.parent.glob(f"{glob.escape(path.name)}.*"):
        leftover.unlink()


class Tally:
    """Counts the bytes of all connections together, and their speed lately."""

    def __init__(self, arrived: int, report: Report) -> None:
        self._arrived = arrived  # what an earlier attempt left is no speed of this one
        self._report = report
        self._lock = threading.Lock()
        self._lately = deque([(time.monotonic(), 0)])

    def add(self, amount: int) -> None:
        """Note that so many more bytes arrived."""
        with self._lock:
            now = time.monotonic()
            self._arrived += amount
            self._lately.append((now, amount))
            while now - self._lately[0][0] > SPEED_WINDOW_SECONDS:
                self._lately.popleft()
            seconds = max(now - self._lately[0][0], SHORTEST_WINDOW_SECONDS)
            self._report(self._arrived, int(sum(size for _, size in self._lately) / seconds))


def fetch(sources: Sequence[Source], connections: int, open_url: Open, report: Report) -> None:
    """Fetch all the files, with so many connections for them together.

    A server that takes no ranges gets one connection for each file. Raises what `open_url` raises, and
    OSError when the disk is full.
    """
    missing = [source for source in sources if not source.path.exists()]
    try:
        if not all(source.size for source in missing):
            raise RangesRefusedError
        _fetch_in_pieces(missing, connections, open_url, report)
    except RangesRefusedError:
        for source in missing:
            discard(source.path)
        tally = Tally(0, report)
        _in_parallel(len(missing), missing, lambda each, stop: _fetch_whole(each, open_url, tally, stop))


def _fetch_in_pieces(sources: Sequence[Source], connections: int, open_url: Open, report: Report) -> None:
    total = sum(source.size or 0 for source in sources)
    piece_bytes = piece_size(total, connections)
    with contextlib.ExitStack() as stack:
        files = [PartialFile(source, source.size or 0, piece_bytes) for source in sources]
        for file in files:
            stack.callback(file.close)
        pieces = [piece for file in files for piece in file.pieces()]
        tally = Tally(total - sum(piece.end - piece.start for piece in pieces), report)
        # Picture and sound side by side.
        pieces.sort(key=lambda piece: piece.start / piece.file.size)
        _in_parallel(connections, pieces, lambda piece, stop: _fetch_piece(piece, open_url, tally, stop))
        stack.pop_all()
    for file in files:
        file.finish()


def piece_size(total: int, connections: int) -> int:
    """Small enough that a small file profits too, and a power of two."""
    wanted = total // (connections * PIECES_PER_CONNECTION)
    size = SMALLEST_PIECE_BYTES
    while size < wanted and size < LARGEST_PIECE_BYTES:
        size *= 2
    return size


def _in_parallel(threads: int, work: Sequence[_Work], do: Callable[[_Work, Stop], None]) -> None:
    """Do it all; the first error stops the rest and is raised."""
    stop = Stop()

    def step(part: _Work) -> None:
        if not stop.is_set():
            try:
                do(part, stop)
            except BaseException:
                stop.set()
                raise

    with ThreadPoolExecutor(max(1, threads)) as pool:
        futures = [pool.submit(step, part) for part in work]
    errors = [error for future in futures if (error := future.exception())]
    if errors:
        raise next((error for error in errors if not isinstance(error, StoppedError)), errors[0])


def _fetch_piece(piece: Piece, open_url: Open, tally: Tally, stop: Stop) -> None:
    offset = piece.start
    for block in _part_blocks(piece.file.source, range(piece.start, piece.end), open_url, stop):
        piece.file.write(piece, offset, block)
        offset += len(block)
        tally.add(len(block))


def _fetch_whole(source: Source, open_url: Open, tally: Tally, stop: Stop) -> None:
    draft = source.path.with_name(f"{source.path.name}.whole")
    with draft.open("wb") as file:
        for block in _whole_blocks(source, open_url, stop):
            file.write(block)
            tally.add(len(block))
    draft.rename(source.path)


def in_order(file: RemoteFile, connections: int, open_url: Open, stop: Stop) -> Iterator[bytes]:
    """The file's bytes from its beginning, fetched a little ahead of the reader over so many connections.

    A server that takes no ranges gets one connection. Raises what `open_url` raises, BrokenError, and
    StoppedError once `stop` is set.
    """
    arrived = 0
    try:
        for block in _pieces_in_order(file, connections, open_url, stop):
            arrived += len(block)
            yield block
    except RangesRefusedError as error:
        if arrived:
            raise BrokenError from error
        yield from _whole_blocks(file, open_url, stop)


def _pieces_in_order(file: RemoteFile, connections: int, open_url: Open, stop: Stop) -> Iterator[bytes]:
    if not file.size:
        raise RangesRefusedError
    fetch_part = functools.partial(_part, file, open_url=open_url, stop=stop)
    parts = _growing_parts(file.size)
    with ThreadPoolExecutor(connections) as pool:
        ahead = deque(pool.submit(fetch_part, part) for part in itertools.islice(parts, connections))
        try:
            while ahead:
                block = ahead.popleft().result()
                ahead.extend(pool.submit(fetch_part, part) for part in itertools.islice(parts, 1))
                yield block
        except RangesRefusedError:
            raise  # to the other connections as well, and the file is still wanted
        except BaseException:
            stop.set()
            raise


def _growing_parts(size: int) -> Iterator[range]:
    start, length = 0, FIRST_PIECE_BYTES
    while start < size:
        yield range(start, min(start + length, size))
        start += length
        length = min(2 * length, LARGEST_PIECE_AHEAD_BYTES)


def _part(file: RemoteFile, part: range, *, open_url: Open, stop: Stop) -> bytes:
    return b"".join(_part_blocks(file, part, open_url, stop))


def _part_blocks(file: RemoteFile, part: range, open_url: Open, stop: Stop) -> Iterator[bytes]:
    """A part of a file; a connection that breaks is opened again where it broke."""
    offset, tries = part.start, 0
    while offset < part.stop:
        before = offset
        try:
            for block in _range_blocks(file, range(offset, part.stop), open_url, stop):
                offset += len(block)
                yield block
        except BrokenError:
            tries = 0 if offset > before else tries + 1
            if tries == TRIES_WITHOUT_A_BYTE:
                raise


def _range_blocks(file: RemoteFile, part: range, open_url: Open, stop: Stop) -> Iterator[bytes]:
    """A part of a file in one answer. Raises RangesRefusedError when the answer is not just that."""
    asked = f"{part.start}-{part.stop - 1}"
    with _opened(file, {"Range": f"bytes={asked}"}, open_url, stop) as answer:
        wanted = f"bytes {asked}/{file.size}"
        if answer.status != PARTIAL_CONTENT or answer.headers.get("Content-Range") != wanted:
            raise RangesRefusedError
        yield from _blocks(answer, len(part), stop)


def _whole_blocks(file: RemoteFile, open_url: Open, stop: Stop) -> Iterator[bytes]:
    """The file in one answer. Raises BrokenError when it is empty."""
    with _opened(file, {}, open_url, stop) as answer:
        length = answer.headers.get("Content-Length")
        blocks = _blocks(answer, int(length) if length else None, stop)
        if not (first := next(blocks, b"")):
            raise BrokenError
        yield first
        yield from blocks


@contextlib.contextmanager
def _opened(file: RemoteFile, headers: Mapping[str, str], open_url: Open, stop: Stop) -> Iterator[Response]:
    stop.check()
    opening = contextlib.closing(open_url(file.url, {**file.headers, **headers}))
    with opening as answer, stop.interrupting(answer):
        yield answer


def _blocks(answer: Response, length: int | None, stop: Stop) -> Iterator[bytes]:
    """The body. Raises BrokenError when it ends before `length`."""
    left = length
    while left != 0:
        block = answer.read(BLOCK_BYTES if left is None else min(BLOCK_BYTES, left))
        stop.check()  # an interrupted answer looks like one that has ended
        if not block:
            break
        yield block
        left = None if left is None else left - len(block)
    if left:
        raise BrokenError
