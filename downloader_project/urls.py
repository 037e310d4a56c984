"""All routes: the jobs' own, each platform's, documentation and admin; anything else is `unknown_route`.

Routes are written without a slash at the end; they answer with one too (TrailingSlashMiddleware).
"""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views import defaults
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog, set_language

from jobs.about import About
from jobs.health import Health
from jobs.problems import UnknownRoute, error_handler

from .documentation import RedocPage, Schema, SwaggerPage
from .manifest import Manifest
from .pages import Page

urlpatterns = [
    path("", Page.as_view(), name="page"),
    path("job/<uuid:job_id>", Page.as_view(), name="job-page"),
    path("language", set_language, name="set_language"),
    path(
        "sentences.js",  # those that only JavaScript says
        cache_control(no_cache=True)(JavaScriptCatalog.as_view(packages=["jobs"])),
        name="sentences",
    ),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("manifest.webmanifest", Manifest.as_view(), name="manifest"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}page/icons/icon-192.png")),
    path("health", Health.as_view(), name="health"),
    path("about", About.as_view(), name="about"),
    path("", include("jobs.urls")),
    *[path("", include(f"{platform}.urls")) for platform in settings.PLATFORMS],
    path("schema", Schema.as_view(), name="schema"),
    path("docs", SwaggerPage.as_view(), name="docs"),
    path("redoc", RedocPage.as_view(), name="redoc"),
    re_path("", UnknownRoute.as_view()),
]

handler400 = error_handler(defaults.bad_request)
handler403 = error_handler(defaults.permission_denied)
handler404 = error_handler(defaults.page_not_found)
handler500 = error_handler(defaults.server_error)
