"""The operator's view of jobs, items, files, accounts, pauses and the queue, in Django's admin."""

from . import cookies, files, items, jobs, pauses, queue, site

__all__ = ["cookies", "files", "items", "jobs", "pauses", "queue", "site"]
