"""Files whose names are taken already, by a file of another download."""

import uuid
from collections import Counter

import pytest
from django.utils import timezone

from jobs.models import File, Job, JobItem
from jobs.providers import ItemRequest
from tests.jobs.database_process import Processes

PROCESSES = 4
FILES_EACH = 10


def submitted(count: int) -> list[JobItem]:
    """So many items under way, each of a job of its own."""
    items = []
    for number in range(count):
        job = Job.objects.create(provider="p", type="video")
        JobItem.objects.add_to(job, [ItemRequest(f"https://example.org/{number}")])
        items.append(job.items.get())
    return items


def complete(item: JobItem, *names: str) -> None:
    """Finish it with files of these names."""
    token = uuid.uuid4()
    assert item.claim(token, "here")
    files = [File(name=name, size_bytes=1, content_type="image/jpeg") for name in names]
    assert item.complete(token, files)


@pytest.mark.django_db
def test_the_first_file_has_its_name_and_the_next_ones_have_others() -> None:
    for item in submitted(3):
        complete(item, "a_image.jpg", "a_metadata.json")

    names = list(File.objects.order_by("created_at").values_list("name", flat=True))
    assert len(set(names)) == 6
    assert set(names[:2]) == {"a_image.jpg", "a_metadata.json"}
    assert all(len(name) == len("a_image_01234567.jpg") for name in names if name.startswith("a_image_"))


@pytest.mark.django_db
def test_a_name_is_free_again_when_its_file_is_gone() -> None:
    first, second = submitted(2)
    complete(first, "a_image.jpg")
    File.objects.update(deleted_at=timezone.now())

    complete(second, "a_image.jpg")

    assert File.objects.alive().get().name == "a_image.jpg"


def test_of_several_processes_at_once_each_gets_a_name_of_its_own(processes: Processes) -> None:
    running = [processes.start("publish", str(FILES_EACH)) for _ in range(PROCESSES)]
    names: Counter[str] = Counter()
    for process in running:
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        names.update(output.split())

    assert set(names.values()) == {1}
    assert len(names) == PROCESSES * FILES_EACH
    assert {f"{number}.jpg" for number in range(FILES_EACH)} <= set(names)
