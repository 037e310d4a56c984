"""What an exception of instaloader's, and Instagram's last answer, mean in our table of errors."""

import logging
from collections.abc import Iterator

import instaloader
import requests

from jobs.cookies import ChallengedError, SignedOutError
from jobs.errors import Code, Failure
from jobs.outbound import ForbiddenHostError

from .session import SIGNED_OUT, Session

logger = logging.getLogger(__name__)

# What instaloader raises when an answer is not as it expects.
SURPRISES = (LookupError, TypeError, ValueError, AttributeError, AssertionError)
EXPECTED = (
    instaloader.InstaloaderException,
    instaloader.AbortDownloadException,
    requests.RequestException,
    *SURPRISES,
)

_CODES = {
    ForbiddenHostError: Code.EXTRACTION_FAILED,
    instaloader.ProfileNotExistsException: Code.NOT_FOUND,
    instaloader.QueryReturnedNotFoundException: Code.NOT_FOUND,
    instaloader.PrivateProfileNotFollowedException: Code.PRIVATE,
    instaloader.LoginRequiredException: Code.LOGIN_REQUIRED,
}
_RETRY_AFTER_MAX_SECONDS = 3600
_NO_POST = "Fetching Post metadata failed"
# Instagram's own words, in an error's `message`.
_CHALLENGES = ("challenge_required", "checkpoint_required", "feedback_required")
_NOT_THERE = "not found or unavailable"
_NOT_LET_IN = "Not authorized to view user"
_SIGN_IN = "login_required"


def explain(error: BaseException, session: Session) -> Failure:
    """The failure behind an exception of EXPECTED."""
    causes = list(_causes(error))
    text = " ".join(map(str, causes))
    failure = (
        next((found for cause in causes if (found := _known(cause, session))), None)
        or _said(text, session)
        or _answered(session)
        or next((found for cause in causes if (found := _of_network(cause))), None)
    )
    if failure is None:
        logger.warning("instaloader said something new: %s: %s", type(error).__name__, text)
        return Failure(Code.EXTRACTION_FAILED)
    return failure


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _known(cause: BaseException, session: Session) -> Failure | None:
    match cause:
        case Failure():
            return cause
        case instaloader.ProfileNotExistsException() if session.refusal is None:
            return Failure(Code.EXTRACTION_FAILED)  # there is a page, but nothing in it
        case instaloader.AbortDownloadException() if session.is_logged_in:
            return SignedOutError() if SIGNED_OUT in str(cause) else ChallengedError()
        case instaloader.BadResponseException() if _NO_POST in str(cause):
            # Strangers are not told whether there is nothing, or nothing for them.
            return Failure(Code.NOT_FOUND if session.is_logged_in else Code.LOGIN_REQUIRED)
    return next((Failure(code) for kind, code in _CODES.items() if isinstance(cause, kind)), None)


def _said(text: str, session: Session) -> Failure | None:
    if any(each in text for each in _CHALLENGES):
        return ChallengedError() if session.is_logged_in else Failure(Code.UPSTREAM_BLOCKED)
    if _SIGN_IN in text:
        return SignedOutError() if session.is_logged_in else Failure(Code.LOGIN_REQUIRED)
    if _NOT_LET_IN in text:
        return Failure(Code.PRIVATE)
    if _NOT_THERE in text:
        return Failure(Code.NOT_FOUND)
    return None


def _answered(session: Session) -> Failure | None:
    """What the status of Instagram's last refusal says."""
    refusal = session.refusal
    if refusal is None:
        return None
    match refusal.status_code:
        case 401 | 403 | 429:
            return Failure(Code.UPSTREAM_BLOCKED, retry_after_seconds=_retry_after(refusal))
        case status if status >= requests.codes.server_error:
            return Failure(Code.UPSTREAM_ERROR)
    return None


def _of_network(cause: BaseException) -> Failure | None:
    if isinstance(cause, requests.Timeout):
        return Failure(Code.UPSTREAM_TIMEOUT)
    if isinstance(cause, requests.exceptions.InvalidJSONError | requests.exceptions.InvalidURL):
        return Failure(Code.EXTRACTION_FAILED)
    if isinstance(cause, requests.RequestException):
        return Failure(Code.UPSTREAM_ERROR)
    return None


def _retry_after(refusal: requests.Response) -> int | None:
    value = refusal.headers.get("Retry-After", "")
    return min(int(value), _RETRY_AFTER_MAX_SECONDS) if value.isdecimal() else None
