"""instaloader's way of talking to Instagram, without its waiting and printing, and with no other way out."""

import logging
from types import TracebackType
from typing import Any, Self

import instaloader
import requests
from django.views.decorators.debug import sensitive_variables
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar

from jobs import outbound
from jobs.cookies import AccountJar

from .extractor import PLATFORM

logger = logging.getLogger(__name__)

# instaloader's own words.
SIGNED_OUT = "Redirected to login page"
# What counts to instaloader is only that there is one.
_SOMEBODY = "somebody"


class Session(instaloader.InstaloaderContext):
    """A stranger's visit to Instagram, or with a `jar` that of an account; for one thread.

    What Instagram changes of the cookies is put into the jar. `refusal` is its last answer that was an error.
    """

    def __init__(self, jar: AccountJar | None = None) -> None:
        self._jar = jar
        self._way_out = _WayOut()
        self.refusal: requests.Response | None = None
        super().__init__(
            sleep=False,
            quiet=True,
            max_connection_attempts=1,
            request_timeout=outbound.SOCKET_TIMEOUT_SECONDS,
            rate_controller=_NoRateController,
        )
        if jar is not None:
            self._sign_in(jar)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()  # type: ignore[no-untyped-call]
        self._way_out.hang_up()

    def get_anonymous_session(self) -> requests.Session:
        """A session of nobody's."""
        return self._led(super().get_anonymous_session())

    def get_json(
        self,
        path: str,
        params: dict[str, Any],
        host: str = "www.instagram.com",
        session: requests.Session | None = None,
        *args: Any,
        **options: Any,
    ) -> dict[str, Any]:
        """Every question but for pages. Most come with a copy of our session, made without the guard."""
        answer: dict[str, Any] = super().get_json(
            path, params, host, self._led(session or self._session), *args, **options
        )
        return answer

    def log(self, *msg: object, **_options: object) -> None:
        """Its lines are for developers."""
        logger.debug("".join(map(str, msg)).strip())

    def error(self, msg: object, repeat_at_end: bool = True) -> None:
        """What goes wrong is raised as well."""
        logger.debug(msg)

    def _led(self, session: requests.Session) -> requests.Session:
        outbound.lead(session, self._way_out)
        session.hooks["response"] = [self._note]
        return session

    def _note(self, response: requests.Response, **_options: object) -> None:
        if response.status_code >= requests.codes.bad_request:
            self.refusal = response
        if self._jar is not None:
            extract_cookies_to_jar(self._jar, response.request, response.raw)  # type: ignore[no-untyped-call]
            # instaloader would go on as a stranger.
            if not any(cookie.name == "sessionid" for cookie in self._jar):
                raise instaloader.AbortDownloadException(SIGNED_OUT)

    @sensitive_variables()
    def _sign_in(self, jar: AccountJar) -> None:
        session = self.get_anonymous_session()
        session.cookies = RequestsCookieJar()
        session.cookies.update(jar)
        cookies = session.cookies.get_dict()
        if "ds_user_id" not in cookies:  # the session's id begins with it
            user_id = cookies.get("sessionid", "").partition("%3A")[0]
            session.cookies.set("ds_user_id", user_id, domain=".instagram.com")
        session.headers.update(self._default_http_header())
        session.headers["X-CSRFToken"] = cookies.get("csrftoken", "")
        self._session = session
        self.username = _SOMEBODY


class _WayOut(outbound.Guard):
    """instaloader opens a session for each question: its connections stay open for the next one."""

    def __init__(self) -> None:
        self._guard = outbound.adapter(PLATFORM.allows)
        super().__init__(self._guard, PLATFORM.allows)

    def close(self) -> None:
        """Some session has ended."""

    def hang_up(self) -> None:
        """Close the connections."""
        self._guard.close()


class _NoRateController(instaloader.RateController):
    """Never waits: jobs are paused as a whole, and requests have no time."""

    def sleep(self, secs: float) -> None:
        """Not at all."""

    def wait_before_query(self, query_type: str) -> None:
        """Not at all."""

    def handle_429(self, query_type: str) -> None:
        """It is raised."""
