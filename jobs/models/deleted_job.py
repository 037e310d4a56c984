"""A job that is no more."""

from datetime import timedelta

from django.db import models
from django.utils import timezone


class DeletedJob(models.Model):
    """A job that is no more: whoever watches the jobs is told so."""

    KEPT = timedelta(hours=1)

    job_id = models.UUIDField(primary_key=True)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.job_id)
