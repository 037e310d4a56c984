"""The whole API under the fuzzer schemathesis: never a 500, and every answer is what the schema says.

The cases are made from /schema, so a new endpoint needs no line here. Among the values that schemathesis
invents are some that mean something here (KNOWN), so that it gets to see more than refusals.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
import schemathesis
from django.core.cache import caches
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings
from werkzeug.test import Client

from downloader_project.wsgi import application
from jobs.errors import KINDS, Code
from jobs.models import IdempotencyKey, JobItem, State
from tests.conftest import MEDIA, put_in_front_of
from tests.jobs.rows import expire, make_file, make_job
from tests.upstream import Upstream
from tests.upstream.instagram import samples as instagram
from tests.upstream.youtube import samples

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

Case: TypeAlias = schemathesis.Case[Any]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_world")]

# What answers without end, and what sends a platform's bytes.
LEFT_OUT = r"/events$|^/stream/"

VIDEOS = [
    samples.ORDINARY,
    samples.CAPTIONED,
    samples.CHAPTERS,
    samples.LANGUAGES,
    samples.HDR,
    samples.SILENT,
    samples.LIVE_NOW,
    samples.UPCOMING,
    samples.PERSIAN,
    samples.PRIVATE,
    samples.AGE_RESTRICTED,
    samples.MEMBERS_ONLY,
    samples.GEO_BLOCKED,
    samples.DELETED,
    samples.BOT_CHECKED,
]
POSTS_OF_INSTAGRAM = [
    instagram.IMAGE,
    instagram.REEL,
    instagram.DASH_REEL,
    instagram.CAROUSEL,
    instagram.HIDDEN_LIKES,
    instagram.PRIVATE_IMAGE,
    instagram.DELETED,
]
PEOPLE = [instagram.MANY_POSTS, instagram.NO_POSTS, instagram.PRIVATE_PERSON]
PLAYLISTS = [samples.WITH_GAPS, samples.EMPTY_PLAYLIST]
VIDEOS_OF_EXAMPLES = ["M4gD1WSo5mA", "KI7fMGRg0Wk"]
# In each state a job of one item, and one of several.
JOBS = {
    uuid.UUID(int=10 * number + items, version=4): (state, items)
    for number, state in enumerate(State)
    for items in (1, 3)
}
KNOWN = {
    "url": [
        *(f"https://www.youtube.com/watch?v={video.id}" for video in VIDEOS),
        *(f"https://www.youtube.com/playlist?list={playlist.id}" for playlist in PLAYLISTS),
        *(f"https://www.instagram.com/p/{post.shortcode}/" for post in POSTS_OF_INSTAGRAM),
    ],
    "username": [*(person.username for person in PEOPLE), instagram.UNKNOWN_USERNAME],
    "lang": ["all", "en", "fa", "xx"],
    "job_id": [str(job_id) for job_id in JOBS],
    "filename": ["شعر.mp4", "expired.mp4", "NUL\0.mp4"],
    "Range": ["bytes=2-5", "bytes=-3", "bytes=99-", "bytes=5-2"],
    "Idempotency-Key": ["used"],
}
CONFIG = schemathesis.Config.from_dict(
    {
        "generation": {"deterministic": True, "max-examples": 30},
        "dictionaries": {name: {"values": values} for name, values in KNOWN.items()},
        "parameters": {
            **{name: {"dictionary": name, "probability": 0.5} for name in KNOWN},
            "body.url": {"dictionary": "url", "probability": 0.8},
            "body.username": {"dictionary": "username", "probability": 0.8},
            "body.items[*].url": {"dictionary": "url", "probability": 0.9},
            "body.urls[*]": {"dictionary": "url", "probability": 0.9},
            "body.lang": {"dictionary": "lang", "probability": 0.8},
        },
        "checks": {
            # 502, 503 and 504 tell of the platform's troubles, not of ours.
            "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "502", "503", "504"]},
            # The schema cannot say which texts are addresses, nor that no index may be there twice.
            "positive_data_acceptance": {"enabled": False},
            # We take 1 for "1" and for true, and an empty parameter of a form for none.
            "negative_data_rejection": {"enabled": False},
        },
    }
)


def served(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The application, with what is a server's duty: to tell the client's address, and to close answers."""
    answer: Any = application({"REMOTE_ADDR": "127.0.0.1"} | environ, start_response)
    with closing(answer):
        return list(answer)


schema = schemathesis.openapi.from_wsgi("/schema", served, config=CONFIG)


@pytest.fixture(scope="module")
def platforms() -> Iterator[Upstream]:
    """One stand-in for all tests, so that each video is asked for once; the schema's examples are in it."""
    caches["extractions"].clear()
    with Upstream(MEDIA) as running:
        running.add(*(replace(samples.CAPTIONED, id=video_id) for video_id in VIDEOS_OF_EXAMPLES))
        yield running
        assert not running.unexpected


@pytest.fixture
def _world(platforms: Upstream, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes what is KNOWN."""
    put_in_front_of(platforms, settings)
    # Django would close the connection around each request, and the test's transaction with it.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    for job_id, (state, items) in JOBS.items():
        make_job(state, items, pk=job_id)
    of = JobItem.objects.filter
    make_file(*of(state=State.COMPLETED), name="شعر.mp4", width=1920, height=1080, duration_seconds=12.5)
    expire(make_file(*of(state=State.CANCELLED), name="expired.mp4"))
    of(state=State.FAILED).update(error_code=Code.NO_SUBTITLES, error_details={"languages": "en"})
    of(state=State.PROCESSING).update(progress=45, speed_bytes=10**7, eta_seconds=8)
    IdempotencyKey.objects.create(key="used", request_hash="of another request")


@contextmanager
def undone() -> Iterator[None]:
    """Every request finds the same rows: what is done within is not kept."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- requests that the schema describes, and some that it forbids ----------------------------------


@schema.hook
def before_add_examples(context: schemathesis.HookContext, examples: list[Case]) -> None:
    """Besides the schema's examples: each known value by itself, wherever there is a parameter for it."""
    operation = context.operation
    assert operation
    for parameter in operation.path_parameters:
        values = KNOWN.get(parameter.name, [])
        examples.extend(operation.Case(path_parameters={parameter.name: value}) for value in values)
    for parameter in operation.query:
        values = KNOWN.get(parameter.name, [])
        examples.extend(operation.Case(query={parameter.name: value}) for value in values)


def error_is_of_the_table(
    _context: schemathesis.CheckContext, response: schemathesis.Response, case: Case
) -> None:
    """A check for schemathesis: `detail`, a code that is declared and belongs to the status, nothing else."""
    if response.status_code >= 400:
        body = response.json()
        assert set(body) == {"detail", "code"}
        assert body["detail"]
        assert body["code"] in codes(response.status_code, case.operation.definition.raw["responses"])


def codes(status: int, declared: Mapping[str, Any]) -> set[str]:
    """Those that the table has for a status; if the schema declares some of them, only these."""
    table = {code.value for code, kind in KINDS.items() if kind.status == status}
    if not table:
        return {Code.INVALID_REQUEST.value}  # 412 and 416, which only files have
    content = declared.get(str(status), {}).get("content", {})
    return table & set(content.get("application/json", {}).get("examples", table))


@schema.exclude(path_regex=LEFT_OUT).parametrize()
def test_every_answer_is_what_the_schema_says(case: Case) -> None:
    with undone():
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"},  # for in process, schemathesis does not uncompress
            additional_checks=[error_is_of_the_table],
        )


# --- bodies that no schema describes ---------------------------------------------------------------

POSTS = sorted(path for path, operations in schema.raw_schema["paths"].items() if "post" in operations)
COMPONENTS = schema.raw_schema["components"]["schemas"]
REQUESTS = [component for name, component in COMPONENTS.items() if name.endswith("Request")]
FIELDS = sorted({field for component in REQUESTS for field in component["properties"]})

MEANINGFUL = [value for values in KNOWN.values() for value in values]
TEXT = st.text(st.characters()) | st.sampled_from(MEANINGFUL) | st.sampled_from(["\0", "\ud800"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=10)
OBJECTS = st.dictionaries(st.sampled_from(FIELDS), VALUES)
CONTENT_TYPES = [
    *("application/json; charset=utf-16", "application/problem+json", "text/plain", "*/*", "/", ""),
    *("application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x"),
]


@pytest.mark.parametrize("path", POSTS)
@given(
    body=st.binary() | (OBJECTS | VALUES).map(lambda value: json.dumps(value).encode()),
    content_type=st.just("application/json") | st.sampled_from(CONTENT_TYPES),
)
@hypothesis_settings(
    max_examples=80,
    derandomize=True,
    deadline=None,
    # One database for all examples will do: what each does is undone.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_body_of_any_shape_is_a_server_error(path: str, body: bytes, content_type: str) -> None:
    address = path.replace("{job_id}", KNOWN["job_id"][0])
    with undone(), Client(served).post(address, data=body, content_type=content_type) as answer:
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert KINDS[Code(answer.get_json()["code"])].status == answer.status_code
