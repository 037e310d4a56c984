"""Downloads from Instagram as their users make them, for the tests of each endpoint."""

import json
import subprocess
import sys
from typing import Any

from django.test import Client

from tests.service import PROJECT, Service
from tests.upstream.instagram.accounts import Account


def post(client: Client, path: str, body: Any) -> Any:
    """The answer of an endpoint under /instagram/download to a JSON body."""
    return client.post(f"/instagram/download/{path}", json.dumps(body), content_type="application/json")


def accepted(service: Service, path: str, **body: Any) -> str:
    """Start a download; the job's id."""
    answer = service.post(f"/instagram/download/{path}", body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


def finished(service: Service, path: str, **body: Any) -> dict[str, Any]:
    """What /instagram/status says once it is over."""
    job_id = service.finished(accepted(service, path, **body))["job_id"]
    answer = service.get(f"/instagram/status/{job_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def completed(service: Service, path: str, **body: Any) -> dict[str, Any]:
    """The same of a download that has succeeded."""
    status = finished(service, path, **body)
    assert (status["status"], status["error"], status["progress"]) == ("completed", None, 100), status
    return status


def refusal(service: Service, path: str, **body: Any) -> str:
    """The code of a download that fails and leaves no file."""
    status = finished(service, path, **body)
    assert (status["status"], status["files"]) == ("failed", []), status
    return str(status["error_code"])


def names(status: dict[str, Any]) -> list[str]:
    """The names of its files."""
    return [file["filename"] for file in status["files"]]


def resolutions(status: dict[str, Any]) -> list[str | None]:
    """Those of its files that have one."""
    return [file["resolution"] for file in status["files"] if file["resolution"]]


def sign_in(service: Service, account: Account) -> None:
    """Give the service an account, the way its operator does."""
    subprocess.run(
        [sys.executable, "manage.py", "cookies", "add", "instagram", account.username],
        cwd=PROJECT,
        env=service.environment,
        input=account.session_id,
        text=True,
        check=True,
        capture_output=True,
    )
