"""Jobs, items, files and what else has rows: states, transitions, queries. Nothing about HTTP or yt-dlp.

A Job has one or more items; an item is what is claimed, retried, cancelled and counted. States change only
by conditional updates, so that of two processes only one can win; finished states are final.
"""

from ..cookies.account import PlatformAccount
from .deleted_job import DeletedJob
from .file import File, FileQuerySet, file_expiry
from .idempotency_key import IdempotencyKey
from .item import JobItem, JobItemQuerySet, content_key
from .job import Job, JobNumbers, JobQuerySet
from .platform_pause import PlatformPause, PlatformPauseQuerySet
from .state import UNFINISHED, State

__all__ = [
    "UNFINISHED",
    "DeletedJob",
    "File",
    "FileQuerySet",
    "IdempotencyKey",
    "Job",
    "JobItem",
    "JobItemQuerySet",
    "JobNumbers",
    "JobQuerySet",
    "PlatformAccount",
    "PlatformPause",
    "PlatformPauseQuerySet",
    "State",
    "content_key",
    "file_expiry",
]
