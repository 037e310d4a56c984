"""A process that uses the database beside others: `python -m tests.jobs.database_process WHAT NUMBER`.

Whoever starts several of them gives them one database (`Processes`).
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import django
from django.conf import settings

if TYPE_CHECKING:
    from jobs.models import JobItem

COMMAND = [sys.executable, "-m", "tests.jobs.database_process"]


class Processes:
    """Starts processes that share a database and a data folder of their own."""

    def __init__(self, folder: Path, database: Mapping[str, str]) -> None:
        self._environment = {**os.environ, "DATA_DIR": str(folder), **database}
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self._environment, check=True)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start one; what it says can be read."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=settings.BASE_DIR,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> None:
        """Run one to its end."""
        process = self.start(*arguments)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors


def submit(number: int) -> None:
    """A job of so many items."""
    from jobs import engine  # noqa: PLC0415 - Django first
    from jobs.providers import ItemRequest  # noqa: PLC0415

    items = [ItemRequest(f"https://example.org/{index}") for index in range(number)]
    engine.submit(engine.Submission(provider="p", type="batch", items=items))


def submit_in_order(number: int) -> None:
    """The same, of which each waits for those before it."""
    from jobs import engine  # noqa: PLC0415
    from jobs.providers import ItemRequest  # noqa: PLC0415

    items = [ItemRequest(f"https://example.org/{index}") for index in range(number)]
    engine.submit(engine.Submission(provider="p", type="batch", items=items, stops_at_first_failure=True))


def publish(number: int) -> None:
    """Complete a job with so many files, whose names others want too, and print those that they got."""
    from jobs.models import File, Job, JobItem  # noqa: PLC0415
    from jobs.providers import ItemRequest  # noqa: PLC0415

    job, token = Job.objects.create(provider="p", type="video"), uuid4()
    JobItem.objects.add_to(job, [ItemRequest("https://example.org/")])
    item = job.items.get()
    item.claim(token, "here")
    files = [File(name=f"{each}.jpg", size_bytes=1, content_type="image/jpeg") for each in range(number)]
    item.complete(token, random.sample(files, number))
    print(*(file.name for file in files))  # noqa: T201


def claim(number: int) -> None:
    """Claim items until none is left, at most so many, and print their ids."""
    from jobs import engine  # noqa: PLC0415

    for _ in range(number):
        found = engine.claim_next()
        if found is None:
            return
        print(found.item.pk)  # noqa: T201


def write(number: int) -> None:
    """Do so many times what all kinds of processes do at once: submit, claim, report, cancel, delete."""
    from jobs import engine  # noqa: PLC0415
    from jobs.models import Job  # noqa: PLC0415

    for _ in range(number):
        submit(3)
        if claimed := engine.claim_next():
            _work_on(claimed.item, claimed.token)
            claimed.lock.release()
        end: Callable[[Job], object] = random.choice([Job.cancel, engine.delete])
        with suppress(Job.DoesNotExist):  # another writer was quicker
            if job := Job.objects.unfinished().order_by("?").first():
                end(job)


def add_account(_number: int) -> None:
    """An account of YouTube's."""
    from jobs.cookies import PlatformAccount, parse  # noqa: PLC0415
    from tests.jobs.accounts import exported  # noqa: PLC0415
    from youtube.provider import YouTube  # noqa: PLC0415

    text = exported({"LOGIN_INFO": "1", "SAPISID": "2"}, domain=".youtube.com")
    account = PlatformAccount(provider=YouTube.name, label="ours")
    account.keep(parse(text, YouTube.sign_in), YouTube.sign_in)
    account.save()


def borrow(number: int) -> None:
    """Borrow the account so many times, and print when it came and went, in nanoseconds."""
    from jobs.cookies import lent  # noqa: PLC0415

    for _ in range(number):
        with lent("youtube"):
            came = time.monotonic_ns()
            time.sleep(0.01)  # as long as a question takes
            went = time.monotonic_ns()
        print(came, went)  # noqa: T201


def recover(_: int) -> None:
    """What a machine does beside its workers, until it is killed."""
    from jobs import supervisor  # noqa: PLC0415

    supervisor.run_recovery()


def _work_on(item: "JobItem", token: UUID) -> None:
    item.name_it(token, "title")
    item.report(token, progress=50, downloaded_bytes=1)
    item.renew(token)
    if random.random() < 0.5:
        item.complete(token, [])
    else:
        item.release(token)


def main(what: str, number: str = "1000") -> None:
    """Run one of the functions above."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "downloader_project.settings"
    django.setup()
    tasks = (submit, submit_in_order, publish, claim, write, add_account, borrow, recover)
    {task.__name__: task for task in tasks}[what](int(number))


if __name__ == "__main__":
    main(*sys.argv[1:])
