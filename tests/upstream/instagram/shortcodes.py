"""Shortcodes and numbers: a post's `pk` is its shortcode read as base 64."""

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
EXTRA_LETTERS = 28
"""How many letters the address of a private post has besides its shortcode."""


def public_part(code: str) -> str:
    """The shortcode without the letters that a private post's address adds."""
    return code[:-EXTRA_LETTERS] if len(code) > EXTRA_LETTERS else code


def pk_of(code: str) -> int:
    """The number of a post; raises ValueError for a letter that no shortcode has."""
    number = 0
    for letter in public_part(code):
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number


def shortcode_of(pk: int) -> str:
    """The shortcode of a number."""
    letters = ""
    while pk:
        pk, remainder = divmod(pk, len(ALPHABET))
        letters = ALPHABET[remainder] + letters
    return letters
