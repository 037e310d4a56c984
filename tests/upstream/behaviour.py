"""Misbehaviour on demand: which requests are answered badly, and how."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .messages import Kind, Request


@dataclass(frozen=True)
class Behaviour:
    """How one request is answered; every default means "as it should be"."""

    latency_seconds: float = 0.0
    """Wait this long before the first byte."""
    rate_bytes_per_second: float | None = None
    """Send no faster than this; googlevideo throttles each connection on its own."""
    status: int | None = None
    """Answer with this status and with `content` alone: 403, 429, 500…"""
    retry_after_seconds: int | None = None
    """Say so in a `Retry-After` header, together with `status`."""
    cut_after_bytes: int | None = None
    """Close the connection after so many bytes of the body, though more were promised."""
    stall_after_bytes: int | None = None
    """Send nothing more after so many bytes, until the client leaves or the stand-in is closed."""
    truncate_to_bytes: int | None = None
    """Serve the file as if it ended here, with a Content-Length that says so."""
    shorten_to_seconds: float | None = None
    """Serve whole and valid media that plays no longer than this."""
    ignore_range: bool = False
    """Answer a range request with 200 and the whole file."""
    content: bytes | None = None
    """Answer with this in place of the real content."""
    content_type: str = "image/jpeg"
    """What `content` is called."""
    redirect_to: str | None = None
    """Answer with 302 to this address."""
    bot_check: bool = False
    """Say "Sign in to confirm you're not a bot" in place of what can be played."""

    def overlaid(self, later: "Behaviour") -> "Behaviour":
        """This behaviour with everything that `later` sets."""
        changes = {
            each.name: getattr(later, each.name)
            for each in fields(Behaviour)
            if getattr(later, each.name) != each.default
        }
        return replace(self, **changes)


GOOD = Behaviour()


@dataclass
class Rule:
    """A behaviour and the requests it is for."""

    behaviour: Behaviour
    kind: "Kind | None" = None
    video_id: str | None = None
    where: "Callable[[Request], bool] | None" = None
    times_left: int | None = None
    """How many more requests it is for; None means all."""

    def matches(self, request: "Request") -> bool:
        """Whether `request` is one of them."""
        return (
            self.times_left != 0
            and self.kind in (None, request.kind)
            and self.video_id in (None, request.video_id)
            and (self.where is None or self.where(request))
        )


class Rules:
    """The rules in force; safe to change while requests are answered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        """Put `rule` in force; where rules disagree the latest wins."""
        with self._lock:
            self._rules.append(rule)

    def withdraw(self, rule: Rule) -> None:
        """End `rule`; nothing happens when it has ended already."""
        with self._lock:
            self._rules = [each for each in self._rules if each is not rule]

    def clear(self) -> None:
        """End all rules."""
        with self._lock:
            self._rules.clear()

    def claim(self, request: "Request") -> Behaviour:
        """How to answer `request`; uses up one time of every rule that counts them."""
        behaviour = GOOD
        with self._lock:
            for rule in self._rules:
                if rule.matches(request):
                    behaviour = behaviour.overlaid(rule.behaviour)
                    if rule.times_left is not None:
                        rule.times_left -= 1
        return behaviour
