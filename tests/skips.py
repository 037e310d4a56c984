"""A pytest plugin: where CI is set, a test that is skipped has failed, unless its reason is one of these."""

import os
from collections.abc import Generator
from typing import Any

import pytest

ALLOWED_REASONS = [
    # Real answers of the platforms, which not everybody has; the same tests run on invented ones.
    "no recordings",
    # CI runs everything twice, the second time with it.
    *([] if os.environ.get("DATABASE_URL") else ["needs DATABASE_URL"]),
]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip that nobody foresaw into a failure."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(allowed in reason for allowed in ALLOWED_REASONS):
            report.outcome = "failed"
            report.longrepr = f"skipped in CI: {reason}"
    return report
