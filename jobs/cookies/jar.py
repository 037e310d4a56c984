"""The cookies of one account: a jar that yt-dlp and requests take, and the text that it is stored as."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from http.cookiejar import Cookie

from django.views.decorators.debug import sensitive_variables
from yt_dlp.cookies import YoutubeDLCookieJar

from ..providers import SignIn

# Later moments are no dates to Python, and no browser keeps a cookie for so long.
_LAST_SECOND = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


class AccountJar(YoutubeDLCookieJar):  # type: ignore[misc]
    """Cookies that tell nothing when they are printed: a traceback shows what variables hold."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} cookies>"

    __str__ = __repr__


def jar_of(cookies: Iterable[Cookie], sign_in: SignIn) -> AccountJar:
    """A jar with those of the cookies that are the platform's own."""
    jar = AccountJar()
    for cookie in cookies:
        if _belongs(cookie.domain, sign_in.domain):
            jar.set_cookie(cookie)
    return jar


def make_cookie(  # noqa: PLR0913 - as many as a cookie has
    *, domain: str, path: str, name: str, value: str, secure: bool, expires: int | None
) -> Cookie:
    """A cookie as a browser has it; `expires` in Unix seconds, None where it ends with the browser."""
    return Cookie(
        version=0,
        name=name,
        value=value,
        port=None,
        port_specified=False,
        domain=domain,
        domain_specified=domain.startswith("."),
        domain_initial_dot=domain.startswith("."),
        path=path,
        path_specified=True,
        secure=secure,
        expires=None if expires is None else min(expires, _LAST_SECOND),
        discard=expires is None,
        comment=None,
        comment_url=None,
        rest={},
    )


def proves(jar: AccountJar, sign_in: SignIn) -> bool:
    """Whether the cookies still say that somebody is signed in."""
    return not missing_proofs(jar, sign_in)


def missing_proofs(jar: AccountJar, sign_in: SignIn) -> list[str]:
    """The names of the cookies that a session needs and that are not there, or are over."""
    return [names[0] for names in sign_in.proofs if not any(True for _ in _living(jar, names))]


def expiry(jar: AccountJar, sign_in: SignIn) -> datetime | None:
    """When the session ends by itself: with the first of its proofs. None where no cookie says so."""
    ends = [end for names in sign_in.proofs if (end := _last_end(jar, names)) is not None]
    return datetime.fromtimestamp(min(ends), UTC) if ends else None


def dump(jar: AccountJar) -> str:
    """The cookies as text, for `load`."""
    return json.dumps(
        [
            {
                "domain": each.domain,
                "path": each.path,
                "name": each.name,
                "value": each.value or "",
                "secure": each.secure,
                "expires": each.expires,
            }
            for each in jar
        ]
    )


@sensitive_variables()
def load(text: str) -> AccountJar:
    """The cookies that `dump` was given."""
    jar = AccountJar()
    for each in json.loads(text):
        jar.set_cookie(make_cookie(**each))
    return jar


def _belongs(domain: str, platform_domain: str) -> bool:
    return f".{domain.lstrip('.')}".endswith(f".{platform_domain}")


def _living(jar: AccountJar, names: Iterable[str]) -> Iterable[Cookie]:
    return (each for each in jar if each.name in names and each.value and not each.is_expired())


def _last_end(jar: AccountJar, names: Iterable[str]) -> int | None:
    """When the last of equivalent cookies expires; None where one of them does not."""
    ends = [each.expires for each in jar if each.name in names]
    return None if not ends or None in ends else max(end or 0 for end in ends)
