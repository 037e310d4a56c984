"""Who is signed in: sessions that are known by their cookies, and which cookies YouTube changes."""

import threading
from http.cookies import SimpleCookie

from ..messages import Request

LOGIN_INFO = "LOGIN_INFO"
API_ID = "SAPISID"
ROTATED = "SIDCC"
"""The cookie that changes with each page."""
_FAR_FUTURE = 2_000_000_000


class Sessions:
    """Accounts' sessions; safe to change while requests are answered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._alive: set[str] = set()
        self._rotations = 0

    def sign_in(self, secret: str) -> str:
        """Begin a session; its cookies as a browser exports them. Every value but one contains `secret`."""
        with self._lock:
            self._alive.add(secret)
        cookies = [
            ("#HttpOnly_.youtube.com", LOGIN_INFO, secret),
            (".youtube.com", API_ID, f"{secret}-api"),
            (".youtube.com", ROTATED, f"{secret}-0"),
            (".elsewhere.test", "other", f"{secret}-elsewhere"),
        ]
        lines = [
            f"{domain}\tTRUE\t/\tTRUE\t{_FAR_FUTURE}\t{name}\t{value}" for domain, name, value in cookies
        ]
        return "\n".join(["# Netscape HTTP Cookie File", *lines, ""])

    def sign_out(self, secret: str) -> None:
        """End a session: its cookies are taken back with the next page."""
        with self._lock:
            self._alive.discard(secret)

    def knows(self, request: Request) -> bool:
        """Whether who asks is signed in; the API wants a proof besides the cookies."""
        is_proven = request.method == "GET" or "SAPISIDHASH" in request.headers.get("authorization", "")
        with self._lock:
            return is_proven and session_of(request) in self._alive

    def changes(self, request: Request) -> dict[str, str]:
        """The header of an answer that changes the cookies of whoever has an account's."""
        secret = session_of(request)
        if not secret:
            return {}
        with self._lock:
            self._rotations += 1
            if secret in self._alive:
                return _cookie(f"{ROTATED}={secret}-{self._rotations}; Max-Age=31536000")
        return _cookie(f"{LOGIN_INFO}=; Max-Age=0")


def session_of(request: Request) -> str:
    """The session whose cookies a request carries; empty for a stranger's."""
    cookies = SimpleCookie(request.headers.get("cookie", ""))
    return cookies[LOGIN_INFO].value if LOGIN_INFO in cookies else ""


def _cookie(text: str) -> dict[str, str]:
    return {"Set-Cookie": f"{text}; Domain=.youtube.com; Path=/; Secure"}
