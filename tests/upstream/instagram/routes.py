"""Instagram's hosts and paths: what each request is about."""

import json
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..messages import Kind, Request
from .refusals import LOGIN_PAGE
from .shortcodes import public_part, shortcode_of

WEB_HOSTS = ("www.instagram.com", "instagram.com", "i.instagram.com")
APP_HOST = "i.instagram.com"
CDN_HOSTS = (".cdninstagram.com", ".fbcdn.net")


class Endpoint(StrEnum):
    """What Instagram has, by the names the stand-in gives it."""

    START = "start"
    LOGIN = "login"
    POST_PAGE = "post page"
    STORIES_PAGE = "stories page"
    PROFILE_PAGE = "profile page"
    GRAPHQL = "graphql"
    MEDIA_INFO = "media info"
    USER_INFO = "user info"
    WEB_PROFILE = "web profile"
    REELS_MEDIA = "reels media"
    RULING = "ruling"
    SEARCH = "search"
    CDN = "cdn"


@dataclass(frozen=True)
class Route:
    """A pattern of paths; what it is about is its group or a parameter of the address."""

    path: str
    endpoint: Endpoint
    kind: Kind
    parameter: str = ""


@dataclass(frozen=True)
class Found:
    """What a request asks for; `id` is a shortcode, or the name or the number of a person, or empty."""

    endpoint: Endpoint
    kind: Kind
    id: str = ""


_API = "/api/v1"
_ROUTES = (
    Route("/", Endpoint.START, Kind.PAGE),
    Route(LOGIN_PAGE, Endpoint.LOGIN, Kind.PAGE),
    Route("/(?:graphql/query|api/graphql)/?", Endpoint.GRAPHQL, Kind.GRAPHQL),
    Route(f"{_API}/media/([0-9]+)/info/", Endpoint.MEDIA_INFO, Kind.API),
    Route(f"{_API}/users/([0-9]+)/info/", Endpoint.USER_INFO, Kind.API),
    Route(f"{_API}/users/web_profile_info/", Endpoint.WEB_PROFILE, Kind.API, "username"),
    Route(f"{_API}/feed/reels_media/", Endpoint.REELS_MEDIA, Kind.API, "reel_ids"),
    Route(f"{_API}/web/get_ruling_for_content/", Endpoint.RULING, Kind.API, "target_id"),
    Route("/web/search/topsearch/", Endpoint.SEARCH, Kind.API, "query"),
    Route(r"/stories/([\w.]+)/?(?:[0-9]+/?)?", Endpoint.STORIES_PAGE, Kind.PAGE),
    Route(r"(?:/[\w.]+)?/(?:p|tv|reels?)/([\w-]+)/?", Endpoint.POST_PAGE, Kind.PAGE),
    Route(r"/([\w.]+)/?", Endpoint.PROFILE_PAGE, Kind.PAGE),
)
_NUMBERED = (Endpoint.MEDIA_INFO, Endpoint.RULING)
"""They name a post by its number."""


def owns(host: str) -> bool:
    """Whether `host` is one of Instagram's."""
    return host in WEB_HOSTS or host.endswith(CDN_HOSTS)


def find(request: Request) -> Found | None:
    """What `request` asks for; None for a path nobody foresaw."""
    if request.host.endswith(CDN_HOSTS):
        return Found(Endpoint.CDN, Kind.MEDIA, public_part(request.query.get("of", "")))
    path = urllib.parse.unquote(request.path)
    matches = ((route, re.fullmatch(route.path, path)) for route in _ROUTES)
    return next((_found(route, match, request) for route, match in matches if match), None)


def variables_of(request: Request) -> Mapping[str, Any]:
    """The variables of a GraphQL query; empty when there are none to read."""
    try:
        variables = json.loads((request.form or request.query).get("variables", "{}"))
    except ValueError:
        return {}
    return variables if isinstance(variables, dict) else {}


def _found(route: Route, match: re.Match[str], request: Request) -> Found:
    if route.endpoint is Endpoint.GRAPHQL:
        return Found(route.endpoint, route.kind, _named_in(variables_of(request)))
    named = request.query.get(route.parameter, "") if route.parameter else match[1] if match.lastindex else ""
    if route.endpoint in _NUMBERED:
        named = shortcode_of(int(named)) if named.isdecimal() else ""
    return Found(route.endpoint, route.kind, public_part(named))


def _named_in(variables: Mapping[str, Any]) -> str:
    """The shortcode, the name or the person's number that a query is about."""
    if "media_id" in variables:
        return shortcode_of(int(variables["media_id"]))
    if "shortcode" in variables:
        return public_part(str(variables["shortcode"]))
    if variables.get("reel_ids"):
        return str(variables["reel_ids"][0])
    target = variables.get("data", {}).get("target_user_id")
    named = variables.get("username") or variables.get("id") or variables.get("user_id") or target
    return str(named or "")
