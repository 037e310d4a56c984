"""Routes of the jobs app."""

from django.urls import path

from .api import FileView, JobViewSet
from .live_api import AllEvents, ArchiveView, JobEvents
from .pictures_api import PictureView
from .throttling import RateLimit

urlpatterns = [
    path("status/<str:job_id>", JobViewSet.as_view({"get": "retrieve"}), name="status"),
    path("download/file/<path:filename>", FileView.as_view(), name="file"),
    path("jobs", JobViewSet.as_view({"get": "list"}), name="jobs"),
    path("jobs/<str:job_id>", JobViewSet.as_view({"delete": "destroy"}), name="job"),
    path("jobs/<str:job_id>/cancel", JobViewSet.as_view({"post": "cancel"}), name="cancel"),
    path(
        "jobs/<str:job_id>/retry",
        JobViewSet.as_view({"post": "retry"}, throttle_classes=[RateLimit]),  # it creates a job
        name="retry",
    ),
    path("jobs/<str:job_id>/events", JobEvents.as_view(), name="job-events"),
    path("jobs/<str:job_id>/archive", ArchiveView.as_view(), name="archive"),
    path("events", AllEvents.as_view(), name="events"),
    path("picture", PictureView.as_view(), name="picture"),
]
