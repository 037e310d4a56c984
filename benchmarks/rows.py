"""Rows and files for a running service: `python -m benchmarks.rows jobs 1000`, `… file 1000000`.

A process of its own, with the service's environment: the benchmarks themselves know it only over HTTP.
"""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import django

from tests.service import PROJECT, Service

STATES = ("completed", "completed", "completed", "failed", "cancelled")
TYPES = ("video", "video", "playlist", "batch")
BATCH = 100  # divides all counts that are asked for


def add_jobs(service: Service, count: int) -> None:
    """Finished jobs of one item each, of all types."""
    _run(service, "jobs", count)


def add_file(service: Service, size_bytes: int) -> str:
    """A finished file; its name."""
    return _run(service, "file", size_bytes)


def _run(service: Service, what: str, number: int) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.rows", what, str(number)],
        cwd=PROJECT,
        env={**service.environment, "DJANGO_SETTINGS_MODULE": "downloader_project.settings"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def _make_jobs(count: int) -> None:
    from django.utils import timezone

    from jobs.models import Job, JobItem

    now, combinations = timezone.now(), itertools.cycle(itertools.product(STATES, TYPES))
    for _ in range(0, count, BATCH):
        jobs = [
            Job(provider="youtube", type=kind, state=state, created_at=now, updated_at=now)
            for state, kind in itertools.islice(combinations, min(BATCH, count))
        ]
        Job.objects.bulk_create(jobs)
        JobItem.objects.bulk_create(
            JobItem(job=job, index=0, url="https://youtu.be/numbrd00001", state=job.state) for job in jobs
        )


def _make_file(size_bytes: int) -> None:
    from django.conf import settings

    from jobs import storage
    from jobs.models import File

    file = File.objects.create(name="large.mp4", content_type="video/mp4", size_bytes=size_bytes)
    draft = Path(settings.DATA_DIR) / "draft"
    draft.write_bytes(os.urandom(size_bytes))
    storage.keep(draft, file.pk)
    print(file.name)


if __name__ == "__main__":
    django.setup()
    {"jobs": _make_jobs, "file": _make_file}[sys.argv[1]](int(sys.argv[2]))
