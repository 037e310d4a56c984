"""A web process for the tests of the rate limit: `python -m tests.limited_process ADDRESS REQUESTS`.

It prints `ready`, waits for a line, sends its requests and prints how many were let through.
"""

import itertools
import os
import sys

import django


def address_with_time_left(seconds: int = 25) -> str:
    """A client whose minute has so many seconds left: each client's minutes begin at another second."""
    from django.test import RequestFactory  # noqa: PLC0415
    from django_ratelimit.core import get_usage  # noqa: PLC0415

    for host in itertools.count(1):
        address = f"10.1.{host // 256}.{host % 256}"
        request = RequestFactory().get("/", REMOTE_ADDR=address)
        if get_usage(request, group="look", key="ip", rate="9/m")["time_left"] >= seconds:
            return address
    raise AssertionError("unreachable")


def main(address: str, requests: int) -> None:
    """Ask a limited endpoint so many times."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "downloader_project.settings"
    django.setup()
    from django.test import Client, override_settings  # noqa: PLC0415

    client = Client(REMOTE_ADDR=address, headers={"host": "localhost"})
    with override_settings(ROOT_URLCONF="tests.probe"):
        client.get("/health")  # connected, imported
        print("ready", flush=True)  # noqa: T201
        sys.stdin.readline()
        statuses = [client.get("/probe/limited").status_code for _ in range(requests)]
    print(statuses.count(200), statuses.count(429))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
