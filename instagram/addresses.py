"""What is an address of Instagram, and what it means. Pure functions: nobody is asked.

Only shortcodes and names are kept of what people paste: every address that leaves this file was built in it.
"""

import re
from dataclasses import dataclass

from jobs import links
from jobs.errors import Code, Failure

# Where requests for Instagram may go; a leading dot means all names below.
HOSTS = (
    "instagram.com",
    "www.instagram.com",
    "i.instagram.com",
    "graph.instagram.com",
    ".cdninstagram.com",
    ".fbcdn.net",
)

_SITES = {"instagram.com", "www.instagram.com", "m.instagram.com", "instagr.am", "www.instagr.am"}

_SHORTCODE = re.compile(r"[A-Za-z0-9_-]{1,39}")
# A shortcode is a 64-bit number in base 64. That of a private account's post has 28 more letters, a key.
_LETTERS = 11
_KEY_LETTERS = 28
# The first posts of all have fewer letters, but they are words as often as shortcodes.
_FEWEST_LETTERS_ALONE = 5
_POST_PAGES = {"p", "reel", "reels", "tv"}
_NOT_SHORTCODES = {"audio"}  # /reels/audio/… is of a sound

# Letters, digits, dots and underscores, without two dots in a row or one at an end.
_USERNAME = re.compile(r"(?=.{1,30}\Z)[a-z0-9_]+(\.[a-z0-9_]+)*")
# The site's own pages, which nobody can be called.
_NOT_USERNAMES = _POST_PAGES | {
    *("about", "accounts", "api", "challenge", "data", "developer", "direct", "directory", "emails"),
    *("explore", "graphql", "legal", "linkshim", "oauth", "press", "privacy", "s", "share", "stories", "web"),
}
_PROFILE_TABS = {"", "feed", "reels", "tagged"}


@dataclass(frozen=True)
class PostAddress:
    """A post or reel."""

    shortcode: str

    @property
    def canonical(self) -> str:
        """The address of its page, which a reel has too."""
        return f"https://www.instagram.com/p/{self.shortcode}/"


def parse_post(text: str) -> PostAddress:
    """The post or reel of a pasted link or shortcode.

    Raises Failure with `unsupported_url`, also for a link of `/share/`: only Instagram knows where it leads.
    """
    pasted = links.bare(text)
    if _SHORTCODE.fullmatch(pasted) and len(pasted) >= _FEWEST_LETTERS_ALONE:
        return address_of(pasted)
    match _folders(pasted):
        case [kind, shortcode, *_] if kind in _POST_PAGES:
            return address_of(shortcode)
        case [name, kind, shortcode, *_] if kind in _POST_PAGES and _is_username(name):
            return address_of(shortcode)
    raise Failure(Code.UNSUPPORTED_URL)


def parse_username(text: str) -> str:
    """The name in a pasted profile link or story link, or the name itself, with or without an @.

    It is in lower case, as Instagram has it. Raises Failure with `unsupported_url`.
    """
    name = links.bare(text).removeprefix("@").lower()
    if _is_username(name):
        return name
    match _folders(text):
        case ["stories", name, *_] if name != "highlights":
            pass
        case [name]:
            pass
        case [name, tab] if tab in _PROFILE_TABS:
            pass
        case _:
            raise Failure(Code.UNSUPPORTED_URL)
    name = name.removeprefix("@").lower()
    if not _is_username(name):
        raise Failure(Code.UNSUPPORTED_URL)
    return name


def address_of(shortcode: str) -> PostAddress:
    """The address of what Instagram calls so. Raises Failure with `unsupported_url`."""
    if not _SHORTCODE.fullmatch(shortcode) or shortcode in _NOT_SHORTCODES:
        raise Failure(Code.UNSUPPORTED_URL)
    number = shortcode[:-_KEY_LETTERS] if len(shortcode) > _KEY_LETTERS else shortcode
    if len(number) > _LETTERS:
        raise Failure(Code.UNSUPPORTED_URL)
    return PostAddress(number)


def _folders(link: str) -> list[str]:
    """The parts of the path of a link to Instagram. Raises Failure."""
    return links.page(link, _SITES).path.strip("/").split("/")


def _is_username(name: str) -> bool:
    return bool(_USERNAME.fullmatch(name)) and name not in _NOT_USERNAMES | _SITES
