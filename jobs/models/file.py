"""A file: finished content under a name, for as long as it is kept."""

import secrets
import unicodedata
import uuid
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .job import Job


class FileQuerySet(models.QuerySet["File"]):
    """The vocabulary for files."""

    def update(self, **changes: Any) -> int:
        """Also moves `updated_at` of the jobs that have the files: what is told of them changes."""
        with transaction.atomic():
            Job.objects.filter(items__files__in=self.values("pk")).update(updated_at=timezone.now())
            return super().update(**changes)

    def alive(self) -> Self:
        """Files whose bytes are there."""
        return self.filter(deleted_at=None)

    def expired(self) -> Self:
        """Files whose time is over and whose bytes are still there."""
        return self.alive().filter(expires_at__lte=timezone.now())

    def only_of(self, job: Job) -> Self:
        """Files of this job that no other job has."""
        of_others = File.items.through.objects.filter(file=OuterRef("pk")).exclude(jobitem__job=job)
        return self.filter(~Exists(of_others), items__job=job).distinct()

    def forgotten(self) -> Self:
        """Rows of deleted files that nobody needs to be told about any more."""
        return self.filter(deleted_at__lte=timezone.now() - File.ROW_KEPT)

    def fetchable(self) -> Self:
        """Files that can be downloaded now."""
        return self.alive().filter(expires_at__gt=timezone.now())

    def of(self, job: Job) -> Self:
        """Files of this job, in the order of its items."""
        return (
            self.filter(items__job=job)
            .annotate(item_index=models.Min("items__index"))
            .order_by("item_index", "created_at", "pk")
        )

    def named(self, name: str) -> "File | None":
        """The living file of this name, else the last that had it."""
        if "\0" in name:
            return None  # PostgreSQL would not even look for it
        newest_first = (F("deleted_at").desc(nulls_first=True), "-created_at")
        return self.filter(name=unicodedata.normalize("NFC", name)).order_by(*newest_first).first()


def file_expiry() -> datetime:
    """When a file published now expires."""
    return timezone.now() + timedelta(minutes=settings.FILE_RETENTION_MINUTES)


class File(models.Model):
    """Finished content under a name. Its key in storage is its id; no name ever becomes a path.

    The row outlives the bytes by 30 days, so that an expired file is told from an unknown one.
    """

    ROW_KEPT = timedelta(days=30)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    items = models.ManyToManyField("jobs.JobItem", related_name="files", verbose_name=_("items"))
    size_bytes = models.BigIntegerField(_("size"))
    content_type = models.CharField(_("type"), max_length=100)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    duration_seconds = models.FloatField(_("duration"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), default=file_expiry, db_index=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(deleted_at=None), name="file_name_alive"),
        ]
        indexes = [models.Index(fields=["name"], name="file_name")]

    def __str__(self) -> str:
        return self.name

    def publish(self) -> None:
        """Write the row; where a living file has the name already, under one like it."""
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            name = PurePath(self.name)
            self.name = f"{name.stem}_{secrets.token_hex(4)}{name.suffix}"
            self.save(force_insert=True)

    @property
    def resolution(self) -> str | None:
        """As `1920x1080`; None for sound."""
        return f"{self.width}x{self.height}" if self.width and self.height else None

    @property
    def is_fetchable(self) -> bool:
        """Whether it can be downloaded now."""
        return self.deleted_at is None and self.expires_at > timezone.now()
