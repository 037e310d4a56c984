"""Transfers that go wrong: what another try can mend is mended, and nothing incomplete is completed."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pytest

from jobs import media
from tests.jobs.sites import SITES, YOUTUBE, Site
from tests.service import Service, eventually
from tests.upstream import Behaviour, Kind, Request, Upstream, Video


class Part(StrEnum):
    """What of a video is affected."""

    FILES = "picture and sound"
    SOUND = "sound"
    SECOND_SEGMENT = "the segment in the middle of a stream that is offered in segments alone"


@dataclass(frozen=True)
class Trouble:
    """What happens to a part of a video, each thing so many times, and how the job ends all the same."""

    name: str
    happens: Sequence[tuple[Behaviour, int | None]]
    error_code: str | None = None
    part: Part = Part.FILES

    def affects(self, site: Site, request: Request) -> bool:
        """Whether it happens to this request."""
        if self.part is Part.SECOND_SEGMENT:
            return "/sq/1/" in request.path
        return self.part is Part.FILES or site.is_sound(request)

    def publish(self, site: Site, upstream: Upstream, video_id: str) -> None:
        """Publish a video that it can happen to."""
        if self.part is Part.SECOND_SEGMENT:
            upstream.add(
                Video(video_id, self.name, 30.0, h264=(), aac=False, opus=False, combined=False, hls=(360,))
            )
        else:
            site.publish(upstream, video_id, seconds=5.0, file_bytes=200_000)

    @property
    def seconds(self) -> float:
        """How long the video is."""
        return 30.0 if self.part is Part.SECOND_SEGMENT else 5.0


ALWAYS = None
CUT = Behaviour(cut_after_bytes=50_000)
CUT_AT_ONCE = Behaviour(cut_after_bytes=1_000)
STALL = Behaviour(stall_after_bytes=50_000)
SHORTER = Behaviour(shorten_to_seconds=1)
TRUNCATED = Behaviour(truncate_to_bytes=60_000)
EMPTY = Behaviour(truncate_to_bytes=0)
WHOLE_FILES_ONLY = Behaviour(ignore_range=True)

TROUBLES = [
    Trouble("a stall", [(STALL, 1)]),  # the slowest, so it begins first
    Trouble("a cut", [(CUT, 1)]),
    Trouble("a cut and no ranges", [(CUT, 1), (WHOLE_FILES_ONLY, ALWAYS)]),
    Trouble("cuts for one attempt", [(CUT_AT_ONCE, 6)]),
    Trouble("cuts for ever", [(CUT_AT_ONCE, ALWAYS)], "upstream_error"),
    Trouble("shorter files for one attempt", [(SHORTER, 2)]),
    Trouble("shorter files for ever", [(SHORTER, ALWAYS)], "incomplete_download"),
    Trouble("shorter sound for ever", [(SHORTER, ALWAYS)], "incomplete_download", part=Part.SOUND),
    Trouble("truncated files for one attempt", [(TRUNCATED, 2)]),
    Trouble("truncated files for ever", [(TRUNCATED, ALWAYS)], "incomplete_download"),
    Trouble("truncated sound for ever", [(TRUNCATED, ALWAYS)], "incomplete_download", part=Part.SOUND),
    Trouble("empty files for ever", [(EMPTY, ALWAYS)], "upstream_error"),
    Trouble("an address that has expired", [(Behaviour(status=403), 1)]),
    Trouble("addresses that expire for ever", [(Behaviour(status=403), ALWAYS)], "upstream_error"),
    Trouble("a file that is gone", [(Behaviour(status=404), 1)]),
    Trouble("errors for one attempt", [(Behaviour(status=500), 6)]),
    Trouble("errors for ever", [(Behaviour(status=500), ALWAYS)], "upstream_error"),
    Trouble("a server that is busy", [(Behaviour(status=503), 1)]),
    Trouble("no segment for one attempt", [(Behaviour(status=404), 4)], part=Part.SECOND_SEGMENT),
    Trouble("no segment for ever", [(Behaviour(status=404), ALWAYS)], "upstream_error", Part.SECOND_SEGMENT),
    Trouble("half a segment for ever", [(CUT_AT_ONCE, ALWAYS)], "upstream_error", Part.SECOND_SEGMENT),
]
# Instagram offers nothing in segments.
CASES = [
    (site, trouble)
    for trouble in TROUBLES
    for site in (SITES if trouble.part is not Part.SECOND_SEGMENT else [YOUTUBE])
]


@pytest.fixture(scope="module")
def jobs(shared_service: Service, shared_upstream: Upstream) -> Mapping[tuple[str, str], str]:
    """The job of each trouble: all of them at the same time, because most of it is waiting."""
    jobs = {}
    for number, (site, trouble) in enumerate(CASES):
        video_id = f"trouble{number:04}"
        trouble.publish(site, shared_upstream, video_id)
        for behaviour, times in trouble.happens:
            shared_upstream.misbehave(
                behaviour,
                video_id=video_id,
                where=functools.partial(trouble.affects, site),
                times=times,
                kind=Kind.MEDIA,
            )
        jobs[site.name, trouble.name] = site.download(shared_service, video_id)
    return jobs


def assert_whole(service: Service, job_id: str, seconds: float) -> None:
    """The job is completed, and its file is what was asked for to its end."""
    status = service.finished(job_id)
    assert (status["status"], status["error_code"]) == ("completed", None), status
    found = media.probe(service.fetch(status))
    assert (found.has_video, found.has_audio) == (True, True)
    assert found.duration_seconds == pytest.approx(seconds, abs=0.2)


def assert_failed(service: Service, job_id: str, code: str) -> None:
    """The job has failed for this reason and offers nothing."""
    status = service.finished(job_id)
    assert (status["status"], status["error_code"], status["files"]) == ("failed", code, []), status
    assert status["progress"] < 100


@pytest.mark.parametrize(("site", "trouble"), CASES, ids=lambda each: each.name)
def test_it_is_mended_or_fails_with_its_code(
    shared_service: Service, jobs: Mapping[tuple[str, str], str], site: Site, trouble: Trouble
) -> None:
    job_id = jobs[site.name, trouble.name]
    if trouble.error_code:
        assert_failed(shared_service, job_id, trouble.error_code)
    else:
        assert_whole(shared_service, job_id, trouble.seconds)


# --- what concerns the platform as a whole ---------------------------------------------------------


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_when_addresses_expire_on_the_way_only_the_rest_is_fetched_by_new_ones(
    service: Service, upstream: Upstream, site: Site
) -> None:
    video_id = "expiresLate"
    site.publish(upstream, video_id, file_bytes=2_000_000)
    upstream.rate_bytes_per_second = 500_000

    job_id = site.download(service, video_id)
    upstream.wait_for(lambda: upstream.total_media_bytes_sent > 1_000_000)
    upstream.expire_media_urls()
    upstream.rate_bytes_per_second = None

    assert_whole(service, job_id, seconds=5)
    assert any(request.status == 403 for request in upstream.seen(Kind.MEDIA))
    assert upstream.total_media_bytes_sent < 1.5 * 4_000_000


@pytest.mark.parametrize("kind", [Kind.PLAYER, Kind.MEDIA])
def test_after_too_many_requests_we_come_back_when_we_were_told_to(
    service: Service, upstream: Upstream, kind: Kind
) -> None:
    refusal = upstream.misbehave(Behaviour(status=429, retry_after_seconds=2), kind=kind)
    job_id = service.download("veryShort01")
    upstream.wait_for(lambda: bool(refused(upstream, kind)))
    eventually(lambda: "paused until" in service.log.read_text())
    upstream.forgive(refusal)

    assert_whole(service, job_id, seconds=1)
    last_refusal = refused(upstream, kind)[-1]
    first_success = next(each for each in upstream.seen(kind) if each.at > last_refusal.at)
    assert first_success.at - last_refusal.at > 1.9


def refused(upstream: Upstream, kind: Kind) -> Sequence[Request]:
    """The requests that were answered with 429."""
    return [request for request in upstream.seen(kind) if request.status == 429]


def test_who_is_always_refused_learns_why(service: Service, upstream: Upstream) -> None:
    upstream.misbehave(Behaviour(status=429, retry_after_seconds=0), kind=Kind.PLAYER)

    assert_failed(service, service.download("veryShort01"), "upstream_blocked")
