"""A first attempt: it begins with nothing, whatever lies where it works."""

from pathlib import Path

import pytest

from tests.chaos import query
from tests.service import Service, database
from tests.upstream import Upstream, Video


@pytest.mark.parametrize("itag", [140, 160])
def test_what_an_item_of_another_database_left_is_not_taken_for_ours(
    tmp_path: Path, upstream: Upstream, itag: int
) -> None:
    video = Video("anotherOne1", "Another", 2.0, h264=(144,), opus=False, combined=False)
    upstream.add(video)
    with database() as environment, Service(tmp_path, upstream, **environment) as service:
        folder = tmp_path / "data" / "work" / "1"
        folder.mkdir(parents=True)
        (folder / f"video.f{itag}.fetched").write_bytes(b"of another video")

        assert service.finished(service.download(video.id))["status"] == "completed"
        assert query(service, "SELECT id, attempts FROM jobs_jobitem") == [(1, 0)]
