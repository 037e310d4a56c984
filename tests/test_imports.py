"""The rooms of the project, and which way imports may point between them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

PROJECT = settings.BASE_DIR
ALLOWED = {
    "jobs": {"jobs"},
    **{platform: {platform, "jobs"} for platform in settings.PLATFORMS},
    "downloader_project": {"downloader_project", "jobs", *settings.PLATFORMS},
}


def imported_rooms(path: Path) -> Iterator[str]:
    """The top-level packages of ours that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        else:
            continue
        yield from {name.split(".")[0] for name in names} & {*ALLOWED, "tests", "benchmarks"}


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_imports_point_one_way(room: str) -> None:
    wrong = {
        f"{path.relative_to(PROJECT)} imports {other}"
        for path in (PROJECT / room).rglob("*.py")
        for other in imported_rooms(path)
        if other not in ALLOWED[room]
    }
    assert not wrong


@pytest.mark.parametrize("room", sorted({"jobs", *settings.PLATFORMS}))
def test_no_room_is_named_for_nothing(room: str) -> None:
    assert not {"utils", "helpers", "common", "manager"} & {
        path.stem for path in (PROJECT / room).rglob("*.py")
    }


def test_jobs_names_no_extractor_and_no_platform_knows_another() -> None:
    platforms = {"youtube", "instagram"}
    for path in (PROJECT / "jobs").rglob("*.py"):
        literals = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
        assert not platforms & {str(literal.value).lower() for literal in literals}, path
