"""A download that died when its file was made already takes what is there."""

from pathlib import Path

import av
import pytest
from pytest_django import Settings

from jobs.providers import DownloadContext, ItemRequest
from tests.conftest import put_in_front_of
from tests.upstream import Kind, Upstream
from youtube.provider import YouTube


def download(folder: Path, video_id: str, **wish: str) -> Path:
    """One attempt, in a folder that may have what an earlier one left."""
    context = DownloadContext(folder, progress=lambda _: None, announce_title=lambda _: None)
    item = ItemRequest(f"https://www.youtube.com/watch?v={video_id}", wish)
    (product,) = YouTube().download(item, context)
    return product.path


@pytest.mark.django_db
@pytest.mark.parametrize(("video_id", "quality"), [("ordinaryVid", "144p"), ("combined001", "best")])
def test_a_finished_file_is_neither_fetched_nor_lost(
    upstream: Upstream, settings: Settings, tmp_path: Path, video_id: str, quality: str
) -> None:
    put_in_front_of(upstream, settings)
    first = download(tmp_path, video_id, quality=quality)
    asked = len(upstream.seen(Kind.MEDIA))

    second = download(tmp_path, video_id, quality=quality)

    assert second == first
    assert len(upstream.seen(Kind.MEDIA)) == asked
    with av.open(str(second)) as container:
        assert container.metadata["title"]
        assert {stream.type for stream in container.streams} == {"video", "audio"}
