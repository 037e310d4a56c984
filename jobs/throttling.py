"""The rate limit: one budget per client address for all endpoints that make work.

django-ratelimit counts (in the cache "counters", so all processes count together); DRF asks and answers.
"""

import ipaddress
from typing import TypeAlias, TypedDict

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import get_usage
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


class Usage(TypedDict):
    """What django-ratelimit tells of a client; `time_left` in seconds."""

    count: int
    limit: int
    should_limit: bool
    time_left: int


class RateLimit(BaseThrottle):
    """`throttle_classes = [RateLimit]` puts a view under `MAX_REQUESTS_PER_MINUTE`.

    All its answers, refused or not, carry the `RateLimit-*` headers.
    """

    def __init__(self) -> None:
        self._seconds_left = 1

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count a request that makes work; False when its client's budget is used up."""
        makes_work = request.method in view.allowed_methods and request.method != "OPTIONS"
        if not settings.MAX_REQUESTS_PER_MINUTE or not makes_work:
            return True
        usage: Usage = get_usage(
            request, group="api", key="ip", rate=f"{settings.MAX_REQUESTS_PER_MINUTE}/m", increment=True
        )
        self._seconds_left = max(1, usage["time_left"])
        view.headers |= {  # DRF puts these on whatever the view answers
            "RateLimit-Limit": str(usage["limit"]),
            "RateLimit-Remaining": str(max(0, usage["limit"] - usage["count"])),
            "RateLimit-Reset": str(self._seconds_left),
        }
        return not usage["should_limit"]

    def wait(self) -> int:
        """Seconds until the budget is whole again."""
        return self._seconds_left


def client_address(request: HttpRequest | Request) -> str:
    """Whose request it is: `REMOTE_ADDR`, or what proxies that we trust say was theirs.

    django-ratelimit uses it for `key="ip"` (`RATELIMIT_IP_META_KEY`) and takes an IPv6 address by its /64.
    """
    address = _parsed(request.META["REMOTE_ADDR"])
    # Each proxy appends whom it heard from, so from the right every hop is as honest as the one after it.
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        if not is_trusted_proxy(address):
            break
        try:
            address = _parsed(hop)
        except ValueError:
            break
    return str(address)


def is_trusted_proxy(address: IPAddress | str) -> bool:
    """Whether `TRUSTED_PROXIES` contains the address."""
    parsed = _parsed(address) if isinstance(address, str) else address
    return any(parsed in network for network in settings.TRUSTED_PROXIES)


def _parsed(text: str) -> IPAddress:
    """An address without what sockets and proxies add to it: `::ffff:`, a zone, brackets."""
    address = ipaddress.ip_address(text.strip().strip("[]").partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address
