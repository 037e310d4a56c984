"""The README tells what there is: no more, no less."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from jobs.schema import codes_as_markdown

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def test_the_table_of_codes_is_current() -> None:
    """Else replace it with what `jobs.schema.codes_as_markdown()` returns."""
    with override("en"):
        assert f"<!-- codes: begin -->\n{codes_as_markdown()}\n<!-- codes: end -->" in README


def test_the_settings_are_those_of_the_environment() -> None:
    source = (ROOT / "downloader_project" / "environment.py").read_text()
    told = re.findall(r"^\| `([A-Z_]+)` \|", README, re.M)
    assert told == re.findall(r'=env\.\w+\("([A-Z_]+)"', source)


def test_the_commands_are_those_of_the_makefile() -> None:
    told = set(re.findall(r"(?:^|`)make ([\w./]+)", README, re.M))
    targets = set(re.findall(r"^([\w./]+):(?!=)", MAKEFILE, re.M))
    assert told <= targets
    for_people = set(re.findall(r"^(\w+):.*## ", MAKEFILE, re.M))
    assert for_people
    assert for_people <= told


@pytest.mark.django_db
def test_the_endpoints_are_those_of_the_schema(client: Client) -> None:
    told = set(re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /[^`]*)`", README))
    schema: Any = client.get("/schema", headers={"accept": "application/json"}).json()
    assert told == {
        f"{method.upper()} {path}" for path in schema["paths"] for method in schema["paths"][path]
    }


def test_links_to_files_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
