"""The endpoints that answer bit by bit: events as they happen, and archives as they are made."""

import re
from datetime import datetime, timedelta

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.status import HTTP_204_NO_CONTENT
from rest_framework.views import APIView

from . import examples
from .api import JOB_ID, find_job
from .archive import Archive
from .errors import Code
from .events import changes, time_of
from .feed import Feed, Watch
from .models import Job
from .problems import invalid_request
from .schema import fails_with
from .serving import release_connection

FEED = Feed()
LAST_EVENT_ID = OpenApiParameter(
    "Last-Event-ID",
    OpenApiTypes.INT64,
    OpenApiParameter.HEADER,
    description=_(
        "The id of the last event that arrived; browsers send it by themselves when they come back. What "
        "changed since is told first; some of it may be told twice."
    ),
)
EVENT_STREAM = {(200, "text/event-stream"): OpenApiTypes.STR}
_ABOUT_EVENTS = _(
    "Server-sent events, in your language (`Accept-Language`). Each tells the present state of something, "
    "not a difference, so it does no harm when one comes twice:\n\n"
    "- `job`: a job, with the fields that /jobs lists and `error`, `error_code`, `updated_at`, `expires_at`, "
    "`speed`, `eta`\n"
    "- `item`: an item of a job, with the fields that /status lists and `job_id`, `downloaded_bytes`, "
    "`total_bytes`, `speed`, `eta`\n"
    "- `deleted`: a job that is no more\n\n"
    "A comment comes every 15 seconds. When the server is `busy`, poll /status or /jobs instead."
)
_UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f/\\]")
_EVENT_ID = re.compile(r"\d{1,16}", re.ASCII)


class StreamView(APIView):
    """Answers bit by bit, whatever the client accepts: that decides only what errors look like."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Browsers ask for `text/event-stream`, which no error is."""
        return super().perform_content_negotiation(request, force=True)


class AllEvents(StreamView):
    """What happens to all jobs."""

    http_method_names = ["get", "options"]

    @extend_schema(
        operation_id="events",
        summary=_("Events of all jobs"),
        description=format_lazy(
            "{}\n\n{}", _("Tells what changes in any job, from now on and without end."), _ABOUT_EVENTS
        ),
        parameters=[LAST_EVENT_ID],
        responses=EVENT_STREAM,
        examples=examples.EVENTS,
    )
    @fails_with(Code.INVALID_REQUEST, Code.BUSY)
    def get(self, request: Request) -> HttpResponseBase:
        """Stream until the client leaves."""
        return _stream(Watch(FEED, get_language(), told_until=_last_event_at(request)))


class JobEvents(StreamView):
    """What happens to one job."""

    http_method_names = ["get", "options"]

    @extend_schema(
        operation_id="job_events",
        summary=_("Events of a job"),
        description=format_lazy(
            "{}\n\n{}",
            _(
                "Tells the present state of a job and of each of its items, then what changes in it. The "
                "stream ends when the job has finished or is deleted; who comes back after that, and knows "
                "all there is, gets 204, and browsers come back no more."
            ),
            _ABOUT_EVENTS,
        ),
        parameters=[JOB_ID, LAST_EVENT_ID],
        responses={**EVENT_STREAM, 204: OpenApiResponse(description=_("There is nothing more to come."))},
        examples=examples.EVENTS,
    )
    @fails_with(Code.INVALID_REQUEST, Code.JOB_NOT_FOUND, Code.BUSY)
    def get(self, request: Request, job_id: str) -> HttpResponseBase:
        """Stream until the job ends or the client leaves."""
        told_until = _last_event_at(request)
        job = find_job(job_id)
        if told_until and job.is_finished and not _anything_after(told_until, job):
            return HttpResponse(status=HTTP_204_NO_CONTENT)
        return _stream(Watch(FEED, get_language(), job_id=job.pk, told_until=told_until))


class ArchiveView(StreamView):
    """A job's files in one."""

    @extend_schema(
        operation_id="archive",
        summary=_("Download all files of a job"),
        description=_(
            "All files of the job that can be fetched now, as one ZIP. It is made while it is sent, so it "
            "starts at once; it cannot be resumed."
        ),
        parameters=[JOB_ID],
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
    )
    @fails_with(Code.JOB_NOT_FOUND, Code.FILE_NOT_FOUND, Code.FILE_EXPIRED)
    def get(self, request: Request, job_id: str) -> HttpResponseBase:
        """The ZIP, as an attachment."""
        job = find_job(job_id)
        archive = Archive(job)
        release_connection()
        return StreamingHttpResponse(
            archive,
            content_type="application/zip",
            headers={
                "Content-Length": str(len(archive)),
                "Content-Disposition": content_disposition_header(True, _archive_name(job)),
                "Cache-Control": "private, no-cache",
                "Accept-Ranges": "none",
            },
        )


def _stream(watch: Watch) -> StreamingHttpResponse:
    release_connection()
    return StreamingHttpResponse(
        watch,
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},  # the latter is nginx's
    )


def _last_event_at(request: Request) -> datetime | None:
    """Raises Failure for an id that is none of ours."""
    text = request.headers.get("Last-Event-ID")
    if not text:
        return None
    if not _EVENT_ID.fullmatch(text):
        raise invalid_request(_("Last-Event-ID: Send back the id of an event, or leave the header out."))
    return time_of(int(text))


def _anything_after(moment: datetime, job: Job) -> bool:
    return any(changes(moment + timedelta(microseconds=1), job.pk))


def _archive_name(job: Job) -> str:
    return f"{_UNSAFE_IN_NAMES.sub(' ', job.title).strip() or job.pk}.zip"
