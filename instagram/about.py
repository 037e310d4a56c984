"""What Instagram's part of the API can do: read from its routes and the settings, so that it stays true."""

from typing import Any

from django.conf import settings
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator

from .serializers import MAX_BATCH

BASE = "/instagram"
OWN_PATH = f"{BASE}/info"
# Each with the routes that make it true.
_CONTENT_TYPES = {
    "posts": ["/download/post"],
    "reels": ["/download/reel"],
    "stories": ["/download/story"],
    "carousels": ["/download/carousel"],
}
_DOWNLOAD_FEATURES = {
    "batch_downloads": ["/download/batch"],
    "quality_selection": ["/download/post", "/download/reel"],
    "audio_extraction": ["/download/reel"],
    "zip_export": ["/download/carousel"],
}
_STATISTICS = {
    "engagement_metrics": ["/post/stats"],
    "view_counts": ["/reel/stats"],
}


def about() -> dict[str, Any]:
    """The API's name, capabilities, limits and endpoints."""
    endpoints = _endpoints()
    paths = {each["path"] for each in endpoints}
    return {
        "api": {
            "name": "Instagram Downloader & Info API",
            "version": settings.SPECTACULAR_SETTINGS["VERSION"],
            "base_url": BASE,
            "docs_url": "/docs",
        },
        "capabilities": {
            "supported_content_types": _offered(_CONTENT_TYPES, paths),
            "download_features": _offered(_DOWNLOAD_FEATURES, paths),
            "statistics": _offered(_STATISTICS, paths),
        },
        "limits": {
            "max_batch_size": MAX_BATCH,
            "file_retention_minutes": settings.FILE_RETENTION_MINUTES,
            "rate_limit_requests_per_minute": settings.MAX_REQUESTS_PER_MINUTE,
        },
        "endpoints": endpoints,
    }


def _endpoints() -> list[dict[str, str]]:
    """All but the one that tells of them, in the order of the routes."""
    generator = SchemaGenerator(patterns=[path("", include("instagram.urls"))])  # type: ignore[no-untyped-call]
    generator._initialise_endpoints()  # type: ignore[no-untyped-call]
    return [
        {"method": method, "path": route, "description": str(view.schema.get_summary())}
        for route, _pattern, method, view in generator._get_paths_and_endpoints()  # type: ignore[no-untyped-call]
        if route != OWN_PATH
    ]


def _offered(features: dict[str, list[str]], paths: set[str]) -> list[str]:
    return [name for name, routes in features.items() if paths.issuperset(f"{BASE}{each}" for each in routes)]
