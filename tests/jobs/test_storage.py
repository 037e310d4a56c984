"""Where finished files live."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from jobs import storage
from tests.jobs.rows import make_file

A_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """A folder of this test's own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def kept_path(folder: Path, key: uuid.UUID) -> Path:
    """Where a kept file is."""
    return folder / "files" / str(key)


def test_keeping_a_file_moves_it_under_its_key(data_dir: Path) -> None:
    key, draft = uuid.uuid4(), data_dir / "draft.mp4"
    draft.write_bytes(b"content")

    storage.keep(draft, key)

    assert not draft.exists()
    assert kept_path(data_dir, key).read_bytes() == b"content"
    assert (data_dir / storage.relative_path(key)).samefile(kept_path(data_dir, key))
    with storage.open_file(key) as file:
        assert file.read() == b"content"


def test_keeping_a_file_is_one_step_and_copies_nothing(data_dir: Path) -> None:
    key, draft = uuid.uuid4(), data_dir / "draft.mp4"
    draft.write_bytes(b"content")
    inode = draft.stat().st_ino

    storage.keep(draft, key)

    assert kept_path(data_dir, key).stat().st_ino == inode


def test_a_file_that_cannot_be_kept_is_left_untouched(data_dir: Path) -> None:
    draft = data_dir / "draft.mp4"
    draft.write_bytes(b"content")
    (data_dir / "files").write_bytes(b"a file where the folder should be")

    with pytest.raises(OSError, match="files"):
        storage.keep(draft, uuid.uuid4())

    assert draft.read_bytes() == b"content"


def test_removing_a_file_deletes_its_bytes_and_may_be_repeated(data_dir: Path) -> None:
    key, draft = uuid.uuid4(), data_dir / "draft.mp4"
    draft.write_bytes(b"content")
    storage.keep(draft, key)

    storage.remove(key)
    storage.remove(key)

    assert not kept_path(data_dir, key).exists()
    with pytest.raises(FileNotFoundError):
        storage.open_file(key)


@pytest.mark.django_db
def test_orphans_are_files_without_a_living_row(data_dir: Path) -> None:
    living, deleted = make_file(name="living"), make_file(name="deleted", deleted_at=timezone.now())
    lost = uuid.uuid4()
    kept_path(data_dir, lost).write_bytes(b"")

    assert storage.orphans(timezone.now() + A_MINUTE) == {deleted.pk, lost}
    assert kept_path(data_dir, living.pk).exists()


@pytest.mark.django_db
def test_what_was_put_there_just_now_is_no_orphan_yet(data_dir: Path) -> None:
    draft, key = data_dir / "draft.mp4", uuid.uuid4()
    draft.write_bytes(b"content")
    storage.keep(draft, key)

    assert storage.orphans(timezone.now() - A_MINUTE) == set()


@pytest.mark.django_db
def test_files_that_are_none_of_ours_are_no_orphans(data_dir: Path) -> None:
    (data_dir / "files").mkdir()
    (data_dir / "files" / ".gitkeep").touch()

    assert storage.orphans(timezone.now() + A_MINUTE) == set()


@pytest.mark.django_db
def test_without_a_folder_there_are_no_orphans() -> None:
    assert storage.orphans(timezone.now()) == set()
