"""The names that files have for people."""

import re
import unicodedata

# All systems and all URLs can take a name of that many bytes; Persian needs two for a letter.
MAX_BYTES = 200
_UNSAFE = re.compile(r"""[\x00-\x1f\x7f-\x9f#?%/\\<>:"|*]""")
# Direction-changing characters make a name that is not what it looks like. The joiners (U+200C, U+200D) stay:
# Persian spelling and emoji need them.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ZERO_WIDTH_JOINER = "\u200d"
_JOINERS = f"\u200c{_ZERO_WIDTH_JOINER}"
_MODIFIERS = {"Mn", "Mc", "Me", "Sk"}  # Unicode's categories of marks, and of an emoji's colour of skin


def file_name(prefix: str, title: str, suffix: str) -> str:
    """`<prefix>_<title><suffix>`, safe in paths and addresses and under 200 bytes."""
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFC", title))
    clean = " ".join(_UNSAFE.sub(" ", clean).split()).strip(". ")
    room = MAX_BYTES - 1 - len(f"{prefix}_{suffix}".encode())
    return f"{prefix}_{trimmed(clean, room) or 'video'}{suffix}"


def trimmed(text: str, max_bytes: int) -> str:
    """As much of the text as fits, without half a letter, a letter without its marks, or half an emoji."""
    end = len(text.encode()[:max_bytes].decode(errors="ignore"))
    while 0 < end < len(text) and _belong_together(text[end - 1], text[end]):
        end -= 1
    return text[:end].rstrip(f". {_JOINERS}")


def _belong_together(one: str, next_one: str) -> bool:
    """Whether readers see one sign: a letter with marks, an emoji of several. Good enough for names."""
    is_modifier = unicodedata.category(next_one) in _MODIFIERS
    return is_modifier or _ZERO_WIDTH_JOINER in (one, next_one)
