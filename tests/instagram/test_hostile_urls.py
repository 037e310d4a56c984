"""Links and names made to lead us astray: each endpoint of Instagram's refuses them, before anybody is asked.

What is hostile on any platform is tried on all endpoints in tests/youtube/test_hostile_urls.py.
"""

import pytest
from django.test import Client

from jobs.errors import Code
from jobs.models import Job
from tests.upstream import Upstream

pytestmark = pytest.mark.django_db

CODE = "CnU4zIh9x_F"
CODES = {Code.UNSUPPORTED_URL, Code.INVALID_REQUEST}  # the latter for what is too long, or no text at all
HOSTILE_LINKS = [
    f"https://instagram.com.evil.test/p/{CODE}/",
    f"https://evil-instagram.com/p/{CODE}/",
    f"https://www.instagram.com-evil.test/p/{CODE}/",
    f"https://evil.test/www.instagram.com/p/{CODE}/",
    f"https://evil.test/#https://www.instagram.com/p/{CODE}/",
    f"https://www.instagram.com@evil.test/p/{CODE}/",
    f"https://user:password@www.instagram.com/p/{CODE}/",
    f"https://www.instagram.com:22/p/{CODE}/",
    f"https://www.instagram.com\\.evil.test/p/{CODE}/",
    f"https://www.instagram.com%2eevil.test/p/{CODE}/",
    f"https://www.instagrаm.com/p/{CODE}/",  # a Cyrillic а
    f"https://www.instagram。com/p/{CODE}/",
    f"https://instagram.com.%00.evil.test/p/{CODE}/",
    f"//evil.test/p/{CODE}/",
    f"file://www.instagram.com/p/{CODE}/",
    f"ftp://www.instagram.com/p/{CODE}/",
    f"javascript://www.instagram.com/p/{CODE}/",
    f"http://127.0.0.1/p/{CODE}/",
    f"http://[::1]/p/{CODE}/",
    f"http://2130706433/p/{CODE}/",
    f"https://scontent.cdninstagram.com/p/{CODE}/",
    f"https://i.instagram.com/api/v1/media/{CODE}/info/",
    f"https://www.instagram.com/linkshim/?u=http://127.0.0.1/p/{CODE}/",
    f"https://l.instagram.com/?u=https://evil.test/p/{CODE}/",
    "https://www.instagram.com/accounts/logout/",
    "https://www.instagram.com/api/v1/users/web_profile_info/",
    "https://www.instagram.com/explore/tags/cats/",
    "https://www.instagram.com/../../etc/passwd",
    f"https://www.instagram.com/p/../{CODE}x/",
    f"https://www.instagram.com/p/{CODE}'--/",
    f"https://www.instagram.com/p/{CODE}%0d%0aHost:evil.test/",
    f"https://www.instagram.com/p/$(id){CODE}/",
    f"https://www.instagram.com/p/{CODE}/\n--exec=id",
    f"https://www.instagram.com/p/{CODE}/ --exec=id",
    "--exec=id",
    "-o/etc/passwd",
    "../../etc/passwd",
    "instagram://media?id=123",
    "instagram:user",
    f"https://www.instagram.com/p/{CODE}/?{'x' * 100_000}",
]
HOSTILE_NAMES = [
    *HOSTILE_LINKS,
    "..",
    "../admin",
    "name/../other",
    "name%2f..",
    "name?x=1",
    "name#x",
    "name;id",
    "$(id)",
    "name\r\nHost: evil.test",
    "name\0",
    "ｎａｍｅ",
    "nаme",  # a Cyrillic а
    "a" * 31,
    "a" * 100_000,
]
POST_PATHS = ["post/info", "reel/info", "post/stats", "reel/stats"]
NAME_PATHS = ["story/info", "profile/info", "profile/posts"]


@pytest.mark.parametrize("path", POST_PATHS)
def test_hostile_links_are_refused_and_nobody_is_asked(path: str, api: Client, upstream: Upstream) -> None:
    for url in HOSTILE_LINKS:
        answer = api.get(f"/instagram/{path}", {"url": url})
        assert (answer.status_code, answer.json()["code"] in CODES) == (400, True), url
    assert upstream.requests == []


@pytest.mark.parametrize("path", NAME_PATHS)
def test_hostile_names_are_refused_and_nobody_is_asked(path: str, api: Client, upstream: Upstream) -> None:
    for name in HOSTILE_NAMES:
        answer = api.get(f"/instagram/{path}", {"username": name})
        assert (answer.status_code, answer.json()["code"] in CODES) == (400, True), name
    assert upstream.requests == []


@pytest.mark.parametrize(
    ("what", "name"), [("post", "url"), ("reel", "url"), ("carousel", "url"), ("story", "username")]
)
def test_hostile_downloads_are_refused_and_nothing_is_done(
    what: str, name: str, api: Client, upstream: Upstream
) -> None:
    for text in HOSTILE_NAMES if name == "username" else HOSTILE_LINKS:
        answer = api.post(f"/instagram/download/{what}", {name: text}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"] in CODES) == (400, True), text
    assert upstream.requests == []
    assert not Job.objects.exists()


@pytest.mark.parametrize("kind", ["post", "reel", "story"])
def test_hostile_batches_are_refused_and_nothing_is_done(kind: str, api: Client, upstream: Upstream) -> None:
    for text in HOSTILE_NAMES if kind == "story" else HOSTILE_LINKS:
        body = {"items": [{"url": "instagram" if kind == "story" else CODE, "type": kind}]}
        body["items"].append({"url": text, "type": kind})
        answer = api.post("/instagram/download/batch", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"] in CODES) == (400, True), text
        assert answer.json()["detail"].startswith("items[1]")
    assert upstream.requests == []
    assert not Job.objects.exists()
