"""django-q2's own records, as it shows them, but for reading only.

The service writes them all: an edited message or schedule could only break it, or run any function there is.
"""

from django.contrib import admin
from django.http import HttpRequest
from django_q.admin import FailAdmin, QueueAdmin, ScheduleAdmin, TaskAdmin
from django_q.models import Failure, OrmQ, Schedule, Success

from .read_only import ReadOnlyAdmin

admin.site.unregister([Success, Failure, Schedule])


@admin.register(Success)
class SuccessAdmin(ReadOnlyAdmin[Success], TaskAdmin):  # type: ignore[misc] # django-q2 has no types
    """Scheduled tasks that went well."""


@admin.register(Failure)
class FailureAdmin(ReadOnlyAdmin[Failure], FailAdmin):  # type: ignore[misc]
    """Scheduled tasks that did not."""


@admin.register(Schedule)
class ReadOnlyScheduleAdmin(ReadOnlyAdmin[Schedule], ScheduleAdmin):  # type: ignore[misc]
    """What runs every minute."""

    def has_delete_permission(self, request: HttpRequest, obj: Schedule | None = None) -> bool:
        """Without its schedule, nothing would be purged until the next start."""
        return False


if admin.site.is_registered(OrmQ):  # with Redis the queue is there
    admin.site.unregister(OrmQ)

    @admin.register(OrmQ)
    class MessageAdmin(ReadOnlyAdmin[OrmQ], QueueAdmin):  # type: ignore[misc]
        """Wake-ups that no worker has taken yet."""
