"""The endpoints for jobs and their files, whatever the platform."""

from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import viewsets
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_200_OK, HTTP_202_ACCEPTED
from rest_framework.views import APIView

from . import engine, examples
from .errors import Code, Failure
from .idempotency import idempotent
from .models import File, Job
from .reports import JobReport, summaries
from .schema import ErrorSerializer, fails_with
from .serializers import (
    CancelledSerializer,
    DeletedSerializer,
    JobListQuery,
    JobListSerializer,
    JobStatusSerializer,
    RetriedSerializer,
    SeveralItemsStatusSerializer,
    StatusQuery,
)
from .serving import serve

JOB_ID = OpenApiParameter("job_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description=_("The job's id."))

FILE_PARAMETERS = [
    OpenApiParameter("filename", str, OpenApiParameter.PATH, description=_("The name of the file.")),
    OpenApiParameter("Range", str, OpenApiParameter.HEADER, description=_("Such as `bytes=1000-`.")),
]
FILE_RESPONSES = {
    (200, "*/*"): OpenApiTypes.BINARY,
    (206, "*/*"): OpenApiTypes.BINARY,
    304: OpenApiResponse(description=_("The client has this file already.")),
    412: OpenApiResponse(ErrorSerializer, description=_("The name now means another file.")),
    416: OpenApiResponse(ErrorSerializer, description=_("The range is beyond the end of the file.")),
}


def find_job(job_id: str) -> Job:
    """Raises Failure, for what is no UUID too."""
    try:
        return Job.objects.get(pk=job_id)
    except (Job.DoesNotExist, ValidationError) as error:
        raise Failure(Code.JOB_NOT_FOUND) from error


class JobViewSet(viewsets.ViewSet):
    """Jobs: their list, their status, and what can be done with them."""

    single_serializer: type[JobStatusSerializer] = JobStatusSerializer
    several_serializer: type[JobStatusSerializer] = SeveralItemsStatusSerializer

    def handle_exception(self, exc: Exception) -> Response:
        """A job may also be deleted while it is being answered about."""
        if isinstance(exc, Job.DoesNotExist):
            exc = Failure(Code.JOB_NOT_FOUND)
        return super().handle_exception(exc)

    @extend_schema(
        operation_id="jobs",
        summary=_("List all jobs"),
        description=_("Summaries of all jobs, the newest first, in pages."),
        parameters=[JobListQuery],
        responses=JobListSerializer,
        examples=examples.JOBS,
    )
    def list(self, request: Request) -> Response:
        """A page of the jobs with this status and type."""
        query = JobListQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        filters = query.validated_data
        skip, limit = filters.pop("skip"), filters.pop("limit")
        jobs = Job.objects.filter(**filters)
        total = jobs.count()
        page = {
            "total": total,
            "skip": skip,
            "limit": limit,
            "jobs": summaries(jobs[skip : skip + limit]),
            "has_more": skip + limit < total,
        }
        return Response(JobListSerializer(page).data)

    @extend_schema(
        operation_id="status",
        summary=_("Job status"),
        description=_(
            "How far a job is, and its files once they can be fetched. A job of several items also tells "
            "about each of them; long lists come in pages."
        ),
        parameters=[JOB_ID, StatusQuery],
        responses=SeveralItemsStatusSerializer,
        examples=examples.STATUS,
    )
    @fails_with(Code.JOB_NOT_FOUND)
    def retrieve(self, request: Request, job_id: str) -> Response:
        """The job in full; of a single one without `items`."""
        query = StatusQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        skip, limit = query.validated_data["items_skip"], query.validated_data["items_limit"]
        report = JobReport(find_job(job_id), page=slice(skip, skip + limit))
        shown = self.several_serializer if report.has_several_items else self.single_serializer
        return Response(shown(report).data)

    @extend_schema(
        operation_id="cancel_job",
        summary=_("Cancel a job"),
        description=_("Stops a pending or running job at once. Finished jobs cannot be cancelled."),
        parameters=[JOB_ID],
        request=None,
        responses=CancelledSerializer,
        examples=examples.CANCELLED,
    )
    @fails_with(Code.JOB_NOT_FOUND, Code.JOB_NOT_CANCELLABLE)
    def cancel(self, request: Request, job_id: str) -> Response:
        """Cancel the job; the answer is the truth at once."""
        job = find_job(job_id)
        if not job.cancel():
            raise Failure(Code.JOB_NOT_CANCELLABLE)
        return Response(CancelledSerializer(job).data)

    @extend_schema(
        operation_id="retry_job",
        summary=_("Retry a job"),
        description=_("Starts a new job with what failed or was cancelled in this one."),
        parameters=[JOB_ID],
        request=None,
        responses={HTTP_202_ACCEPTED: RetriedSerializer},
        examples=examples.RETRIED,
    )
    @idempotent
    @fails_with(Code.JOB_NOT_FOUND, Code.JOB_NOT_RETRYABLE)
    def retry(self, request: Request, job_id: str) -> Response:
        """Submit the new job."""
        job = engine.retry(find_job(job_id))
        return Response(RetriedSerializer(job).data, status=HTTP_202_ACCEPTED)

    @extend_schema(
        operation_id="delete_job",
        summary=_("Delete a job"),
        description=_("Cancels the job if need be, and removes it with the files that no other job has."),
        parameters=[JOB_ID],
        responses={HTTP_200_OK: DeletedSerializer},
        examples=examples.DELETED,
    )
    @fails_with(Code.JOB_NOT_FOUND)
    def destroy(self, request: Request, job_id: str) -> Response:
        """Delete the job."""
        job = find_job(job_id)
        deleted = {"job_id": job.pk, "deleted": True}  # Django clears the key of a row that it deletes
        engine.delete(job)
        return Response(DeletedSerializer(deleted).data)


class FileView(APIView):
    """The finished files."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Whatever the client accepts: players ask for `video/*`, which says nothing about errors."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="download_file",
        summary=_("Download a file"),
        description=_(
            "A finished file, as an attachment. Ranges and conditional requests are answered, so that "
            "downloads resume and players seek. It is deleted when it expires, by default after 30 minutes."
        ),
        parameters=FILE_PARAMETERS,
        responses=FILE_RESPONSES,
    )
    @fails_with(Code.FILE_NOT_FOUND, Code.FILE_EXPIRED)
    def get(self, request: Request, filename: str) -> HttpResponseBase:
        """The file, or a part of it."""
        file = File.objects.named(filename)
        if file is None:
            raise Failure(Code.FILE_NOT_FOUND)
        if not file.is_fetchable:
            raise Failure(Code.FILE_EXPIRED)
        return serve(request, file)
