"""GET /health: whether the service can do its work."""

from typing import Any

from django.db import Error, connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class HealthSerializer(serializers.Serializer[Any]):
    """The state of the service, and when it was looked at."""

    status = serializers.ChoiceField(["healthy", "unhealthy"])
    timestamp = serializers.DateTimeField()


class Health(APIView):
    """Check if the API is running."""

    @extend_schema(
        operation_id="health",
        summary=_("Health check"),
        description=_(
            "Check if the API is running. It is unhealthy (503) when its database does not answer."
        ),
        responses={
            status.HTTP_200_OK: HealthSerializer,
            status.HTTP_503_SERVICE_UNAVAILABLE: HealthSerializer,
        },
        examples=[
            OpenApiExample(
                "healthy",
                {"status": "healthy", "timestamp": "2025-01-15T12:00:00.000000Z"},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """200 when healthy, else 503; the same fields in both."""
        healthy = database_answers()
        state = {"status": "healthy" if healthy else "unhealthy", "timestamp": timezone.now()}
        return Response(
            HealthSerializer(state).data,
            status=status.HTTP_200_OK if healthy else status.HTTP_503_SERVICE_UNAVAILABLE,
        )


def database_answers() -> bool:
    """Ask the database the simplest question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True
