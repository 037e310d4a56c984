"""The names that files have for people."""

import pytest

from youtube.names import MAX_BYTES, file_name, trimmed

FAMILY = "👩\u200d👩\u200d👧"


def test_a_name_is_prefix_title_and_extension() -> None:
    assert file_name("abc12345", "Video Title", ".mp4") == "abc12345_Video Title.mp4"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("a/b\\c", "a b c"),
        ("100% #1? <b>", "100 1 b"),
        ("a\x00b\x1fc\x7fd\x85e\nf", "a b c d e f"),
        ('say "hi": a|b*', "say hi a b"),
        ("../../etc/passwd", "etc passwd"),
        ("  spaces   and dots. . .", "spaces and dots"),
        ("exe.4pm\u202etxt", "exe.4pmtxt"),
        ("\ufefftitle\u200e", "title"),
        ("گردش در بندر: نیم\u200cروزی", "گردش در بندر نیم\u200cروزی"),
        (f"family {FAMILY}", f"family {FAMILY}"),
        ("cafe\u0301", "caf\u00e9"),
        ("'quotes' & ampersands; $(id) `id`", "'quotes' & ampersands; $(id) `id`"),
        ("-rf", "-rf"),
    ],
)
def test_a_title_loses_what_paths_and_addresses_cannot_bear(title: str, expected: str) -> None:
    assert file_name("p", title, ".mp4") == f"p_{expected}.mp4"


@pytest.mark.parametrize("title", ["", " ", "???", "...", "\u202e", "/"])
def test_a_title_of_which_nothing_is_left_becomes_a_word(title: str) -> None:
    assert file_name("p", title, ".mp4") == "p_video.mp4"


@pytest.mark.parametrize("letter", ["a", "ب", "字", "🎬", FAMILY, "e\u0323\u0302", "👍🏽", "☀\ufe0f"])
def test_a_name_stays_under_the_limit_in_every_script(letter: str) -> None:
    name = file_name("abc12345", letter * 300, ".webm")

    assert MAX_BYTES - 30 < len(name.encode()) < MAX_BYTES
    assert name.endswith(".webm")


@pytest.mark.parametrize("sign", ["e\u0323\u0302\u0301", FAMILY, "👍🏽", "☀\ufe0f", "نیم"])
def test_no_sign_is_cut_in_two(sign: str) -> None:
    text = f"abc{sign}"

    cut_to_every_length = {trimmed(text, size) for size in range(3, len(text.encode()))}

    assert cut_to_every_length == ({"abc"} if sign != "نیم" else {"abc", "abcن", "abcنی"})


def test_what_fits_is_not_cut() -> None:
    assert trimmed("بندر", 8) == "بندر"
    assert trimmed("بندر", 7) == "بند"


def test_a_cut_name_ends_in_no_space_dot_or_joiner() -> None:
    assert trimmed("abc. . def", 6) == "abc"
    assert trimmed("نیم\u200cروزی", 9) == "نیم"
