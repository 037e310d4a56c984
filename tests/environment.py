"""A pytest plugin, loaded before Django reads its settings: tests keep their data apart."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

_folder = Path(tempfile.mkdtemp(prefix="downloader-tests-"))

for name in (
    "HOST",
    "PORT",
    "DEBUG",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXIES",
    "WORKERS",
    "OUTBOUND_PROXY",
    "OUTBOUND_CA_BUNDLE",
    "ADMIN_PASSWORD",
    "SECRET_KEY",
    "MAX_REQUESTS_PER_MINUTE",
):
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = str(_folder)
os.environ["DJANGO_SETTINGS_MODULE"] = "downloader_project.settings"
with contextlib.chdir(_folder):  # away from a developer's .env
    settings.DATA_DIR  # noqa: B018 - the environment is read now
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(_folder / "hypothesis")


def pytest_unconfigure() -> None:
    """Remove the folder once all tests are over."""
    shutil.rmtree(_folder, ignore_errors=True)
