"""The WSGI application that granian serves."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "downloader_project.settings")
django_application = get_wsgi_application()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Django, for a request without the `charset` that its body may claim.

    JSON and forms are UTF-8 (RFC 8259). Django would read the query string in that charset too, while it
    makes the request, where nothing turns an error into an answer: some of Python's codecs are not for text.
    """
    content_type = environ.get("CONTENT_TYPE", "")
    if "boundary" not in content_type:
        environ["CONTENT_TYPE"] = content_type.partition(";")[0]
    return django_application(environ, start_response)
