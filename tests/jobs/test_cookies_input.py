"""What people paste becomes an account's cookies, or a sentence that tells them what to do."""

import pytest

from jobs.cookies import MAX_BYTES, CookiesError, parse
from jobs.providers import SignIn
from tests.jobs.accounts import SECRET, YEAR_2100, House, exported, values_of
from youtube.provider import YouTube

HOUSE = House.sign_in
YOUTUBE = YouTube.sign_in
FILES_ONLY = SignIn(domain="house.test", proofs=(("sessionid",),))


def test_only_the_platforms_own_cookies_are_kept() -> None:
    text = (
        exported({"sessionid": "1", "theme": "dark"})
        + exported({"inner": "2"}, domain="www.house.test")
        + exported({"foreign": "3"}, domain=".elsewhere.test")
        + exported({"lookalike": "4"}, domain=".nothouse.test")
        + exported({"suffix": "5"}, domain=".house.test.elsewhere.test")
    )

    assert values_of(parse(text, HOUSE)) == {"sessionid": "1", "theme": "dark", "inner": "2"}


@pytest.mark.parametrize(
    "text",
    [
        exported().replace(".house.test", "#HttpOnly_.house.test"),
        exported().replace("\n", "\r\n"),
        "\ufeff" + exported(),
        exported().removeprefix("# Netscape HTTP Cookie File\n"),
        exported(expires=0),
        exported(expires=""),
        exported(expires=f"{YEAR_2100}.75"),
        exported(expires=999_999_999_999_999),
    ],
    ids=["http only", "windows", "byte order mark", "no title", "session", "blank", "fraction", "far"],
)
def test_every_usual_form_of_a_file_is_read(text: str) -> None:
    assert values_of(parse(text, HOUSE)) == {"sessionid": SECRET}


@pytest.mark.parametrize(
    "text", ["12345:AbC-d_e:7:AYc", "12345%3AAbC-d_e%3A7%3AAYc", " sessionid=12345:AbC-d_e:7:AYc;\n"]
)
def test_a_lone_value_is_enough_where_one_cookie_is(text: str) -> None:
    (cookie,) = parse(text, HOUSE)

    assert (cookie.name, cookie.value) == ("sessionid", "12345%3AAbC-d_e%3A7%3AAYc")
    assert (cookie.domain, cookie.path, cookie.secure) == (".house.test", "/", True)


_NO_LINE = "Line %d is not a line of a cookies.txt file"
REFUSED = {
    "nothing": (" \n", HOUSE, "There is nothing in it."),
    "no cookie": ("# Netscape HTTP Cookie File\n", HOUSE, "There is no cookie of house.test in it."),
    "foreign": (exported(domain=".elsewhere.test"), HOUSE, "There is no cookie of house.test in it."),
    "too large": ("x" * (MAX_BYTES + 1), HOUSE, "This is too large."),
    "JSON": (f'[{{"name": "sessionid", "value": "{SECRET}"}}]', HOUSE, "This is JSON."),
    "a header": (f"Cookie: sessionid={SECRET}; a=b", HOUSE, _NO_LINE % 1),
    "no tabs": (exported().replace("\t", "  "), HOUSE, _NO_LINE % 3),
    "lone value": (f"{SECRET}-{SECRET}", FILES_ONLY, _NO_LINE % 1),
    "accents": (exported({"sessionid": f"{SECRET}é"}), HOUSE, "Line 3 is damaged."),
    "control": (exported({"sessionid": f"{SECRET}\x1b"}), HOUSE, "Line 3 is damaged."),
    "no name": (exported({"": SECRET}), HOUSE, "Line 3 is damaged."),
    "no time": (exported(expires="tomorrow"), HOUSE, "Line 3 has no valid time of expiry."),
    "expired": (exported(expires=1_600_000_000), HOUSE, "These cookies expired on Sept. 13, 2020."),
    "no session": (exported({"theme": SECRET}), HOUSE, "“sessionid” is missing."),
    "no value": (exported({"sessionid": ""}), HOUSE, "“sessionid” is missing."),
    "first proof": (
        exported({"SAPISID": SECRET}, domain=".youtube.com"),
        YOUTUBE,
        "“LOGIN_INFO” is missing.",
    ),
    "second proof": (
        exported({"LOGIN_INFO": SECRET}, domain=".youtube.com"),
        YOUTUBE,
        "“SAPISID” is missing.",
    ),
}


@pytest.mark.parametrize(("text", "sign_in", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_of_no_use_is_refused_in_a_sentence_without_its_values(
    text: str, sign_in: SignIn, sentence: str
) -> None:
    with pytest.raises(CookiesError) as caught:
        parse(text, sign_in)

    assert sentence in str(caught.value)
    assert SECRET not in repr(caught.value)


@pytest.mark.parametrize("name", ["SAPISID", "__Secure-1PAPISID", "__Secure-3PAPISID"])
def test_youtube_is_satisfied_with_any_of_the_cookies_that_yt_dlp_takes(name: str) -> None:
    jar = parse(exported({"LOGIN_INFO": "1", name: "2"}, domain=".youtube.com"), YOUTUBE)

    assert values_of(jar) == {"LOGIN_INFO": "1", name: "2"}


def test_a_jar_tells_nothing_when_it_is_printed() -> None:
    jar = parse(exported(), HOUSE)

    assert f"{jar} {jar!r} {jar}" == " ".join(["<AccountJar of 1 cookies>"] * 3)
