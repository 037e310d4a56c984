"""All routes: the jobs' own, each platform's, documentation and admin; anything else is `unknown_route`.

Routes are written without a slash at the end; they answer with one too (TrailingSlashMiddleware).
"""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views import defaults
from django.views.generic import RedirectView

from jobs.health import Health
from jobs.problems import UnknownRoute, error_handler

from .documentation import RedocPage, Schema, SwaggerPage

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="docs")),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),  # the language switch
    path("health", Health.as_view(), name="health"),
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
