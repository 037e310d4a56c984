"""All routes: the jobs' own, each platform's, documentation and admin; anything else is `unknown_route`."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("jobs.urls")),
    *[path("", include(f"{platform}.urls")) for platform in settings.PLATFORMS],
]
