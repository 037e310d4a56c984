"""The names that files have for people."""

import re
import unicodedata

# All systems and all URLs can take a name of that many bytes; Persian needs two for a letter.
MAX_BYTES = 200
_UNSAFE = re.compile(r"""[\x00-\x1f\x7f-\x9f#?%/\\<>:"|*]""")
# Direction-changing characters make a name that is not what it looks like. The joiners (U+200C, U+200D) stay:
# Persian spelling and emoji need them.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def file_name(prefix: str, title: str, suffix: str) -> str:
    """`<prefix>_<title><suffix>`, safe in paths and addresses and under 200 bytes."""
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFC", title))
    clean = " ".join(_UNSAFE.sub(" ", clean).split()).strip(". ")
    room = MAX_BYTES - 1 - len(f"{prefix}_{suffix}".encode())
    return f"{prefix}_{trimmed(clean, room) or 'video'}{suffix}"


def trimmed(text: str, max_bytes: int) -> str:
    """As much of the text as fits, without half a letter or a letter without its marks."""
    kept = text.encode()[:max_bytes].decode(errors="ignore")
    if len(kept) < len(text) and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip(". ")
