"""GET /about: which versions are at work here, and whether yt-dlp is too old."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from yt_dlp.version import __version__ as YTDLP_VERSION  # noqa: N812 - it is a constant

# yt-dlp comes out about every month, and what is older often fails.
STALE_DAYS = 60


class YtdlpSerializer(serializers.Serializer[Any]):
    """yt-dlp; a version that is no date has no age."""

    version = serializers.CharField(help_text=_("Its versions are the dates they came out on."))
    age_days = serializers.IntegerField(allow_null=True)
    is_stale = serializers.BooleanField(help_text=_("Older than 60 days."))
    advice = serializers.CharField(allow_null=True, help_text=_("How to update it, when it is stale."))


class LinksSerializer(serializers.Serializer[Any]):
    """Where to read on."""

    page = serializers.CharField()
    documentation = serializers.CharField()
    reference = serializers.CharField()
    schema = serializers.CharField()
    admin = serializers.CharField()


class AboutSerializer(serializers.Serializer[Any]):
    """The service and what it is made of."""

    name = serializers.CharField()
    version = serializers.CharField()
    yt_dlp = YtdlpSerializer()
    instaloader_version = serializers.CharField()
    links = LinksSerializer()


class About(APIView):
    """What runs here."""

    @extend_schema(
        operation_id="about",
        summary=_("About this service"),
        description=_("The versions at work here, how old yt-dlp is, and links to read on."),
        responses=AboutSerializer,
        examples=[
            OpenApiExample(
                "about",
                {
                    "name": "YouTube & Instagram Downloader API",
                    "version": "2.0.0",
                    "yt_dlp": {"version": "2026.08.19", "age_days": 12, "is_stale": False, "advice": None},
                    "instaloader_version": "4.16",
                    "links": {
                        "page": "/",
                        "documentation": "/docs",
                        "reference": "/redoc",
                        "schema": "/schema",
                        "admin": "/admin/",
                    },
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """Always 200."""
        return Response(AboutSerializer(facts()).data)


def facts() -> Mapping[str, Any]:
    """What GET /about tells, with its sentences in the language now active."""
    return {
        "name": settings.SPECTACULAR_SETTINGS["TITLE"],
        "version": settings.SPECTACULAR_SETTINGS["VERSION"],
        "yt_dlp": ytdlp(YTDLP_VERSION, datetime.now(UTC).date()),
        "instaloader_version": version("instaloader"),
        "links": {
            "page": reverse("page"),
            "documentation": reverse("docs"),
            "reference": reverse("redoc"),
            "schema": reverse("schema"),
            "admin": reverse("admin:index"),
        },
    }


def ytdlp(its_version: str, today: date) -> Mapping[str, Any]:
    """What is to be told of a version of yt-dlp on a day."""
    age_days = _age_days(its_version, today)
    is_stale = age_days is not None and age_days > STALE_DAYS
    return {
        "version": its_version,
        "age_days": age_days,
        "is_stale": is_stale,
        "advice": _advice(age_days) if is_stale else None,
    }


def _advice(age_days: int | None) -> str:
    return gettext(
        "yt-dlp is %(age)s days old, and the platforms change often. When downloads fail, update it with "
        "“.venv/bin/pip install -U yt-dlp” and start the service again."
    ) % {"age": age_days}


def _age_days(its_version: str, today: date) -> int | None:
    """`2026.08.19`, or `2026.08.19.232658` between two releases."""
    try:
        year, month, day = map(int, its_version.split(".")[:3])
        return max(0, (today - date(year, month, day)).days)
    except ValueError:
        return None
