"""The one table of what can go wrong: code, HTTP status, sentence, and whether trying again can help.

Codes and their details are stored; sentences are made when shown, in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Detail: TypeAlias = str | int | Promise


class Code(StrEnum):
    """Stable words for every error, the same in the API, the database and the page."""

    INVALID_REQUEST = "invalid_request"
    UNSUPPORTED_URL = "unsupported_url"
    NOT_A_PLAYLIST = "not_a_playlist"
    NOT_A_VIDEO = "not_a_video"
    NO_MATCHING_FORMAT = "no_matching_format"
    WRONG_MEDIA = "wrong_media"
    LIVE_STREAM = "live_stream"
    EXTRACTION_FAILED = "extraction_failed"
    JOB_NOT_CANCELLABLE = "job_not_cancellable"
    JOB_NOT_RETRYABLE = "job_not_retryable"
    UNAUTHORIZED = "unauthorized"
    PRIVATE = "private"
    LOGIN_REQUIRED = "login_required"
    MEMBERS_ONLY = "members_only"
    GEO_RESTRICTED = "geo_restricted"
    CROSS_SITE = "cross_site"
    NOT_FOUND = "not_found"
    NO_SUBTITLES = "no_subtitles"
    JOB_NOT_FOUND = "job_not_found"
    FILE_NOT_FOUND = "file_not_found"
    FILE_EXPIRED = "file_expired"
    UNKNOWN_ROUTE = "unknown_route"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ACCEPTABLE = "not_acceptable"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    IDEMPOTENCY_CONFLICT = "idempotency_conflict"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    BUSY = "busy"
    UPSTREAM_BLOCKED = "upstream_blocked"
    UPSTREAM_ERROR = "upstream_error"
    UPSTREAM_TIMEOUT = "upstream_timeout"
    INCOMPLETE_DOWNLOAD = "incomplete_download"
    INTERNAL_ERROR = "internal_error"


@dataclass(frozen=True)
class Kind:
    """What is known of a code: `status` is None for an error that only jobs have."""

    status: int | None
    sentence: Promise
    retryable: bool = False


KINDS: Mapping[Code, Kind] = {
    Code.INVALID_REQUEST: Kind(400, _("%(problem)s")),
    Code.UNSUPPORTED_URL: Kind(
        400, _("This is not an address we can download from. Paste the link of a video, playlist or post.")
    ),
    Code.NOT_A_PLAYLIST: Kind(
        400, _("This is a single video, not a playlist. Use the endpoints for single videos.")
    ),
    Code.NOT_A_VIDEO: Kind(
        400, _("This is a playlist, not a single video. Use the playlist endpoints for it.")
    ),
    Code.NO_MATCHING_FORMAT: Kind(
        400, _("The video has no format “%(format_id)s”. Ask /formats which formats it has.")
    ),
    Code.WRONG_MEDIA: Kind(
        400, _("What was asked for is not in this post or video. Ask for another type of download.")
    ),
    Code.LIVE_STREAM: Kind(
        400, _("This is live now or has not started. It can be downloaded once the stream has ended.")
    ),
    Code.EXTRACTION_FAILED: Kind(
        400,
        _("The platform's answer could not be understood. Check the link; if it is right, update yt-dlp."),
    ),
    Code.JOB_NOT_CANCELLABLE: Kind(400, _("This job has already finished and can no longer be cancelled.")),
    Code.JOB_NOT_RETRYABLE: Kind(400, _("Only a job that failed or was cancelled can be tried again.")),
    Code.UNAUTHORIZED: Kind(401, _("Send a valid API key in the header “Authorization: Bearer …”.")),
    Code.PRIVATE: Kind(403, _("This is private. Only people its owner has let in can see it.")),
    Code.LOGIN_REQUIRED: Kind(
        403,
        _("This can be seen only when signed in. The operator can add an account's cookies in the admin."),
    ),
    Code.MEMBERS_ONLY: Kind(403, _("This is only for paying members of the channel or service.")),
    Code.GEO_RESTRICTED: Kind(
        403, _("This is blocked in the server's country. The operator can set a proxy in another country.")
    ),
    Code.CROSS_SITE: Kind(
        403,
        _("This request was made by another website and was refused. Use this service's own page or API."),
    ),
    Code.NOT_FOUND: Kind(404, _("This does not exist, or it has been removed. Check the link.")),
    Code.NO_SUBTITLES: Kind(
        404, _("There are no subtitles in this language. Available languages: %(languages)s.")
    ),
    Code.JOB_NOT_FOUND: Kind(404, _("There is no job with this id. GET /jobs lists the jobs there are.")),
    Code.FILE_NOT_FOUND: Kind(
        404, _("There is no file with this name. The status of its job lists its files.")
    ),
    Code.FILE_EXPIRED: Kind(
        404, _("This file has expired and was deleted. Start the download again to have it back.")
    ),
    Code.UNKNOWN_ROUTE: Kind(404, _("There is nothing at this address. /docs lists all endpoints.")),
    Code.METHOD_NOT_ALLOWED: Kind(
        405, _("The method %(method)s is not allowed here. /docs tells which methods are.")
    ),
    Code.NOT_ACCEPTABLE: Kind(
        406, _("The answer cannot be given in the format asked for. Accept application/json.")
    ),
    Code.UNSUPPORTED_MEDIA_TYPE: Kind(
        415, _("Bodies of type “%(media_type)s” are not understood. Send JSON as application/json.")
    ),
    Code.IDEMPOTENCY_CONFLICT: Kind(
        409, _("This Idempotency-Key was already used with another body. Use a new key.")
    ),
    Code.TOO_LARGE: Kind(
        413, _("This is larger than the server's limit or than its free space. Ask for a lower quality.")
    ),
    Code.RATE_LIMITED: Kind(429, _("Too many requests. Try again in %(seconds)s seconds.")),
    Code.BUSY: Kind(429, _("The server is busy. Try again in %(seconds)s seconds.")),
    Code.UPSTREAM_BLOCKED: Kind(
        503,
        _(
            "The platform refuses this server's requests for now. Try again later; "
            "cookies, another proxy or a newer yt-dlp may help."
        ),
        retryable=True,
    ),
    Code.UPSTREAM_ERROR: Kind(
        502, _("The connection to the platform failed. Try again in a moment."), retryable=True
    ),
    Code.UPSTREAM_TIMEOUT: Kind(
        504, _("The platform did not answer in time. Try again in a moment."), retryable=True
    ),
    Code.INCOMPLETE_DOWNLOAD: Kind(
        None,
        _("What arrived is not what was asked for: it is shorter, or a part is missing."),
        retryable=True,
    ),
    Code.INTERNAL_ERROR: Kind(
        500, _("Something went wrong on our side. Please report it with the id %(error_id)s.")
    ),
}


# Of a code that says too little alone, the sentence for what its detail `about` names.
SENTENCES_ABOUT: Mapping[tuple[Code, str], Promise] = {
    (Code.NOT_FOUND, "stories"): _(
        "This person has no stories now. Stories disappear after 24 hours: try again when there are new ones."
    ),
}


class Failure(Exception):  # noqa: N818 - it is a failed download as often as an error
    """Something that went wrong in a way the table knows.

    `details` fill the sentence's placeholders; those of a job are stored, so they are strings and numbers.
    `retry_after_seconds` is how long to wait before trying again, where somebody said so.
    """

    def __init__(self, code: Code, *, retry_after_seconds: int | None = None, **details: Detail) -> None:
        super().__init__(code)
        self.code = code
        self.details = details if retry_after_seconds is None else {"seconds": retry_after_seconds, **details}
        self.retry_after_seconds = retry_after_seconds

    @property
    def kind(self) -> Kind:
        """The table's row for this failure."""
        return KINDS[self.code]

    def __str__(self) -> str:
        return sentence(self.code, self.details)


def sentence(code: str, details: Mapping[str, object] | None = None) -> str:
    """The sentence for a stored code and its details, in the language now active."""
    about = SENTENCES_ABOUT.get((Code(code), str((details or {}).get("about"))))
    return str(about or KINDS[Code(code)].sentence) % _Details(details or {})


class _Details(dict[str, object]):
    """A detail that an older version did not store yet must not turn a job's status into an error."""

    def __missing__(self, name: str) -> str:
        return "?"
