"""The documentation's examples of what the endpoints for jobs answer."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

JOB_ID = "550e8400-e29b-41d4-a716-446655440000"
NEW_JOB_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
CREATED_AT = "2025-01-15T12:00:00.000000Z"


def answer(name: str, value: Any, status: int = 200) -> OpenApiExample:
    """An example of a response."""
    return OpenApiExample(name, value, response_only=True, status_codes=[str(status)])


_FILE = {
    "filename": "abc12345_Video Title.mp4",
    "path": "files/0f8fad5b-d9cb-469f-a165-70867728950e",
    "size": 52428800,
    "download_url": "/download/file/abc12345_Video Title.mp4",
    "content_type": "video/mp4",
    "resolution": "1280x720",
    "duration": 212.0,
    "expires_at": "2025-01-15T12:31:07.000000Z",
}
_UNDER_WAY = {
    "job_id": JOB_ID,
    "status": "processing",
    "progress": 45,
    "files": [],
    "error": None,
    "title": "Video Title",
    "created_at": CREATED_AT,
    "type": "video",
    "error_code": None,
    "updated_at": "2025-01-15T12:00:31.500000Z",
    "expires_at": None,
    "speed": 1500000,
    "eta": 19,
    "waiting_until": None,
    "waiting_reason": None,
    "downloaded_bytes": 23592960,
    "total_bytes": 52428800,
    "files_count": 0,
}
_COMPLETED = {
    **_UNDER_WAY,
    "status": "completed",
    "progress": 100,
    "files": [_FILE],
    "updated_at": "2025-01-15T12:01:07.000000Z",
    "expires_at": _FILE["expires_at"],
    "speed": None,
    "eta": None,
    "downloaded_bytes": 52428800,
    "files_count": 1,
}
_NOT_FOUND = {
    "index": 1,
    "url": "https://www.youtube.com/watch?v=don-t-exist",
    "title": None,
    "status": "failed",
    "progress": 0,
    "error": "This does not exist, or it has been removed. Check the link.",
    "error_code": "not_found",
}
_FOUND = {
    "index": 0,
    "url": "https://www.youtube.com/watch?v=M4gD1WSo5mA",
    "title": "Video Title",
    "status": "completed",
    "progress": 100,
    "error": None,
    "error_code": None,
}

STATUS = [
    answer("In progress", _UNDER_WAY),
    answer(
        "Waiting",
        {
            **_UNDER_WAY,
            "speed": None,
            "eta": None,
            "waiting_until": "2025-01-15T12:01:30.000000Z",
            "waiting_reason": "The platform refuses this server's requests for now. Try again later; "
            "cookies, another proxy or a newer yt-dlp may help.",
        },
    ),
    answer("Completed", _COMPLETED),
    answer(
        "Several items",
        {
            **_COMPLETED,
            "title": None,
            "type": "batch",
            "total_items": 2,
            "completed_count": 1,
            "items": [_FOUND, _NOT_FOUND],
            "errors": [_NOT_FOUND],
        },
    ),
]
JOBS = [
    answer(
        "Jobs",
        {
            "total": 25,
            "skip": 0,
            "limit": 10,
            "jobs": [
                {
                    "job_id": JOB_ID,
                    "status": "completed",
                    "type": "batch",
                    "progress": 100,
                    "created_at": CREATED_AT,
                    "files_count": 2,
                    "error_count": 0,
                    "title": None,
                    "total_urls": 2,
                    "completed_count": 2,
                }
            ],
            "has_more": True,
        },
    )
]
CANCELLED = [
    answer(
        "Cancelled",
        {
            "job_id": JOB_ID,
            "status": "cancelled",
            "message": "Download job has been cancelled",
            "cancelled_at": "2025-01-15T12:30:45.123456Z",
        },
    )
]
DELETED = [answer("Deleted", {"job_id": JOB_ID, "deleted": True})]
ACCEPTED: dict[str, Any] = {
    "job_id": JOB_ID,
    "status": "pending",
    "message": "Download started. Use /status/{job_id} to check progress.",
    "status_url": f"/status/{JOB_ID}",
}
RETRIED = [
    answer(
        "Retried",
        {**ACCEPTED, "job_id": NEW_JOB_ID, "status_url": f"/status/{NEW_JOB_ID}", "retry_of": JOB_ID},
        status=202,
    )
]
EVENTS = [
    answer(
        "Events",
        "retry: 2000\nid: 1736942400000000\n\n"
        "event: item\nid: 1736942431500000\n"
        f'data: {{"index":0,"status":"processing","progress":45,"job_id":"{JOB_ID}","speed":1500000,…}}\n\n'
        "event: job\nid: 1736942431500000\n"
        f'data: {{"job_id":"{JOB_ID}","status":"processing","type":"video","progress":45,"eta":19,…}}\n\n'
        f'event: deleted\nid: 1736942435000000\ndata: {{"job_id":"{JOB_ID}","deleted":true}}\n\n',
    )
]
