"""A disk or a limit that is too small: the job says so, nothing is half published, the service goes on."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.sites import SITES, Site
from tests.service import Service, database, eventually
from tests.upstream import Kind, Upstream

THREE_HOURS = "threeHours1"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 100 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"a small disk cannot be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small_service(tmp_path: Path, small_disk: Path, upstream: Upstream) -> Iterator[Service]:
    """A service all of whose data is on the small disk."""
    with database() as environment:
        data = {"DATA_DIR": str(small_disk / "data"), "MIN_FREE_SPACE": "10M"}
        with Service(tmp_path, upstream, **environment, **data) as running:
            yield running


@pytest.fixture(scope="module")
def limited_service(tmp_path_factory: pytest.TempPathFactory, shared_upstream: Upstream) -> Iterator[Service]:
    """A service that takes files of up to one megabyte."""
    folder = tmp_path_factory.mktemp("limited")
    limit = {"MAX_FILE_SIZE": "1M"}
    with database() as environment, Service(folder, shared_upstream, **environment, **limit) as running:
        yield running


def assert_too_large(service: Service, status: dict[str, Any]) -> None:
    """The job says so, and nothing of it lies about."""
    assert (status["status"], status["error_code"], status["files"]) == ("failed", "too_large", []), status
    data = Path(service.environment["DATA_DIR"])
    eventually(lambda: list(data.glob("work/*")) == [])
    assert list(data.glob("files/*")) == []


def test_what_does_not_fit_on_the_disk_is_given_up_at_its_first_bytes(
    small_service: Service, upstream: Upstream
) -> None:
    status = small_service.finished(small_service.download(THREE_HOURS, quality="360p"))

    assert_too_large(small_service, status)
    assert upstream.total_media_bytes_sent < 20_000_000


def test_a_conversion_that_fills_the_disk_fails_and_the_service_goes_on(small_service: Service) -> None:
    status = small_service.finished(small_service.download(THREE_HOURS, type="audio", audio_format="wav"))

    assert_too_large(small_service, status)
    assert small_service.finished(small_service.download("veryShort01"))["status"] == "completed"


@pytest.mark.parametrize("site", SITES, ids=str)
def test_a_disk_that_others_fill_meanwhile_keeps_its_free_space(
    small_service: Service, small_disk: Path, upstream: Upstream, site: Site
) -> None:
    site.publish(upstream, "bigPicture1", file_bytes=20_000_000)
    upstream.rate_bytes_per_second = 5_000_000
    job_id = site.download(small_service, "bigPicture1")
    upstream.wait_for(lambda: upstream.total_media_bytes_sent > 1_000_000)

    (small_disk / "of others").write_bytes(bytes(60_000_000))

    assert_too_large(small_service, small_service.finished(job_id))
    assert upstream.total_media_bytes_sent < 20_000_000


@pytest.mark.parametrize("site", SITES, ids=str)
def test_a_large_video_is_refused_on_every_platform(
    limited_service: Service, shared_upstream: Upstream, site: Site
) -> None:
    site.publish(shared_upstream, "overLimit01", file_bytes=600_000)
    status = limited_service.finished(site.download(limited_service, "overLimit01"))

    assert_too_large(limited_service, status)


@pytest.mark.parametrize(
    "wish", [{}, {"type": "both"}, {"type": "audio", "audio_format": "wav"}, {"format_id": "137"}]
)
def test_what_is_over_the_limit_is_refused(limited_service: Service, wish: dict[str, str]) -> None:
    status = limited_service.finished(limited_service.download("ordinaryVid", **wish))

    assert_too_large(limited_service, status)


def test_what_is_under_the_limit_is_not(limited_service: Service) -> None:
    status = limited_service.finished(limited_service.download("ordinaryVid", quality="144p"))

    assert status["status"] == "completed"


def test_without_the_free_space_nothing_is_begun(tmp_path: Path, upstream: Upstream) -> None:
    with (
        database() as environment,
        Service(tmp_path, upstream, MIN_FREE_SPACE="1000T", **environment) as service,
    ):
        status = service.finished(service.download("ordinaryVid"))

        assert_too_large(service, status)
    assert not upstream.seen(Kind.MEDIA)
