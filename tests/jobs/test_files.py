"""GET and HEAD /download/file/{filename}."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from jobs import storage
from jobs.models import File
from tests.jobs.rows import expire, make_file

CONTENT = b"0123456789"
NAMES = [
    "abc12345_Video Title.mp4",
    "abc12345_فیلم «زیبا» — ۱۴۰۳.mp4",
    "abc12345_می‌خواهم.mp3",
    "abc12345_🎬🇮🇷 視頻.mp4",
    "abc12345_100% & +plus=;,'\"~.mp4",
    "abc12345_" + "ف" * 90 + ".mp4",
]


@pytest.fixture(autouse=True)
def data_dir(db: None, settings: Any, tmp_path: Path) -> Path:
    """A folder of this test's own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@dataclass(frozen=True)
class Answer:
    """An answer that was read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(json.loads(self.body)["code"])


def get(client: Client, name: str = "abc12345_Video.mp4", method: str = "GET", **headers: str) -> Answer:
    """The answer for a file of this name; `If_Range` stands for the header `If-Range`."""
    headers = {key.replace("_", "-"): value for key, value in headers.items()}
    return read(client.generic(method, path_of(name), headers=headers))


def read(response: Any) -> Answer:
    """Read a response to its end, as servers do."""
    return Answer(response.status_code, response.headers, response.getvalue())


def path_of(name: str) -> str:
    """Where a file of this name is served."""
    return f"/download/file/{quote(name, safe='')}"


def etag(file: File) -> str:
    """The file's strong validator."""
    return f'"{file.pk.hex}"'


def test_a_file_is_sent_whole_as_an_attachment(client: Client) -> None:
    file = make_file(content=CONTENT)

    answer = get(client)

    assert answer.status == 200
    assert answer.body == CONTENT
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Length"] == "10"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="abc12345_Video.mp4"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == etag(file)
    assert answer.headers["Last-Modified"] == http_date(file.created_at.timestamp())
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("name", NAMES)
def test_a_file_has_any_name_that_people_write(client: Client, name: str) -> None:
    make_file(name=name)

    answer = get(client, name)

    assert answer.body == CONTENT
    disposition = answer.headers["Content-Disposition"]
    if name.isascii():
        assert disposition.startswith('attachment; filename="')
    else:
        assert unquote(disposition.removeprefix("attachment; filename*=utf-8''")) == name


def test_a_name_is_found_however_its_letters_are_composed(client: Client) -> None:
    make_file(name="caf\u00e9.mp4")

    assert get(client, "cafe\u0301.mp4").body == CONTENT


def test_a_slash_at_the_end_does_no_harm(client: Client) -> None:
    make_file()

    assert read(client.get("/download/file/abc12345_Video.mp4/")).body == CONTENT


@pytest.mark.parametrize("accept", ["*/*", "video/*", "text/html", "image/png", "nonsense", ""])
def test_a_file_is_sent_whatever_the_client_accepts(client: Client, accept: str) -> None:
    make_file()

    assert get(client, Accept=accept).body == CONTENT


def test_head_tells_the_same_without_the_bytes(client: Client) -> None:
    make_file()

    head, whole = get(client, method="HEAD"), get(client)

    assert head.status == 200
    assert head.body == b""
    assert head.headers == whole.headers


def test_only_get_and_head_are_allowed(client: Client) -> None:
    make_file()

    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = get(client, method=method)
        assert answer.status == 405
        assert answer.code == "method_not_allowed"


# --- ranges ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "sent", "content_range"),
    [
        ("bytes=0-0", b"0", "bytes 0-0/10"),
        ("bytes=2-5", b"2345", "bytes 2-5/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=0-", CONTENT, "bytes 0-9/10"),
        ("bytes=9-", b"9", "bytes 9-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-10", CONTENT, "bytes 0-9/10"),
        ("bytes=-999", CONTENT, "bytes 0-9/10"),
        ("bytes=8-999", b"89", "bytes 8-9/10"),
        ("BYTES=2-5", b"2345", "bytes 2-5/10"),
    ],
)
def test_one_range_is_answered_with_that_part(
    client: Client, asked: str, sent: bytes, content_range: str
) -> None:
    make_file(content=CONTENT)

    answer = get(client, Range=asked)

    assert answer.status == 206
    assert answer.body == sent
    assert answer.headers["Content-Range"] == content_range
    assert answer.headers["Content-Length"] == str(len(sent))
    assert answer.headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-20", "bytes=999999999999-", "bytes=-0"])
def test_a_range_beyond_the_end_cannot_be_satisfied(client: Client, asked: str) -> None:
    make_file(content=CONTENT)

    answer = get(client, Range=asked)

    assert answer.status == 416
    assert answer.headers["Content-Range"] == "bytes */10"
    assert answer.code == "invalid_request"


@pytest.mark.parametrize(
    "asked",
    [
        *("", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=1-2,4-5", "items=0-1"),
        "bytes=۱-۲",
        f"bytes={'9' * 5000}-",
    ],
)
def test_what_is_no_single_range_is_answered_with_the_whole(client: Client, asked: str) -> None:
    make_file(content=CONTENT)

    answer = get(client, Range=asked)

    assert answer.status == 200
    assert answer.body == CONTENT


def test_a_range_ends_exactly_where_it_should_also_in_a_large_file(client: Client) -> None:
    content = bytes(range(256)) * 4096 * 3  # three blocks
    make_file(content=content)

    part = get(client, Range=f"bytes=100-{len(content) - 100}")

    assert part.body == content[100:-99]


def test_a_range_of_an_empty_file_cannot_be_satisfied(client: Client) -> None:
    make_file(content=b"")

    assert get(client).body == b""
    assert get(client, Range="bytes=0-").status == 416


def test_a_range_does_not_concern_head(client: Client) -> None:
    make_file(content=CONTENT)

    answer = get(client, method="HEAD", Range="bytes=2-5")

    assert answer.status == 200
    assert answer.headers["Content-Length"] == "10"


# --- conditions ------------------------------------------------------------------------------------


def test_a_download_resumes_while_the_file_is_the_same(client: Client) -> None:
    file = make_file(content=CONTENT)

    for validator in (etag(file), http_date(file.created_at.timestamp())):
        answer = get(client, Range="bytes=4-", If_Range=validator)
        assert answer.status == 206
        assert answer.body == b"456789"


@pytest.mark.parametrize("validator", ['"another"', "Mon, 01 Jan 2024 00:00:00 GMT", "nonsense"])
def test_a_download_starts_anew_where_the_name_has_another_file(client: Client, validator: str) -> None:
    make_file(content=CONTENT)

    answer = get(client, Range="bytes=4-", If_Range=validator)

    assert answer.status == 200
    assert answer.body == CONTENT


def test_a_file_that_the_client_has_is_not_sent_again(client: Client) -> None:
    file = make_file()
    later = http_date((file.created_at + timedelta(minutes=1)).timestamp())

    for condition in ({"If_None_Match": etag(file)}, {"If_None_Match": "*"}, {"If_Modified_Since": later}):
        answer = get(client, **condition)
        assert answer.status == 304
        assert answer.body == b""
        assert answer.headers["ETag"] == etag(file)

    assert get(client, If_None_Match='"another"').status == 200


def test_a_part_of_another_file_is_refused_where_the_client_insists(client: Client) -> None:
    file = make_file(content=CONTENT)

    assert get(client, Range="bytes=4-", If_Match=etag(file)).status == 206
    refused = get(client, Range="bytes=4-", If_Match='"another"')
    assert refused.status == 412
    assert refused.code == "invalid_request"


# --- which file ------------------------------------------------------------------------------------


def test_an_unknown_name_is_not_found(client: Client) -> None:
    answer = get(client, "unknown.mp4")

    assert answer.status == 404
    assert answer.code == "file_not_found"
    assert json.loads(answer.body)["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "../secret_key",
        "%2e%2e%2fsecret_key",
        "..%2f..%2fetc%2fpasswd",
        "..%5c..%5csecret_key",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "a/../../secret_key",
        ".",
        "..",
        "%00",
        "abc12345_Video.mp4%00",
        "abc12345_Video.mp4%00.txt",
        "%ff%fe",
        "%f0%9f",
        "%ed%a0%80",
        "%e2%80%ae",
        "x" * 5000,
        "%d9%81" * 2000,
        "{id}",
        "files%2f{id}",
        "*",
        "abc12345_video.mp4",
        "abc12345_Video.mp4%20",
    ],
)
def test_a_name_is_never_a_path(client: Client, path: str) -> None:
    file = make_file(content=b"secret")

    answer = read(client.get(f"/download/file/{path.format(id=file.pk)}"))

    assert answer.status == 404
    assert answer.code == "file_not_found"


def test_a_file_whose_time_is_over_has_expired_even_before_it_is_purged(client: Client) -> None:
    expire(make_file())

    answer = get(client)

    assert answer.status == 404
    assert answer.code == "file_expired"


def test_a_purged_file_has_expired(client: Client) -> None:
    file = make_file(deleted_at=timezone.now())
    storage.remove(file.pk)

    assert get(client).code == "file_expired"


def test_a_file_that_is_purged_this_very_moment_has_expired(client: Client) -> None:
    storage.remove(make_file().pk)

    answer = get(client)

    assert answer.status == 404
    assert answer.code == "file_expired"


def test_a_name_means_the_living_file_that_has_it(client: Client) -> None:
    make_file(content=b"old", deleted_at=timezone.now())
    make_file(content=b"living")
    make_file(content=b"older", deleted_at=timezone.now() - timedelta(days=1))

    assert get(client).body == b"living"


def test_a_file_that_expires_while_it_is_sent_is_sent_to_its_end(client: Client) -> None:
    content = b"x" * (3 << 20)
    file = make_file(content=content)
    blocks: Iterator[bytes] = iter(client.get(path_of(file.name)).streaming_content)  # type: ignore[attr-defined]
    begun = next(blocks)

    storage.remove(file.pk)
    expire(file)

    assert begun + b"".join(blocks) == content
    assert get(client).code == "file_expired"


@pytest.mark.django_db(transaction=True)
def test_a_slow_client_holds_no_database_connection(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    file = make_file()
    closed: list[bool] = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))

    answer = client.get(path_of(file.name))

    assert closed
    read(answer)
