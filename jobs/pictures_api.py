"""The endpoint that shows pictures of the platforms."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from . import pictures
from .errors import Code
from .live_api import StreamView
from .schema import fails_with
from .validation import LineField

CONTENT_TYPES = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"]


@extend_schema_field(OpenApiTypes.URI)
class PictureAddressField(LineField):
    """The address of a picture on a platform's own hosts for them."""

    def to_internal_value(self, data: Any) -> Any:
        """The address, unchanged. Raises ValidationError with a code of the table."""
        url = super().to_internal_value(data)
        if not pictures.is_address(url):
            raise serializers.ValidationError(
                _("This is not the address of a platform's picture. Take one from an answer of this API."),
                code=Code.UNSUPPORTED_URL,
            )
        return url


class PictureQuery(serializers.Serializer[Any]):
    """The parameters of GET /picture."""

    url = PictureAddressField(help_text=_("The picture's address, as another endpoint gave it."))


class PictureView(StreamView):
    """A picture, fetched by this server: what is looked at, no platform learns from the viewer's browser."""

    @extend_schema(
        operation_id="picture",
        summary=_("Show a picture"),
        description=_(
            "A thumbnail or another picture from the platform's own servers, so that a viewer's browser need "
            "not ask them. At most 5 MB. It is kept for a day, here and in the browser."
        ),
        parameters=[PictureQuery],
        responses={
            **{(200, content_type): OpenApiTypes.BINARY for content_type in CONTENT_TYPES},
            304: OpenApiResponse(description=_("The client has this picture already.")),
        },
    )
    @fails_with(
        Code.UNSUPPORTED_URL,
        Code.EXTRACTION_FAILED,
        Code.NOT_FOUND,
        Code.TOO_LARGE,
        Code.BUSY,
        Code.UPSTREAM_BLOCKED,
        Code.UPSTREAM_ERROR,
        Code.UPSTREAM_TIMEOUT,
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The picture, or that the client has it."""
        query = PictureQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        picture = pictures.fetch(query.validated_data["url"])
        response = get_conditional_response(request, picture.etag) or _whole(picture)
        response.headers["ETag"] = picture.etag
        response.headers["Cache-Control"] = f"private, max-age={pictures.KEPT_SECONDS}"
        return response


def _whole(picture: pictures.Picture) -> HttpResponse:
    return HttpResponse(
        picture.content,
        content_type=picture.content_type,
        headers={
            "Content-Disposition": "inline",  # a name here would win over that of a link for saving
            # Other websites may not show them, and opened by itself a picture can do nothing.
            "Cross-Origin-Resource-Policy": "same-origin",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
