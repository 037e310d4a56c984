"""The documentation's examples of what the endpoints for Instagram's downloads take and answer."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

from jobs import examples

LINK = "https://www.instagram.com/p/CnU4zIh9x_F/"
STATUS_URL = f"/instagram/status/{examples.JOB_ID}"


def _accepted(sentence: str, **more: Any) -> OpenApiExample:
    answer = examples.ACCEPTED | {"message": sentence, "status_url": STATUS_URL} | more
    return examples.answer("Accepted", answer, status=202)


def _body(name: str, **body: Any) -> OpenApiExample:
    return OpenApiExample(name, body, request_only=True)


POST = [
    _body("All of it", url=LINK, quality="best", download_type="media", include_metadata=True),
    _accepted("Post download started. Use /instagram/status/{job_id} to check progress."),
]
REEL = [
    _body("Sound as mp3", url=LINK, download_type="audio_only", audio_format="mp3"),
    _accepted("Reel download started. Use /instagram/status/{job_id} to check progress."),
]
STORY = [
    _body("One ZIP", username="instagram", quality="best", format="zip"),
    _accepted("Story download started. Use /instagram/status/{job_id} to check progress."),
]
CAROUSEL = [
    _body("With metadata", url=LINK, quality="best", include_metadata=True),
    _accepted("Carousel download started as ZIP. Use /instagram/status/{job_id} to check progress."),
]
BATCH = [
    _body(
        "A post and somebody's stories",
        items=[{"url": LINK, "type": "post"}, {"url": "instagram", "type": "story"}],
        quality="best",
        continue_on_error=True,
    ),
    _accepted("Batch download started. Use /instagram/status/{job_id} to check progress.", total_items=2),
]
STATUS = [
    examples.answer(
        "Completed",
        {
            "job_id": examples.JOB_ID,
            "status": "completed",
            "progress": 100,
            "files": [
                {
                    "filename": "CnU4zIh9x_F_image.jpg",
                    "path": "files/0f8fad5b-d9cb-469f-a165-70867728950e",
                    "size": 2621440,
                    "download_url": "/instagram/download/file/CnU4zIh9x_F_image.jpg",
                    "content_type": "image/jpeg",
                    "resolution": "1080x1350",
                    "duration": None,
                    "expires_at": "2025-01-15T12:30:03.000000Z",
                    "size_mb": 2.5,
                    "media_type": "image",
                }
            ],
            "error": None,
            "title": "instagram: The first line of the caption",
            "created_at": examples.CREATED_AT,
            "type": "instagram_post",
            "error_code": None,
            "updated_at": "2025-01-15T12:00:03.000000Z",
            "expires_at": "2025-01-15T12:30:03.000000Z",
            "speed": None,
            "eta": None,
            "downloaded_bytes": 2621440,
            "total_bytes": None,
            "files_count": 1,
            "message": "The download is finished. Its files are in “files” until they expire.",
            "file_count": 1,
        },
    )
]
