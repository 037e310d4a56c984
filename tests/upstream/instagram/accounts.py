"""Accounts and their sessions: which `sessionid` is good for what, and what becomes of its cookies."""

import base64
import json
import threading
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ..messages import Answer, Request
from .refusals import CHALLENGED, CHECKPOINT, LOGIN_PAGE

CSRF_TOKEN = "sampleCsrfTokenFromTheStandIn001"
_BEARER = "Bearer IGT:2:"
_SCOPE = "Domain=.instagram.com; Path=/; Secure"
_FORGET = f'sessionid=""; expires=Thu, 01-Jan-1970 00:00:00 GMT; Max-Age=0; {_SCOPE}; HttpOnly'


class State(StrEnum):
    """What Instagram makes of a session."""

    GOOD = "good"
    EXPIRED = "expired"
    CHALLENGED = "challenged"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class Account:
    """Somebody who is signed in."""

    username: str
    user_id: str
    session_id: str
    state: State = State.GOOD
    follows: Sequence[str] = ()
    """The private people whose posts and stories it sees."""

    @property
    def cookies(self) -> dict[str, str]:
        """What its browser has."""
        return {"sessionid": self.session_id, "ds_user_id": self.user_id, "csrftoken": CSRF_TOKEN}


class Accounts:
    """The accounts there are; safe to change while requests are answered."""

    def __init__(self, *accounts: Account) -> None:
        self._lock = threading.Lock()
        self._accounts = {account.session_id: account for account in accounts}
        self._successors: dict[str, str] = {}
        self.csrf_token = CSRF_TOKEN
        """What the next answers set as `csrftoken`."""

    def add(self, account: Account) -> None:
        """Know `account`, in place of the one with the same session."""
        with self._lock:
            self._accounts[account.session_id] = account

    def set_state(self, account: Account, state: State) -> None:
        """From now on Instagram makes this of the session of `account`."""
        self.add(replace(account, state=state))

    def rotate(self, account: Account, session_id: str) -> Account:
        """Give `account` another session with its next answer; the old one ends when the new one is used."""
        rotated = replace(account, session_id=session_id)
        with self._lock:
            self._accounts[session_id] = rotated
            self._successors[account.session_id] = session_id
        return rotated

    def viewer(self, request: Request) -> Account | None:
        """Whose good session a request carries."""
        session_id = session_id_of(request)
        with self._lock:
            for old, new in list(self._successors.items()):
                if new == session_id:
                    self._accounts.pop(old, None)
                    del self._successors[old]
            account = self._accounts.get(session_id)
        return account if account and account.state is State.GOOD else None

    def refusal(self, request: Request) -> Answer | None:
        """The answer to a request whose session is not good; an unknown one counts as expired."""
        session_id = session_id_of(request)
        if not session_id or request.path == LOGIN_PAGE or self.viewer(request):
            return None
        with self._lock:
            account = self._accounts.get(session_id)
        if account and account.state is State.CHALLENGED:
            return CHALLENGED.answer
        if account and account.state is State.CHECKPOINT:
            return CHECKPOINT.answer
        location = f"https://www.instagram.com{LOGIN_PAGE}?next={urllib.parse.quote(request.path)}"
        return Answer(status=302, headers={"Location": location}, cookies=(_FORGET,))

    def cookies(self, request: Request) -> tuple[str, ...]:
        """What is to be set together with a good answer."""
        session_id = session_id_of(request)
        cookies = [f"csrftoken={self.csrf_token}; {_SCOPE}", f"mid=sampleMachineId; {_SCOPE}"]
        if session_id:
            cookies.append(f'rur="CLN\\0547000000001\\054{int(time.time())}:01f7"; {_SCOPE}; HttpOnly')
        with self._lock:
            successor = self._successors.get(session_id)
        if successor:
            cookies.append(f"sessionid={successor}; Max-Age=31536000; {_SCOPE}; HttpOnly")
        return tuple(cookies)


def session_id_of(request: Request) -> str:
    """The session that a request carries in a cookie or, as the app does, in a token; empty for none."""
    authorization = request.headers.get("authorization", "")
    if authorization.startswith(_BEARER):
        return str(json.loads(base64.b64decode(authorization.removeprefix(_BEARER))).get("sessionid", ""))
    return request.cookies.get("sessionid", "")
