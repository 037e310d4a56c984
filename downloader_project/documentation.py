"""The pages that describe the API: /schema, /docs (Swagger UI) and /redoc, all of it from this server."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.renderers import JSONRenderer


class Schema(SpectacularAPIView):
    """The OpenAPI description: JSON, or YAML for who asks for it."""

    renderer_classes = [OpenApiJsonRenderer, JSONRenderer, OpenApiYamlRenderer]


# Its style sheet has icons as data: URLs.
@method_decorator(csp_update({"img-src": [SELF, "data:"]}), name="dispatch")
class SwaggerPage(SpectacularSwaggerSplitView):
    """Swagger UI: read and try the API."""

    template_name = "documentation/swagger.html"


# It makes its style sheets and its search index's worker while it runs.
@method_decorator(
    csp_update({"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"], "worker-src": ["blob:"]}),
    name="dispatch",
)
class RedocPage(SpectacularRedocView):
    """Redoc: read the API."""

    template_name = "documentation/redoc.html"
