"""jobs/transfer.py: several connections, pieces that survive, and servers that do not play along."""

import random
import threading
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from jobs import transfer
from jobs.transfer import BrokenError, RemoteFile, Source, Stop, StoppedError

PIECE = transfer.SMALLEST_PIECE_BYTES


class Server:
    """Files behind addresses, and the ways in which it misbehaves."""

    def __init__(self, **files: bytes) -> None:
        self.files = files
        self.takes_ranges = True
        self.break_after: list[int] = []
        self.refuse_after: int | None = None
        self.opened: list[tuple[str, str | None]] = []
        self.sent = 0
        self.together: threading.Barrier | None = None
        self.silent: threading.Event | None = None
        self._lock = threading.Lock()

    def open(self, url: str, headers: Mapping[str, str]) -> "Answer":
        """Answer a request, as `transfer.Open` wants it."""
        with self._lock:
            self.opened.append((url, headers.get("Range")))
            if self.refuse_after is not None and len(self.opened) > self.refuse_after:
                raise PermissionError("403")
            limit = self.break_after.pop(0) if self.break_after else None
        if self.together:
            self.together.wait(10)
        return Answer(self, self.files[url], headers.get("Range") if self.takes_ranges else None, limit)


class Answer:
    """What `open` returns; breaks after `limit` bytes."""

    def __init__(self, server: Server, content: bytes, asked: str | None, limit: int | None) -> None:
        self._server = server
        self._limit = limit
        self._interrupted = threading.Event()
        self.status = 206 if asked else 200
        first, last = map(int, asked.removeprefix("bytes=").split("-")) if asked else (0, len(content) - 1)
        self._body = content[first : last + 1]
        self.headers = {
            "Content-Length": str(len(self._body)),
            "Content-Range": f"bytes {first}-{last}/{len(content)}",
        }

    def read(self, amount: int) -> bytes:
        """The next bytes."""
        if self._server.silent:
            self._server.silent.set()
            assert self._interrupted.wait(10)
            return b""
        if self._limit is not None:
            if self._limit <= 0:
                raise BrokenError
            amount = min(amount, self._limit)
            self._limit -= amount
        block, self._body = self._body[:amount], self._body[amount:]
        self._server.sent += len(block)
        return block

    def interrupt(self) -> None:
        """End a read that waits."""
        self._interrupted.set()

    def close(self) -> None:
        """Nothing to close."""


def content(size: int) -> bytes:
    """Bytes in which a piece in the wrong place shows."""
    return random.Random(size).randbytes(size)


@pytest.fixture
def server() -> Server:
    return Server(picture=content(20 * PIECE + 17), sound=content(5 * PIECE + 1))


def sources(server: Server, folder: Path) -> list[Source]:
    """All of the server's files, of known size."""
    return [Source(name, len(data), {"Cookie": "a=b"}, folder / name) for name, data in server.files.items()]


def fetch(server: Server, folder: Path, connections: int = 4) -> list[int]:
    """Fetch all; how much had arrived, each time it was reported."""
    reports: list[int] = []
    transfer.fetch(
        sources(server, folder), connections, server.open, lambda arrived, speed: reports.append(arrived)
    )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == server.files
    return reports


def test_files_arrive_whole_and_nothing_is_left_beside_them(server: Server, tmp_path: Path) -> None:
    reports = fetch(server, tmp_path)
    assert reports[-1] == server.sent
    assert len(server.opened) == 21 + 6


def test_all_connections_work_at_the_same_time_on_all_files(server: Server, tmp_path: Path) -> None:
    server.together = threading.Barrier(3)  # passes only when three requests are open at once
    fetch(server, tmp_path, connections=3)
    first = {url for url, _ in server.opened[:6]}
    assert first == {"picture", "sound"}


def test_a_connection_that_breaks_goes_on_where_it_broke(server: Server, tmp_path: Path) -> None:
    server.break_after = [1000, 0, 70_000]
    fetch(server, tmp_path)
    assert server.sent == sum(map(len, server.files.values()))


def test_a_connection_that_breaks_again_and_again_is_given_up(server: Server, tmp_path: Path) -> None:
    server.break_after = [0] * 100
    with pytest.raises(BrokenError):
        fetch(server, tmp_path)


def test_the_next_attempt_fetches_only_the_rest(server: Server, tmp_path: Path) -> None:
    server.refuse_after = 10
    with pytest.raises(PermissionError):
        fetch(server, tmp_path)
    assert server.sent >= 7 * PIECE

    server.refuse_after = None
    reports = fetch(server, tmp_path)
    # Only the blocks that were under way have come twice.
    assert server.sent <= sum(map(len, server.files.values())) + 3 * transfer.BLOCK_BYTES
    assert reports[0] >= 7 * PIECE
    assert reports[-1] == sum(map(len, server.files.values()))


def test_attempts_that_all_end_within_one_piece_get_there(server: Server, tmp_path: Path) -> None:
    server.files = {"sound": content(PIECE)}
    for attempt in range(1, 6):
        server.opened.clear()
        server.break_after = [100_000]
        server.refuse_after = 1
        with pytest.raises(PermissionError):
            fetch(server, tmp_path, connections=1)
        assert server.sent == attempt * 100_000

    server.refuse_after = None
    fetch(server, tmp_path, connections=1)
    assert server.sent == PIECE


def test_the_next_attempt_may_have_another_number_of_connections(server: Server, tmp_path: Path) -> None:
    total = sum(map(len, server.files.values()))
    assert transfer.piece_size(total, 1) != transfer.piece_size(total, 4)
    server.refuse_after = 5
    with pytest.raises(PermissionError):
        fetch(server, tmp_path, connections=1)
    assert server.sent

    server.refuse_after = None
    fetch(server, tmp_path, connections=4)
    assert server.sent <= total + transfer.BLOCK_BYTES


def test_the_rest_of_another_file_is_not_believed(server: Server, tmp_path: Path) -> None:
    server.refuse_after = 10
    with pytest.raises(PermissionError):
        fetch(server, tmp_path)
    server.refuse_after = None
    server.files = {"picture": content(9 * PIECE), "sound": content(3 * PIECE)}
    fetch(server, tmp_path)


def test_a_finished_file_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(server.files["picture"])
    fetch(server, tmp_path)
    assert {url for url, _ in server.opened} == {"sound"}


def test_a_server_without_ranges_gets_one_connection_for_each_file(server: Server, tmp_path: Path) -> None:
    server.takes_ranges = False
    reports = fetch(server, tmp_path)
    assert sorted(url for url, asked in server.opened if not asked) == ["picture", "sound"]
    assert reports[-1] == sum(map(len, server.files.values()))


def test_a_file_of_unknown_size_is_fetched_whole(server: Server, tmp_path: Path) -> None:
    source = Source("sound", None, {}, tmp_path / "sound")
    transfer.fetch([source], 4, server.open, lambda arrived, speed: None)
    assert source.path.read_bytes() == server.files["sound"]


def test_a_file_of_another_size_than_promised_is_fetched_as_it_is(server: Server, tmp_path: Path) -> None:
    source = Source("sound", 7 * PIECE, {}, tmp_path / "sound")
    transfer.fetch([source], 4, server.open, lambda arrived, speed: None)
    assert source.path.read_bytes() == server.files["sound"]


def test_one_failure_stops_all_connections(server: Server, tmp_path: Path) -> None:
    server.refuse_after = 1
    with pytest.raises(PermissionError):
        fetch(server, tmp_path, connections=2)
    assert len(server.opened) < 6


@pytest.mark.parametrize(
    ("total", "connections", "piece"),
    [
        (1, 4, 1 << 19),
        (24 << 20, 4, 1 << 19),
        (200 << 20, 4, 1 << 23),
        (10 << 30, 4, 1 << 23),
        (0, 1, 1 << 19),
    ],
)
def test_pieces_are_small_for_small_files(total: int, connections: int, piece: int) -> None:
    assert transfer.piece_size(total, connections) == piece


# --- in order, for who reads along -----------------------------------------------------------------


def in_order(server: Server, stop: Stop, size: int | None = 20 * PIECE + 17) -> Iterator[bytes]:
    """The picture's bytes, over four connections."""
    return transfer.in_order(RemoteFile("picture", size, {"Cookie": "a=b"}), 4, server.open, stop)


def test_bytes_come_in_order(server: Server) -> None:
    assert b"".join(in_order(server, Stop())) == server.files["picture"]
    assert server.sent == len(server.files["picture"])


def test_the_beginning_comes_before_the_rest(server: Server) -> None:
    blocks = in_order(server, Stop())
    assert len(next(blocks)) == transfer.FIRST_PIECE_BYTES


def test_a_small_file_is_one_piece(server: Server) -> None:
    server.files["picture"] = content(10)
    assert list(in_order(server, Stop(), 10)) == [server.files["picture"]]


def test_only_a_little_is_fetched_ahead_of_a_slow_reader(server: Server) -> None:
    blocks = in_order(server, Stop())
    read = sum(len(next(blocks)) for _ in range(6))
    with closing(cast(Generator[bytes], blocks)):
        pass  # whatever was under way has ended now
    assert server.sent <= read + 4 * transfer.LARGEST_PIECE_AHEAD_BYTES


def test_all_connections_fetch_ahead_at_the_same_time(server: Server) -> None:
    server.together = threading.Barrier(4)  # passes only when four requests are open at once
    with closing(cast(Generator[bytes], in_order(server, Stop()))) as blocks:
        next(blocks)
        server.together.abort()


def test_in_order_too_a_connection_that_breaks_goes_on_where_it_broke(server: Server) -> None:
    server.break_after = [1000, 0, 70_000]
    assert b"".join(in_order(server, Stop())) == server.files["picture"]
    assert server.sent == len(server.files["picture"])


def test_who_reads_is_told_of_a_connection_that_is_given_up(server: Server) -> None:
    server.break_after = [0] * 100
    with pytest.raises(BrokenError):
        next(in_order(server, Stop()))


def test_who_reads_gets_what_came_before_a_refusal(server: Server) -> None:
    server.refuse_after = 10
    arrived: list[bytes] = []
    with pytest.raises(PermissionError):
        arrived.extend(in_order(server, Stop()))
    assert arrived
    assert server.files["picture"].startswith(b"".join(arrived))


@pytest.mark.parametrize("size", [None, 7 * PIECE], ids=["an unknown size", "another size than promised"])
def test_a_file_of(server: Server, size: int | None) -> None:
    assert b"".join(in_order(server, Stop(), size)) == server.files["picture"]


def test_in_order_too_a_server_without_ranges_gets_one_connection(server: Server) -> None:
    server.takes_ranges = False
    assert b"".join(in_order(server, Stop())) == server.files["picture"]
    assert server.opened[-1] == ("picture", None)


def test_ranges_that_are_refused_later_do_not_begin_the_file_anew(server: Server) -> None:
    blocks = in_order(server, Stop())
    next(blocks)
    server.takes_ranges = False
    with pytest.raises(BrokenError):
        list(blocks)


def test_a_stop_ends_reads_that_wait_for_bytes(server: Server) -> None:
    stop = Stop()
    server.silent = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, in_order(server, stop))
        assert server.silent.wait(10)
        stop.set()
        with pytest.raises(StoppedError):
            waiting.result(10)


def test_nothing_is_opened_after_a_stop(server: Server) -> None:
    stop = Stop()
    stop.set()
    with pytest.raises(StoppedError):
        next(in_order(server, stop))
    assert not server.opened
