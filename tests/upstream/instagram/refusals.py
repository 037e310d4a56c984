"""Instagram's ways of refusing, as behaviours for `Upstream.misbehave` and in Instagram's own words."""

import json
from dataclasses import dataclass

from ..behaviour import Behaviour
from ..messages import Answer, Json

LOGIN_PAGE = "/accounts/login/"
PLEASE_WAIT = "Please wait a few minutes before you try again."
JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Refusal:
    """A status and the JSON that comes with it."""

    status: int
    document: Json

    @property
    def answer(self) -> Answer:
        """The refusal as an answer."""
        return Answer(self._content, JSON_TYPE, self.status)

    @property
    def behaviour(self) -> Behaviour:
        """The refusal in place of any answer."""
        return Behaviour(status=self.status, content=self._content, content_type=JSON_TYPE)

    @property
    def _content(self) -> bytes:
        return json.dumps(self.document).encode()


SIGNED_OUT = Refusal(
    401, {"message": PLEASE_WAIT, "require_login": True, "igweb_rollout": True, "status": "fail"}
)
THROTTLED = Refusal(429, {"message": PLEASE_WAIT, "status": "fail"})
CHALLENGED = Refusal(
    400,
    {
        "message": "challenge_required",
        "challenge": {"url": "https://www.instagram.com/challenge/?next=/", "lock": True, "logout": False},
        "status": "fail",
    },
)
CHECKPOINT = Refusal(
    400,
    {
        "message": "checkpoint_required",
        "checkpoint_url": "https://www.instagram.com/challenge/?next=/",
        "lock": True,
        "flow_render_type": 0,
        "status": "fail",
    },
)
LOGIN_REQUIRED = Refusal(403, {"message": "login_required", "status": "fail"})
MEDIA_UNAVAILABLE = Refusal(400, {"message": "Media not found or unavailable", "status": "fail"})
USER_NOT_FOUND = Refusal(404, {"message": "User not found", "status": "fail"})
EXECUTION_ERROR = Refusal(400, {"message": "execution error", "status": "fail"})

LOGIN_WALL = Behaviour(redirect_to=f"https://www.instagram.com{LOGIN_PAGE}")
UNAUTHORIZED = SIGNED_OUT.behaviour
TOO_MANY_REQUESTS = THROTTLED.behaviour
CHALLENGE = CHALLENGED.behaviour
CHECKPOINT_REQUIRED = CHECKPOINT.behaviour
