"""A client's key for a request, and its answer."""

from datetime import timedelta

from django.db import models
from django.utils import timezone


class IdempotencyKey(models.Model):
    """A client's key for a request that created a job, and how that was answered."""

    KEPT = timedelta(hours=24)

    key = models.CharField(max_length=255, primary_key=True)
    request_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.key
