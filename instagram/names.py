"""The names of Instagram's files."""

import re

from . import posts

# What tags and titles show of a caption.
MAX_TITLE_LETTERS = 120
# Between two signs that make one: nothing ends with them.
_JOINERS = "\u200c\u200d"
_SPACES = re.compile(r"\s+")


def post_stems(post: posts.Post) -> list[str]:
    """What the names of a post's media begin with: `<shortcode>`, or `<shortcode>_1` and so on."""
    if post.kind is not posts.Kind.CAROUSEL:
        return [post.shortcode]
    return [f"{post.shortcode}_{number}" for number in range(1, len(post.media) + 1)]


def story_stem(username: str, number: int) -> str:
    """What the name of somebody's story begins with; they are counted from 1."""
    return f"{username}_story_{number}"


def title(owner: str, caption: str) -> str:
    """What a post is called for people: whose it is, and the first line of what is written under it."""
    line = first_line(caption)
    return f"{owner}: {line}" if line else owner


def first_line(text: str) -> str:
    """The first line that says something, not too long; empty where there is none."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    line = next(filter(None, lines), "")
    if len(line) <= MAX_TITLE_LETTERS:
        return line
    letters = line[:MAX_TITLE_LETTERS]
    return f"{(letters.rpartition(' ')[0] or letters).rstrip(_JOINERS)}…"
