"""What reaches out to Instagram is under the rate limit, one budget for all of it."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.limited_process import address_with_time_left

pytestmark = pytest.mark.django_db

PATHS = [
    "post/info?url=nope",
    "reel/info?url=nope",
    "story/info?username=..",
    "profile/info?username=..",
    "profile/posts?username=..",
    "post/stats?url=nope",
    "reel/stats?url=nope",
]


def test_all_endpoints_share_the_budget(client: Client, settings: Settings) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = len(PATHS)
    address = address_with_time_left()

    first = [client.get(f"/instagram/{path}", REMOTE_ADDR=address).status_code for path in PATHS]
    then = [client.get(f"/instagram/{path}", REMOTE_ADDR=address).status_code for path in PATHS]
    assert (first, then) == ([400] * len(PATHS), [429] * len(PATHS))
