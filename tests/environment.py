"""A pytest plugin, loaded before Django reads its settings: tests keep their data apart."""

import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="downloader-tests-"))

os.chdir(Path(__file__).parent)  # away from a developer's .env
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


def pytest_unconfigure() -> None:
    """Remove the folder once all tests are over."""
    shutil.rmtree(_folder, ignore_errors=True)
