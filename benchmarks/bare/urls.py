"""The one route of the bare service."""

import uuid

from django.http import HttpRequest, JsonResponse
from django.urls import path

from jobs.models import Job


def row(request: HttpRequest, job_id: uuid.UUID) -> JsonResponse:
    """A job's row, read by its key."""
    fields = ("id", "type", "state", "title", "created_at", "updated_at")
    answer = JsonResponse(Job.objects.values(*fields).get(pk=job_id))
    answer.headers["Content-Length"] = str(len(answer.content))
    return answer


urlpatterns = [path("row/<uuid:job_id>", row)]
