"""GET /picture."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from jobs import pictures
from tests.conftest import put_in_front_of
from tests.upstream import Upstream
from tests.upstream.behaviour import Behaviour
from tests.upstream.messages import Kind

pytestmark = pytest.mark.django_db

ADDRESS = "https://i.ytimg.com/vi/aaaaaaaaaaa/hqdefault.jpg"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def api(upstream: Upstream, settings: Settings, client: Client) -> Iterator[Client]:
    """The API in front of the stand-in platforms, with no picture kept."""
    put_in_front_of(upstream, settings)
    caches["pictures"].clear()
    yield client
    caches["pictures"].clear()


def picture(client: Client, url: str = ADDRESS, **headers: str) -> Any:
    return client.get("/picture", {"url": url}, headers=headers)


def refusal(client: Client, url: str = ADDRESS) -> tuple[int, str]:
    answer = picture(client, url, accept="image/*")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()["code"]


# --- What is shown ---------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["i.ytimg.com", "img.youtube.com", "yt3.ggpht.com"])
def test_a_picture_comes_as_the_platform_has_it(api: Client, upstream: Upstream, host: str) -> None:
    answer = picture(api, f"https://{host}/vi/aaaaaaaaaaa/hqdefault.jpg", accept="image/avif,image/*;q=0.8")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.content == upstream.media.image(480, 360, "jpg").read_bytes()


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PNG, "image/png"),
        (b"GIF89a rest", "image/gif"),
        (b"RIFF\x0a\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x1cftypavif rest", "image/avif"),
    ],
)
def test_the_type_is_what_the_bytes_are(
    api: Client, upstream: Upstream, content: bytes, content_type: str
) -> None:
    upstream.misbehave(Behaviour(content=content), kind=Kind.IMAGE)  # which calls it a JPEG
    answer = picture(api)
    assert (answer.content, answer.headers["Content-Type"]) == (content, content_type)


def test_a_picture_can_do_nothing_but_be_looked_at_here(api: Client) -> None:
    headers = picture(api).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Disposition"] == "inline"


def test_the_platform_learns_nothing_of_the_viewer(api: Client, upstream: Upstream) -> None:
    picture(api, cookie="session=secret", referer="https://private.test/", user_agent="Viewer/1.0")
    (request,) = upstream.requests
    assert not {"cookie", "referer", "x-forwarded-for"} & set(request.headers)
    assert "Viewer" not in request.headers["user-agent"]


# --- Kept ------------------------------------------------------------------------------------------


def test_the_same_picture_is_fetched_once(api: Client, upstream: Upstream) -> None:
    assert picture(api).content == picture(api).content
    assert len(upstream.seen(Kind.IMAGE)) == 1


def test_the_browser_keeps_it_and_need_not_get_it_again(api: Client) -> None:
    first = picture(api)
    assert first.headers["Cache-Control"] == "private, max-age=86400"
    second = picture(api, if_none_match=first.headers["ETag"])
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


def test_another_picture_at_the_address_has_another_etag(api: Client, upstream: Upstream) -> None:
    first = picture(api)
    caches["pictures"].clear()
    upstream.misbehave(Behaviour(content=PNG), kind=Kind.IMAGE)
    second = picture(api, if_none_match=first.headers["ETag"])
    assert (second.status_code, second.content) == (200, PNG)


def test_large_pictures_are_shown_and_not_kept(api: Client, upstream: Upstream) -> None:
    large = PNG + bytes(pictures.MAX_KEPT_BYTES)
    upstream.misbehave(Behaviour(content=large), kind=Kind.IMAGE)
    assert hashlib.sha256(picture(api).content).digest() == hashlib.sha256(large).digest()
    picture(api)
    assert len(upstream.seen(Kind.IMAGE)) == 2


def test_what_failed_is_asked_for_again(api: Client, upstream: Upstream) -> None:
    upstream.misbehave(Behaviour(status=500), kind=Kind.IMAGE, times=1)
    assert refusal(api) == (502, "upstream_error")
    assert picture(api).status_code == 200


def test_the_rate_limit_does_not_count_pictures(api: Client, settings: Settings) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 1
    answers = [picture(api) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert "RateLimit-Limit" not in answers[0].headers


@pytest.mark.parametrize(
    "url",
    [
        "https://i9.ytimg.com/vi/x/hq.jpg",
        "https://yt3.googleusercontent.com/x=s900",
        "https://scontent-fra3-1.cdninstagram.com/v/t51.2885-15/1.jpg?stp=dst-jpg_e35&_nc_ht=x&oh=00_A",
        "https://instagram.ftxl3-1.fna.fbcdn.net/v/t51.2885-19/1.jpg",
        "HTTPS://I.YTIMG.COM/vi/x/hq.jpg",
    ],
)
def test_each_platform_names_the_hosts_of_its_pictures(url: str) -> None:
    assert pictures.is_address(url)


# --- Refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://i.ytimg.com/vi/x/default.jpg",
        "https://i.ytimg.com:443/vi/x/default.jpg",
        "https://i.ytimg.com:22/",
        "https://i.ytimg.com@evil.test/x.jpg",
        "https://user:password@i.ytimg.com/x.jpg",
        "https://i.ytimg.com.evil.test/x.jpg",
        "https://evilytimg.com/x.jpg",
        "https://ytimg.com.evil.test\\.ytimg.com/x.jpg",
        "https://evil.test\\.ytimg.com/x.jpg",
        "https://evil.test/.ytimg.com/x.jpg",
        "https://evil.test#.ytimg.com",
        "https://cdninstagram.com/v/x.jpg",
        "https://www.youtube.com/watch?v=aaaaaaaaaaa",
        "https://r1.googlevideo.com/videoplayback",
        "https://127.0.0.1/x.jpg",
        "https://[::1]/x.jpg",
        "https://[",
        "https://ı.ytimg.com/x.jpg",
        "//i.ytimg.com/x.jpg",
        "i.ytimg.com/x.jpg",
        "file:///etc/passwd",
        "ftp://i.ytimg.com/x.jpg",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "https://i.ytimg.com\x00.evil.test/x.jpg",
        "x" * 5000,
        "nonsense",
    ],
)
def test_nobody_but_the_platforms_is_asked(api: Client, upstream: Upstream, url: str) -> None:
    assert refusal(api, url) == (400, "unsupported_url")
    assert not upstream.requests


@pytest.mark.parametrize(
    "query", ["", "?url=", f"?url={ADDRESS}%00", f"?url={ADDRESS}{'x' * 5000}", f"?uri={ADDRESS}"]
)
def test_an_address_is_needed(api: Client, query: str) -> None:
    answer = api.get(f"/picture{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert answer.json()["detail"].startswith("url: ")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.test/x.jpg",
        "https://www.youtube.com/watch?v=aaaaaaaaaaa",
        "http://i.ytimg.com/vi/aaaaaaaaaaa/default.jpg",
        "http://127.0.0.1:5000/admin/",
        "https://i.ytimg.com:8443/vi/aaaaaaaaaaa/default.jpg",
    ],
)
def test_a_redirect_does_not_lead_away(api: Client, upstream: Upstream, target: str) -> None:
    upstream.misbehave(Behaviour(redirect_to=target), kind=Kind.IMAGE)
    assert refusal(api) == (400, "extraction_failed")
    assert len(upstream.requests) == 1


def test_a_redirect_within_the_platform_is_followed(api: Client, upstream: Upstream) -> None:
    target = "https://yt3.ggpht.com/vi/bbbbbbbbbbb/hqdefault.jpg"
    upstream.misbehave(Behaviour(redirect_to=target), kind=Kind.IMAGE, times=1)
    assert picture(api).status_code == 200
    assert [request.host for request in upstream.requests] == ["i.ytimg.com", "yt3.ggpht.com"]


def test_redirects_come_to_an_end(api: Client, upstream: Upstream) -> None:
    upstream.misbehave(Behaviour(redirect_to=f"{ADDRESS}?again"), kind=Kind.IMAGE)
    assert refusal(api) == (502, "upstream_error")
    assert len(upstream.requests) == 1 + pictures.MAX_REDIRECTS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x1f\x8b\x08\x00",
        b"\x00\x00\x00\x18ftypmp42",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_picture_is_not_passed_on(api: Client, upstream: Upstream, content: bytes) -> None:
    upstream.misbehave(Behaviour(content=content), kind=Kind.IMAGE)
    assert refusal(api) == (400, "extraction_failed")


def test_more_than_5_mb_are_too_much(api: Client, upstream: Upstream) -> None:
    rule = upstream.misbehave(Behaviour(content=PNG.ljust(5 << 20)), kind=Kind.IMAGE)
    assert len(picture(api).content) == 5 << 20
    upstream.forgive(rule)
    upstream.misbehave(Behaviour(content=PNG.ljust((5 << 20) + 1)), kind=Kind.IMAGE)
    assert refusal(api) == (413, "too_large")


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (Behaviour(status=403), (404, "not_found")),
        (Behaviour(status=404), (404, "not_found")),
        (Behaviour(status=410), (404, "not_found")),
        (Behaviour(status=429), (503, "upstream_blocked")),
        (Behaviour(status=503), (502, "upstream_error")),
        (Behaviour(cut_after_bytes=100), (502, "upstream_error")),
    ],
)
def test_what_the_platform_does_has_its_code(
    api: Client, upstream: Upstream, behaviour: Behaviour, expected: tuple[int, str]
) -> None:
    upstream.misbehave(behaviour, kind=Kind.IMAGE)
    assert refusal(api) == expected


@pytest.mark.parametrize(
    "behaviour", [Behaviour(latency_seconds=60), Behaviour(stall_after_bytes=100)], ids=["silent", "stalled"]
)
def test_a_silent_server_is_given_up(
    api: Client, upstream: Upstream, monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour
) -> None:
    monkeypatch.setattr(pictures, "SILENCE_SECONDS", 0.3)
    upstream.misbehave(behaviour, kind=Kind.IMAGE)
    assert refusal(api) == (504, "upstream_timeout")


def test_a_server_that_only_trickles_is_given_up(
    api: Client, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "PATIENCE_SECONDS", 0.3)
    upstream.misbehave(Behaviour(rate_bytes_per_second=500), kind=Kind.IMAGE)
    assert refusal(api) == (504, "upstream_timeout")


def test_a_dead_proxy_is_an_error_of_the_way(api: Client, settings: Settings) -> None:
    settings.OUTBOUND_PROXY = "http://127.0.0.1:9"
    assert refusal(api) == (502, "upstream_error")


def test_only_so_many_are_fetched_at_once(
    api: Client, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_fetches", threading.BoundedSemaphore(2))
    monkeypatch.setattr(pictures, "QUEUE_SECONDS", 0.2)
    upstream.misbehave(Behaviour(stall_after_bytes=100), kind=Kind.IMAGE)
    with ThreadPoolExecutor(2) as viewers:
        others = [viewers.submit(pictures.fetch, f"{ADDRESS}?{number}") for number in range(2)]
        upstream.wait_for(lambda: sum(request.bytes_sent > 0 for request in upstream.requests) == 2)
        answer = picture(api)
        assert (answer.status_code, answer.json()["code"]) == (429, "busy")
        assert answer.headers["Retry-After"] == "5"
        upstream.closing.set()  # lets go of the two
        assert all(other.exception() for other in others)
