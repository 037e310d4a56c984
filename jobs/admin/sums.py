"""What a job's row tells of its items and files, in the query that reads the job."""

from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery, Sum

from ..models import File, Job, JobItem, State

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Sums(TypedDict):
    """What `with_sums` adds to a job; None where there is nothing to add up."""

    total: int | None
    completed: int | None
    progress: float | None
    speed: int | None
    files_bytes: int | None
    error_code: str | None
    error_details: dict[str, Any] | None


SummedJob: TypeAlias = "WithAnnotations[Job, Sums]"


def with_sums(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Jobs with what their rows tell of items and files, without a query for each."""
    items = JobItem.objects.filter(job=OuterRef("pk")).order_by().values("job")
    failed = JobItem.objects.filter(job=OuterRef("pk"), state=State.FAILED)
    files = File.objects.alive().filter(items__job=OuterRef("pk")).order_by().values("items__job")

    def of_items(aggregate: Any) -> Subquery:
        return Subquery(items.annotate(sum=aggregate).values("sum"))

    return jobs.annotate(
        total=of_items(Count("pk")),
        completed=of_items(Count("pk", filter=Q(state=State.COMPLETED))),
        progress=of_items(Avg("progress")),
        speed=of_items(Sum("speed_bytes", filter=Q(state=State.PROCESSING))),
        files_bytes=Subquery(files.annotate(sum=Sum("size_bytes")).values("sum")),
        error_code=Subquery(failed.values("error_code")[:1]),
        error_details=Subquery(failed.values("error_details")[:1]),
    )
