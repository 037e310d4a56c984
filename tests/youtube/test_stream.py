"""GET /stream/video: where it leads, what it plays, and what is left when the viewer goes."""

import io
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from typing import Any
from urllib.parse import urlencode, urlsplit

import av
import psutil
import pytest
import requests
from django.test import Client
from pytest_django import Settings

from jobs import extraction, workplace
from jobs.errors import KINDS, Code
from tests.limited_process import address_with_time_left
from tests.service import Service, eventually
from tests.upstream import Behaviour, Kind, Request, Upstream, Video
from youtube import client as youtube_client
from youtube.addresses import VideoAddress

pytestmark = pytest.mark.django_db

NOT_KEPT = "no-cache, no-store, must-revalidate"
PUBLIC_ADDRESS = "203.0.114.7"
# What a browser sends for <video>.
VIDEO_TAG = {"Accept": "video/webm,video/*;q=0.9,*/*;q=0.5", "Range": "bytes=0-", "Accept-Encoding": "gzip"}


def path(video: str, **query: str) -> str:
    """The address that plays a video."""
    link = video if ":" in video else f"https://youtu.be/{video}"
    return f"/stream/video?{urlencode({'url': link, **query})}"


def proxied(video_id: str, quality: str = "best") -> str:
    """Where the redirect leads that stays with us."""
    page = f"https://www.youtube.com/watch?v={video_id}"
    return f"/stream/video?{urlencode({'url': page, 'quality': quality, 'proxy': 'true'})}"


def short_video(video_id: str) -> Video:
    """Five seconds in the smallest size, and nothing else."""
    return Video(video_id, "گشتی در بندر", 5.0, h264=(144,), opus=False, combined=False)


def long_video(video_id: str) -> Video:
    """An hour whose files have little but media in them, so that they begin at their beginning."""
    return Video(
        video_id,
        "One hour",
        3600.0,
        h264=(360,),
        opus=False,
        combined=False,
        picture_bytes=3_200_000,
        sound_bytes=12_400_000,
    )


def is_late(request: Request) -> bool:
    """Whether it asks for a part of a file that is not among the first."""
    first, _, _ = str(request.range).removeprefix("bytes=").partition("-")
    return int(first) > 1_000_000


def played(answer: Any) -> bytes:
    """All of a stream that the API in this process has begun."""
    with closing(answer):
        assert answer.status_code == 200, answer.content
        return b"".join(answer.streaming_content)


def streams(content: bytes) -> dict[str, tuple[str, float]]:
    """The kinds of streams in a file, each with its codec and where its last packet ends, in seconds."""
    with av.open(io.BytesIO(content), "r") as container:
        ends = dict.fromkeys(range(len(container.streams)), 0.0)
        for packet in container.demux():
            if packet.pts is not None and packet.time_base is not None:
                end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
                ends[packet.stream_index] = max(end, ends[packet.stream_index])
        return {
            each.type: (each.codec_context.name, round(ends[each.index], 0)) for each in container.streams
        }


# --- where it leads --------------------------------------------------------------------------------


def test_the_redirect_leads_to_a_stream_through_us(api: Client) -> None:
    answer = api.get(path("ordinaryVid", quality="720p"))

    assert answer.status_code == 307
    assert answer.headers["Location"] == proxied("ordinaryVid", "720p")
    assert answer.headers["Cache-Control"] == NOT_KEPT


def test_the_example_of_the_reference_needs_no_encoding(api: Client) -> None:
    answer = api.get("/stream/video?url=https://www.youtube.com/watch?v=ordinaryVid&quality=720p")
    assert answer.headers["Location"] == proxied("ordinaryVid", "720p")


@pytest.fixture
def without_proxy(api: Client, settings: Settings) -> Client:
    """The API without an outbound proxy; what YouTube says of the videos is known already."""
    for video_id in ("combined001", "ordinaryVid"):
        known = youtube_client.video(VideoAddress(video_id))
        settings.OUTBOUND_PROXY, proxy = None, settings.OUTBOUND_PROXY
        extraction.shared(f"youtube:video:{video_id}", lambda known=known: known)  # type: ignore[misc]
        settings.OUTBOUND_PROXY = proxy
    settings.OUTBOUND_PROXY = None
    return api


@pytest.mark.parametrize("viewer", ["127.0.0.1", "::1", "192.168.1.20", "::ffff:10.0.0.3", "fd00::1"])
def test_a_near_viewer_gets_youtubes_own_address(without_proxy: Client, viewer: str) -> None:
    answer = without_proxy.get(path("combined001", quality="360p"), REMOTE_ADDR=viewer)

    assert answer.status_code == 307
    location = urlsplit(answer.headers["Location"])
    assert location.scheme == "https"
    assert str(location.hostname).endswith(".googlevideo.com")
    assert "itag=18" in location.query
    assert answer.headers["Cache-Control"] == NOT_KEPT


def test_joined_picture_and_sound_lead_to_youtube_also_where_they_come_apart_too(
    without_proxy: Client,
) -> None:
    location = without_proxy.get(path("ordinaryVid", quality="360p")).headers["Location"]
    assert "itag=18" in location


@pytest.mark.parametrize("quality", ["best", "worst", "720p"])
def test_another_quality_than_was_asked_for_is_no_answer(without_proxy: Client, quality: str) -> None:
    answer = without_proxy.get(path("ordinaryVid", quality=quality))
    assert answer.headers["Location"] == proxied("ordinaryVid", quality)


def test_a_viewer_elsewhere_could_not_use_youtubes_address(without_proxy: Client) -> None:
    answer = without_proxy.get(path("combined001"), REMOTE_ADDR=PUBLIC_ADDRESS)
    assert answer.headers["Location"] == proxied("combined001")


def test_nor_could_anybody_with_an_outbound_proxy(api: Client) -> None:
    assert api.get(path("combined001")).headers["Location"] == proxied("combined001")


# --- what is refused -------------------------------------------------------------------------------


@pytest.fixture
def unlimited(settings: Settings) -> None:
    """Requests are not counted."""
    settings.MAX_REQUESTS_PER_MINUTE = 0


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "invalid_request"),
        ("url=", "invalid_request"),
        ("url=https://youtu.be/ordinaryVid&quality=audio_only", "invalid_request"),
        ("url=https://youtu.be/ordinaryVid&quality=8k", "invalid_request"),
        ("url=https://youtu.be/ordinaryVid&proxy=perhaps", "invalid_request"),
        ("url=https://youtu.be/ordinaryVid%00", "unsupported_url"),
        ("url=https://www.youtube.com/playlist?list=PLordinary", "not_a_video"),
        ("url=file:///etc/passwd", "unsupported_url"),
        ("url=http://127.0.0.1:5000/health", "unsupported_url"),
        ("url=http://169.254.169.254/", "unsupported_url"),
        ("url=https://youtube.com.evil.test/watch?v=ordinaryVid", "unsupported_url"),
        ("url=https://user:pass@www.youtube.com/watch?v=ordinaryVid", "unsupported_url"),
        ("url=https://rr1.googlevideo.com/videoplayback?itag=18", "unsupported_url"),
        ("url=concat:https://youtu.be/ordinaryVid|/etc/passwd", "unsupported_url"),
    ],
)
@pytest.mark.parametrize("proxy", ["", "&proxy=true"], ids=["redirect", "proxy"])
@pytest.mark.usefixtures("unlimited")
def test_a_bad_request_is_refused_by_its_code(client: Client, query: str, code: str, proxy: str) -> None:
    answer = client.get(f"/stream/video?{query}{proxy if 'proxy=' not in query else ''}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    ("video_id", "code"),
    [
        ("liveNow0001", Code.LIVE_STREAM),
        ("upcoming001", Code.LIVE_STREAM),
        ("soundOnly01", Code.WRONG_MEDIA),
        ("hlsOnlyVid1", Code.EXTRACTION_FAILED),
        ("privateVid1", Code.PRIVATE),
        ("membersOnly", Code.MEMBERS_ONLY),
        ("deletedVid1", Code.NOT_FOUND),
        ("botChecked1", Code.UPSTREAM_BLOCKED),
    ],
)
@pytest.mark.parametrize("query", [{}, {"proxy": "true"}], ids=["redirect", "proxy"])
def test_what_cannot_be_streamed_is_refused_by_its_code(
    api: Client, video_id: str, code: Code, query: dict[str, str]
) -> None:
    answer = api.get(path(video_id, **query), headers=VIDEO_TAG)
    assert (answer.status_code, answer.json()["code"]) == (KINDS[code].status, code)


def test_a_stream_is_only_to_be_got(api: Client) -> None:
    answer = api.post(path("ordinaryVid"))
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_one_viewing_is_one_request_of_the_budget(api: Client, settings: Settings) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 2
    viewer = address_with_time_left()

    def get(address: str) -> Any:
        return api.head(address, REMOTE_ADDR=viewer)

    for _ in range(2):
        redirect = get(path("veryShort01"))
        assert redirect.status_code == 307
        assert get(redirect.headers["Location"]).status_code == 200

    assert get(path("veryShort01")).status_code == 429
    assert get(redirect.headers["Location"]).status_code == 429


def test_who_was_not_led_to_a_stream_is_counted(api: Client, settings: Settings) -> None:
    settings.MAX_REQUESTS_PER_MINUTE = 1
    viewer = address_with_time_left()
    api.get(path("veryShort01"), REMOTE_ADDR=PUBLIC_ADDRESS)

    answers = [api.head(proxied("veryShort01"), REMOTE_ADDR=viewer) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]


# --- headers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("video_id", "content_type"), [("veryShort01", "video/mp4"), ("webmOnly001", "video/webm")]
)
def test_head_tells_what_would_come_and_starts_nothing(
    api: Client, upstream: Upstream, video_id: str, content_type: str
) -> None:
    slots = [workplace.take_stream_slot() for _ in range(workplace.MAX_STREAMS)]
    answer = api.head(path(video_id, proxy="true"))
    for slot in filter(None, slots):
        slot.release()

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Accept-Ranges"] == "none"
    assert answer.headers["Cache-Control"] == NOT_KEPT
    assert "Content-Length" not in answer.headers
    assert not upstream.seen(Kind.MEDIA)


def test_head_is_redirected_too(api: Client) -> None:
    answer = api.head(path("veryShort01"))
    assert (answer.status_code, answer.headers["Location"]) == (307, proxied("veryShort01"))


def test_the_file_has_the_title_as_its_name(api: Client, upstream: Upstream) -> None:
    upstream.add(short_video("persian0001"))
    disposition = api.head(path("persian0001", proxy="true")).headers["Content-Disposition"]
    assert disposition.startswith("inline; filename*=utf-8''persian0001_%DA%AF")
    assert disposition.endswith(".mp4")


# --- trouble with YouTube --------------------------------------------------------------------------


def test_an_address_that_has_expired_is_asked_for_anew(api: Client, upstream: Upstream) -> None:
    upstream.add(short_video("expired0001"))
    api.head(path("expired0001", proxy="true"))
    upstream.expire_media_urls()

    content = played(api.get(path("expired0001", proxy="true")))

    assert streams(content) == {"video": ("h264", 5.0), "audio": ("aac", 5.0)}
    assert any(request.status == 403 for request in upstream.seen(Kind.MEDIA))


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (Behaviour(status=403), Code.UPSTREAM_ERROR),
        (Behaviour(status=500), Code.UPSTREAM_ERROR),
        (Behaviour(status=429, retry_after_seconds=7), Code.UPSTREAM_BLOCKED),
        (Behaviour(cut_after_bytes=0), Code.UPSTREAM_ERROR),
        (Behaviour(truncate_to_bytes=0), Code.UPSTREAM_ERROR),
        (Behaviour(redirect_to="https://evil.test/video.mp4"), Code.EXTRACTION_FAILED),
        (Behaviour(redirect_to="http://127.0.0.1:5000/health"), Code.EXTRACTION_FAILED),
    ],
    ids=str,
)
@pytest.mark.parametrize("part", ["audio", "video"])
def test_what_fails_before_the_first_byte_is_an_error(
    api: Client, upstream: Upstream, behaviour: Behaviour, code: Code, part: str
) -> None:
    upstream.add(short_video("refused0001"))
    upstream.misbehave(behaviour, kind=Kind.MEDIA, where=lambda one: one.query["mime"].startswith(part))

    answer = api.get(path("refused0001", proxy="true"), headers=VIDEO_TAG)

    assert (answer.status_code, answer.json()["code"]) == (KINDS[code].status, code)
    upstream.wait_for(lambda: upstream.open_transfers == 0)


def test_a_file_that_is_no_media_is_an_error(api: Client, upstream: Upstream) -> None:
    upstream.add(short_video("nonsense001"))
    upstream.misbehave(Behaviour(truncate_to_bytes=100), kind=Kind.MEDIA)

    answer = api.get(path("nonsense001", proxy="true"))
    assert (answer.status_code, answer.json()["code"]) == (400, "extraction_failed")


@pytest.mark.parametrize(
    ("behaviour", "times"),
    [
        (Behaviour(cut_after_bytes=20_000), 2),
        (Behaviour(status=503), 2),
        (Behaviour(ignore_range=True), None),
    ],
    ids=["cuts", "errors", "no ranges"],
)
def test_nothing_is_missing_in_spite_of(
    api: Client, upstream: Upstream, behaviour: Behaviour, times: int | None
) -> None:
    upstream.add(short_video("trouble0001"))
    upstream.misbehave(behaviour, kind=Kind.MEDIA, times=times)

    content = played(api.get(path("trouble0001", proxy="true")))
    assert streams(content) == {"video": ("h264", 5.0), "audio": ("aac", 5.0)}


def test_what_fails_later_ends_the_stream(api: Client, upstream: Upstream) -> None:
    upstream.add(long_video("breaksOff01"))
    upstream.misbehave(Behaviour(status=403), kind=Kind.MEDIA, where=is_late)

    content = played(api.get(path("breaksOff01", proxy="true")))

    assert 0 < streams(content)["audio"][1] < 3500
    upstream.wait_for(lambda: upstream.open_transfers == 0)


# --- as a viewer sees it ---------------------------------------------------------------------------


@pytest.fixture
def viewed(shared_service: Service, shared_upstream: Upstream) -> Iterator[Service]:
    """The service; whoever has watched leaves nothing behind."""
    yield shared_service
    eventually(lambda: shared_upstream.open_transfers == 0 and not ffmpegs(shared_service), 5)


def ffmpegs(service: Service) -> list[int]:
    """Those that the service runs."""
    found = []
    for each in service.processes():
        with suppress(psutil.NoSuchProcess):
            found += [each.pid] if "ffmpeg" in each.name() else []
    return found


def watch(service: Service, address: str) -> requests.Response:
    """Begin to watch as a browser does, which follows redirects."""
    answer = requests.get(f"{service.url}{address}", headers=VIDEO_TAG, stream=True, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize(
    ("video_id", "quality", "content_type", "picture"),
    [
        ("ordinaryVid", "best", "video/mp4", "vp9"),
        ("ordinaryVid", "720p", "video/mp4", "h264"),
        ("ordinaryVid", "worst", "video/mp4", "h264"),
        ("combined001", "360p", "video/mp4", "h264"),
        ("webmOnly001", "best", "video/webm", "vp9"),
    ],
)
def test_a_video_plays(viewed: Service, video_id: str, quality: str, content_type: str, picture: str) -> None:
    with watch(viewed, path(video_id, quality=quality)) as answer:
        assert answer.headers["Content-Type"] == content_type
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Encoding" not in answer.headers
        content = answer.content

    sound = "opus" if content_type == "video/webm" else "aac"
    assert streams(content) == {"video": (picture, 20.0), "audio": (sound, 20.0)}
    heights = {"best": 2160, "720p": 720, "worst": 144, "360p": 360} | (
        {"best": 720} if video_id == "webmOnly001" else {}
    )
    with av.open(io.BytesIO(content)) as container:
        assert container.streams.video[0].height == heights[quality]


def test_a_film_without_sound_plays(viewed: Service) -> None:
    with watch(viewed, path("noSound0001", quality="144p")) as answer:
        assert streams(answer.content) == {"video": ("h264", 20.0)}


def test_the_mp4_is_in_fragments_each_of_which_can_be_played(viewed: Service) -> None:
    with watch(viewed, path("ordinaryVid", quality="144p")) as answer:
        content = answer.content
    assert content[4:8] == b"ftyp"
    assert content.index(b"moov") < content.index(b"moof") < content.index(b"mdat")
    assert content.count(b"moof") > 1


def test_it_begins_within_two_seconds_though_each_connection_is_slow(
    viewed: Service, shared_upstream: Upstream
) -> None:
    shared_upstream.add(long_video("beginsSoon1"))
    shared_upstream.misbehave(
        Behaviour(rate_bytes_per_second=500_000), video_id="beginsSoon1", kind=Kind.MEDIA
    )
    viewed.get(path("beginsSoon1"), allow_redirects=False)  # extracted

    began = time.monotonic()
    with watch(viewed, path("beginsSoon1")) as answer:
        answer.raw.read(1)
        assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("video_id", "behaviour"),
    [
        ("leftMidway1", Behaviour(rate_bytes_per_second=200_000)),
        ("leftStalled", Behaviour(stall_after_bytes=0)),
    ],
)
def test_when_the_viewer_leaves_everything_ends(
    viewed: Service, shared_upstream: Upstream, video_id: str, behaviour: Behaviour
) -> None:
    shared_upstream.add(long_video(video_id))
    shared_upstream.misbehave(behaviour, video_id=video_id, kind=Kind.MEDIA, where=is_late)
    with watch(viewed, path(video_id)) as answer:
        answer.raw.read(1000)
        shared_upstream.wait_for(
            lambda: any(
                is_late(one) and one.is_transfer and not one.finished
                for one in shared_upstream.seen(Kind.MEDIA, video_id)
            )
        )
        assert ffmpegs(viewed)

    eventually(lambda: shared_upstream.open_transfers == 0 and not ffmpegs(viewed), 1.5)


def test_too_many_at_once_are_told_to_come_back(viewed: Service, shared_upstream: Upstream) -> None:
    shared_upstream.add(long_video("manyWatch01"))
    with ExitStack() as viewers:
        for _ in range(workplace.MAX_STREAMS):
            viewers.enter_context(watch(viewed, path("manyWatch01")))

        refused = viewed.get(path("manyWatch01"))
        assert (refused.status_code, refused.json()["code"]) == (429, "busy")
        assert int(refused.headers["Retry-After"]) > 0

    eventually(lambda: not ffmpegs(viewed), 5)
    watch(viewed, path("manyWatch01")).close()
