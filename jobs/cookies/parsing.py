"""From what a person pastes or uploads to an account's cookies, or to a sentence that tells what to do.

The file format is Netscape's, as browsers' extensions and yt-dlp write it. The parsers of Python and yt-dlp
read files only, and repeat bad lines, values and all, in logs and exceptions.
"""

import re
from collections.abc import Iterator
from http.cookiejar import Cookie
from urllib.parse import quote, unquote

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ..providers import SignIn
from .jar import AccountJar, expiry, jar_of, make_cookie, missing_proofs

MAX_BYTES = 1 << 18
"""A browser with thousands of cookies exports less."""
_HTTP_ONLY = "#HttpOnly_"
_FIELDS = 7
_SECONDS = re.compile(r"\d{1,15}(\.\d+)?")
_LONE_VALUE = re.compile(r"[\w%:.~-]{8,1024}", re.ASCII)


class CookiesError(Exception):
    """These cookies are of no use; its text is a sentence for a person, and repeats none of them."""

    def __init__(self, problem: str | Promise) -> None:
        super().__init__(problem)


@sensitive_variables()
def parse(text: str, sign_in: SignIn) -> AccountJar:
    """The platform's cookies in the text of a cookies.txt, or the one whose value alone is enough.

    Raises CookiesError where they do not prove, or no longer, that somebody is signed in.
    """
    if len(text) > MAX_BYTES:
        raise CookiesError(_("This is too large. Export the cookies of this platform's site alone."))
    text = text.removeprefix("\ufeff").strip("\r\n ")
    if not text:
        raise CookiesError(_("There is nothing in it. Paste the content of a cookies.txt file."))
    jar = jar_of(_cookies(text, sign_in), sign_in)
    _ensure_signed_in(jar, sign_in)
    return jar


def _cookies(text: str, sign_in: SignIn) -> Iterator[Cookie]:
    value = text.removeprefix(f"{sign_in.lone_cookie}=").rstrip(";")
    if sign_in.lone_cookie and _LONE_VALUE.fullmatch(value):
        return iter([_lone_cookie(value, sign_in.lone_cookie, sign_in.domain)])
    if text.startswith(("[", "{")):
        raise CookiesError(_("This is JSON. Export the cookies again in the Netscape format (cookies.txt)."))
    return (_parse_line(line, number) for number, line in _lines(text))


def _lone_cookie(value: str, name: str, domain: str) -> Cookie:
    # Copied from a browser's tools it may be encoded or not; the platform wants it encoded.
    encoded = quote(unquote(value), safe="")
    return make_cookie(domain=f".{domain}", path="/", name=name, value=encoded, secure=True, expires=None)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.removeprefix(_HTTP_ONLY)  # noqa: PLW2901 - the rest of it is a line like any other
        if line.strip() and not line.startswith("#"):
            yield number, line


def _parse_line(line: str, number: int) -> Cookie:
    fields = [field.strip() for field in line.split("\t")]
    if len(fields) != _FIELDS:
        raise CookiesError(
            _(
                "Line %(number)d is not a line of a cookies.txt file: it needs seven values with tabs "
                "between them. Upload the file itself if its tabs were lost on the way."
            )
            % {"number": number}
        )
    domain, _subdomains, path, secure, expires, name, value = fields
    if not (line.isascii() and all(field.isprintable() for field in fields) and domain and path and name):
        raise CookiesError(
            _("Line %(number)d is damaged. Export the cookies again and upload the file unchanged.")
            % {"number": number}
        )
    return make_cookie(
        domain=domain.lower(),
        path=path,
        name=name,
        value=value,
        secure=secure.upper() == "TRUE",
        expires=_parse_expiry(expires, number),
    )


def _parse_expiry(text: str, number: int) -> int | None:
    if text in ("", "-1", "0"):
        return None
    if not _SECONDS.fullmatch(text):
        raise CookiesError(
            _("Line %(number)d has no valid time of expiry. Export the cookies again.") % {"number": number}
        )
    return int(float(text))


def _ensure_signed_in(jar: AccountJar, sign_in: SignIn) -> None:
    if not len(jar):
        raise CookiesError(
            _("There is no cookie of %(domain)s in it. Export the cookies while that site is open.")
            % {"domain": sign_in.domain}
        )
    end = expiry(jar, sign_in)
    if end is not None and end <= timezone.now():
        raise CookiesError(
            _("These cookies expired on %(date)s. Sign in again in a browser, then export them anew.")
            % {"date": date_format(end, "DATE_FORMAT")}
        )
    if missing := missing_proofs(jar, sign_in):
        raise CookiesError(
            _(
                "Nobody is signed in with these cookies: “%(name)s” is missing. Sign in to %(domain)s in a "
                "browser, then export them again."
            )
            % {"name": missing[0], "domain": sign_in.domain}
        )
