"""The operator's view of jobs, items, files, pauses and the queue, in Django's admin."""

from . import files, items, jobs, pauses, queue, site

__all__ = ["files", "items", "jobs", "pauses", "queue", "site"]
