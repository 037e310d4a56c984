"""Addresses made to lead us astray: every endpoint that takes one refuses them, before anything is done.

Which endpoints these are is read from the schema.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from jobs.errors import Code
from jobs.models import File, Job
from tests.upstream import Upstream

pytestmark = pytest.mark.django_db

NAMES = {"url", "urls"}
CODES = {Code.UNSUPPORTED_URL, Code.INVALID_REQUEST}  # the latter for what is too long, or no text at all
ID = "M4gD1WSo5mA"
HOSTILE = [
    # hosts that look like ours
    f"https://youtube.com.evil.test/watch?v={ID}",
    f"https://www.youtube.com.evil.test/watch?v={ID}",
    f"https://evil-youtube.com/watch?v={ID}",
    f"https://youtube.com-evil.test/watch?v={ID}",
    f"https://youtu.be.evil.test/{ID}",
    f"https://evil.test/youtube.com/watch?v={ID}",
    f"https://evil.test/watch?v={ID}#https://www.youtube.com/",
    f"https://evil.test?https://www.youtube.com/watch?v={ID}",
    f"https://youtubе.com/watch?v={ID}",  # a Cyrillic е
    f"https://ｙｏｕｔｕｂｅ.com/watch?v={ID}",
    f"https://youtube。com/watch?v={ID}",
    f"https://www.youtube.com%2eevil.test/watch?v={ID}",
    f"https://www.youtube.com%00.evil.test/watch?v={ID}",
    f"https://www.youtube.com\0.evil.test/watch?v={ID}",
    f"https://www.youtube.com\\.evil.test/watch?v={ID}",
    f"https://www.youtube.com\r\nHost: evil.test/watch?v={ID}",
    f"//evil.test/watch?v={ID}",
    f"evil.test/watch?v={ID}",
    "https://www.instagram.com.evil.test/p/CnU4zIh9x_F/",
    "https://instagram.com@evil.test/p/CnU4zIh9x_F/",
    # credentials and ports
    f"https://www.youtube.com@evil.test/watch?v={ID}",
    f"https://www.youtube.com:443@evil.test/watch?v={ID}",
    f"https://user:password@www.youtube.com/watch?v={ID}",
    f"https://user@www.youtube.com/watch?v={ID}",
    f"https://@www.youtube.com/watch?v={ID}",
    f"https://evil.test\\@www.youtube.com/watch?v={ID}",
    f"https://www.youtube.com:22/watch?v={ID}",
    f"https://www.youtube.com:6379/watch?v={ID}",
    # this machine and its network, in all spellings
    f"http://127.0.0.1/watch?v={ID}",
    f"http://127.0.0.1:5000/watch?v={ID}",
    f"http://localhost/watch?v={ID}",
    f"http://[::1]/watch?v={ID}",
    f"http://[::ffff:127.0.0.1]/watch?v={ID}",
    f"http://[::1%25lo]/watch?v={ID}",
    f"http://0/watch?v={ID}",
    f"http://127.1/watch?v={ID}",
    f"http://0x7f000001/watch?v={ID}",
    f"http://0177.0.0.1/watch?v={ID}",
    f"http://2130706433/watch?v={ID}",
    f"http://10.0.0.1/watch?v={ID}",
    f"http://192.168.1.1/watch?v={ID}",
    "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/computeMetadata/v1/",
    f"https://142.250.185.78/watch?v={ID}",  # an address of YouTube's
    # pages of YouTube's that lead elsewhere
    "https://www.youtube.com/redirect?q=http://127.0.0.1:5000/",
    "https://www.youtube.com/redirect?q=http://169.254.169.254/latest/meta-data/",
    "https://www.youtube.com/redirect?event=video_description&q=https%3A%2F%2Fevil.test%2F",
    "https://www.youtube.com/attribution_link?u=http://127.0.0.1/",
    "https://www.youtube.com/oembed?url=http://127.0.0.1/",
    "https://www.youtube.com/signin?next=//evil.test",
    "https://accounts.google.com/ServiceLogin?continue=https://www.youtube.com/",
    # other schemes
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    f"file://www.youtube.com/watch?v={ID}",
    f"FILE://www.youtube.com/watch?v={ID}",
    f"ftp://www.youtube.com/watch?v={ID}",
    f"gopher://www.youtube.com/watch?v={ID}",
    f"rtmp://www.youtube.com/watch?v={ID}",
    f"ws://www.youtube.com/watch?v={ID}",
    f"https+file://www.youtube.com/watch?v={ID}",
    f"view-source:https://www.youtube.com/watch?v={ID}",
    "javascript:alert(document.domain)",
    "data:text/html,<script>alert(1)</script>",
    "/etc/passwd",
    "../../etc/passwd",
    "concat:/etc/passwd",
    "pipe:0",
    # what yt-dlp makes more of than an address
    "ytsearch:cats",
    "ytsearch5:cats",
    "ytsearchall:cats",
    "ytsearchdate10:cats",
    f"ytsearch:https://www.youtube.com/watch?v={ID}",
    "scsearch:cats",
    ":ytfav",
    ":ythistory",
    ":ytsubs",
    "ytuser:someone",
    "http_dash_segments:cats",
    "generic:http://127.0.0.1/",
    "https://www.youtube.com/results?search_query=cats",
    "https://www.youtube.com/feed/history",
    # options, and more than one argument
    "--exec=touch /tmp/x",
    "--exec touch",
    "--config-locations=/etc",
    "--cookies-from-browser=firefox",
    "--batch-file=/etc/passwd",
    "-o/etc/passwd",
    "-a/etc/passwd",
    f"--exec=id https://www.youtube.com/watch?v={ID}",
    f"https://www.youtube.com/watch?v={ID} --exec=id",
    f"https://www.youtube.com/watch?v={ID}\n--exec=id",
    f"https://www.youtube.com/watch?v={ID};id",
    f"https://www.youtube.com/watch?v={ID}|id",
    f"https://www.youtube.com/watch?v=$(id){ID}",
    f"https://www.youtube.com/watch?v=%(title)s{ID}",
    # more than an address ever is
    f"https://www.youtube.com/watch?v={ID}&{'x' * 100_000}",
]


class Place(NamedTuple):
    """A parameter that takes an address: of a query, or of the body of which there is an example."""

    path: str
    name: str
    body: dict[str, Any] | None = None

    def __str__(self) -> str:
        return f"{'GET' if self.body is None else 'POST'} {self.path} {self.name}"

    def send(self, client: Client, url: str) -> Any:
        """A request in which only the address is wrong."""
        if self.body is None:
            return client.get(self.path, {self.name: url})
        value = [*self.body["urls"], url] if self.name == "urls" else url
        return client.post(self.path, self.body | {self.name: value}, content_type="application/json")


def places() -> Iterator[Place]:
    """Every parameter called `url` or `urls`."""
    schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            in_query = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
            yield from (Place(path, name) for name in in_query & NAMES)
            if body := operation.get("requestBody", {}).get("content", {}).get("application/json"):
                component = schema["components"]["schemas"][body["schema"]["$ref"].rpartition("/")[2]]
                example = next(iter(body["examples"].values()))["value"]
                yield from (Place(path, name, example) for name in component["properties"].keys() & NAMES)


@pytest.mark.parametrize("place", list(places()), ids=str)
def test_hostile_addresses_are_refused_and_nothing_is_done(
    place: Place, api: Client, upstream: Upstream
) -> None:
    for url in HOSTILE:
        answer = place.send(api, url)
        error = answer.json()
        assert (answer.status_code, error.get("code") in CODES) == (400, True), url
        assert error["detail"].startswith(place.name), url
    assert upstream.requests == []
    assert not Job.objects.exists()
    assert not File.objects.exists()
