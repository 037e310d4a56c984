"""Which links and names are Instagram's, and what they mean."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instagram.addresses import HOSTS, PostAddress, parse_post, parse_username
from jobs.errors import Code, Failure

CODE = "CnU4zIh9x_F"
KEY = "a" * 28  # what the link of a private account's post has besides


@pytest.mark.parametrize(
    "text",
    [
        f"https://www.instagram.com/p/{CODE}/",
        f"https://www.instagram.com/p/{CODE}",
        f"https://instagram.com/p/{CODE}/",
        f"http://instagram.com/p/{CODE}/",
        f"https://m.instagram.com/p/{CODE}/",
        f"https://instagr.am/p/{CODE}/",
        f"HTTPS://WWW.Instagram.COM/p/{CODE}/",
        f"https://www.instagram.com:443/p/{CODE}/",
        f"www.instagram.com/p/{CODE}/",
        f"instagram.com/p/{CODE}",
        f"https://www.instagram.com/reel/{CODE}/",
        f"https://www.instagram.com/reels/{CODE}/",
        f"https://www.instagram.com/tv/{CODE}/",
        f"https://www.instagram.com/some.body_1/p/{CODE}/",
        f"https://www.instagram.com/some.body_1/reel/{CODE}/",
        f"https://www.instagram.com/p/{CODE}/?igsh=MzRlODBiNWFlZA==",
        f"https://www.instagram.com/reel/{CODE}/?igshid=x&utm_source=ig_web_copy_link#comments",
        f"https://www.instagram.com/p/{CODE}/?img_index=3",
        f"https://www.instagram.com/p/{CODE}/embed/captioned/",
        f"https://www.instagram.com/p/{CODE}{KEY}/",
        f"{CODE}{KEY}",
        CODE,
        f"  {CODE}\n",
        f"\u202ahttps://www.instagram.com/p/{CODE}/\u202c",
    ],
)
def test_a_post_is_recognised_as_people_paste_it(text: str) -> None:
    assert parse_post(text) == PostAddress(CODE)


@pytest.mark.parametrize("shortcode", ["aye83DjauH", "-Cmh1cukG2", "_abc-", "BT"])
def test_older_shortcodes_are_shorter(shortcode: str) -> None:
    assert parse_post(f"https://www.instagram.com/p/{shortcode}/").shortcode == shortcode


def test_the_canonical_address_is_built_from_the_shortcode_alone() -> None:
    assert PostAddress(CODE).canonical == f"https://www.instagram.com/p/{CODE}/"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "BT",  # a word as well as a shortcode
        "two words",
        f"{CODE}x",
        f"{CODE}{KEY}x",
        "https://www.instagram.com/",
        "https://www.instagram.com/p/",
        "https://www.instagram.com/p//",
        "https://www.instagram.com/instagram/",
        "https://www.instagram.com/stories/instagram/1234567890123456789/",
        "https://www.instagram.com/explore/tags/cats/",
        "https://www.instagram.com/share/p/BAabcdefgh/",
        "https://www.instagram.com/share/reel/BAabcdefgh/",
        "https://www.instagram.com/reels/audio/123456789012345/",
        f"https://www.instagram.com/p/{CODE}%2f..",
        f"https://www.instagram.com/../p/{CODE}x/",
        f"https://www.youtube.com/p/{CODE}/",
        f"https://www.instagram.com.evil.test/p/{CODE}/",
        f"https://user@www.instagram.com/p/{CODE}/",
        f"https://www.instagram.com:8080/p/{CODE}/",
        f"ftp://www.instagram.com/p/{CODE}/",
        f"https://www.instagram.com/p/{CODE}/ and more",
        f"https://www.instagram.com\\p\\{CODE}/",
    ],
)
def test_anything_else_is_no_post(text: str) -> None:
    with pytest.raises(Failure) as caught:
        parse_post(text)
    assert caught.value.code == Code.UNSUPPORTED_URL


@pytest.mark.parametrize(
    "text",
    [
        "some.body_1",
        "@some.body_1",
        "Some.Body_1",
        " @SOME.body_1 ",
        "https://www.instagram.com/some.body_1/",
        "https://www.instagram.com/some.body_1",
        "https://www.instagram.com/@some.body_1",
        "instagram.com/Some.Body_1?igsh=abc",
        "https://www.instagram.com/some.body_1/reels/",
        "https://www.instagram.com/some.body_1/tagged/",
        "https://www.instagram.com/stories/some.body_1/",
        "https://www.instagram.com/stories/some.body_1/1234567890123456789/",
    ],
)
def test_a_name_is_recognised_as_people_paste_it(text: str) -> None:
    assert parse_username(text) == "some.body_1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "@@name",
        "two words",
        "نام",
        "na/me",
        "../etc",
        ".name",
        "name.",
        "na..me",
        "a" * 31,
        "explore",
        "p",
        "instagram.com",
        "www.instagram.com",
        "https://www.instagram.com/",
        "https://www.instagram.com/explore/",
        "https://www.instagram.com/accounts/login/",
        "https://www.instagram.com/stories/highlights/18090946048123978/",
        f"https://www.instagram.com/p/{CODE}/",
        f"https://www.instagram.com/name/p/{CODE}/",
        "https://www.youtube.com/@name",
        "https://evil.test/name",
        "--exec=id",
        "name\0",
    ],
)
def test_anything_else_is_no_name(text: str) -> None:
    with pytest.raises(Failure) as caught:
        parse_username(text)
    assert caught.value.code == Code.UNSUPPORTED_URL


@pytest.mark.parametrize("parse", [parse_post, parse_username])
@given(text=st.text())
def test_no_text_is_more_than_refused(parse: Callable[[str], object], text: str) -> None:
    with suppress(Failure):
        parse(text)


def test_requests_go_to_instagram_alone() -> None:
    assert all(host.endswith(("instagram.com", ".cdninstagram.com", ".fbcdn.net")) for host in HOSTS)
