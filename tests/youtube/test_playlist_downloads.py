"""Playlists and batches downloaded for real, by the running service."""

from tests.service import Service, eventually
from tests.upstream import Kind, Playlist, Upstream, Video, entry_of
from tests.upstream.youtube import samples


def small(video_id: str, title: str) -> Video:
    """A video that takes no time."""
    return Video(video_id, title, 2.0, h264=(144,), opus=False, combined=False)


def playlist_of(*videos: Video, id: str) -> Playlist:  # noqa: A002 - YouTube's word
    """A playlist of these videos."""
    return Playlist(id, "A few", entries=tuple(entry_of(video) for video in videos))


def ask(service: Service, path: str, **body: object) -> str:
    """POST to a download endpoint; the job's id."""
    answer = service.post(f"/download/{path}", body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


def test_all_of_a_playlist_arrives(shared_service: Service, shared_upstream: Upstream) -> None:
    videos = [small(f"ofAPlaylst{number}", f"Part {number}") for number in range(3)]
    shared_upstream.add(*videos, playlist_of(*videos, id="PLall_of_these"))

    job = ask(shared_service, "playlist/all", url="https://www.youtube.com/playlist?list=PLall_of_these")
    status = shared_service.finished(job)

    assert (status["status"], status["title"], status["type"]) == ("completed", "A few", "playlist")
    assert (status["total_items"], status["completed_count"], status["files_count"]) == (3, 3, 3)
    assert [item["title"] for item in status["items"]] == ["Part 0", "Part 1", "Part 2"]


def test_entries_that_cannot_be_had_fail_alone_with_their_own_codes(shared_service: Service) -> None:
    link = f"https://www.youtube.com/playlist?list={samples.WITH_GAPS.id}"
    status = shared_service.finished(ask(shared_service, "playlist/all", url=link, quality="144p"))

    assert status["status"] == "completed"
    codes = {item["error_code"] for item in status["items"] if item["status"] == "failed"}
    assert codes == {"private", "not_found"}
    assert status["completed_count"] + len(status["errors"]) == status["total_items"] == 5


def test_a_selection_keeps_its_order_and_an_index_beyond_the_end_fails_alone(
    shared_service: Service, shared_upstream: Upstream
) -> None:
    videos = [small(f"selectable{number}", f"Chosen {number}") for number in range(4)]
    shared_upstream.add(*videos, playlist_of(*videos, id="PLselect_some"))

    job = ask(
        shared_service,
        "playlist/select",
        url="https://www.youtube.com/playlist?list=PLselect_some",
        video_indices=[3, 99, 1],
    )
    status = shared_service.finished(job)

    assert status["status"] == "completed"
    assert [item["title"] for item in status["items"]] == ["Chosen 3", None, "Chosen 1"]
    assert [item["error_code"] for item in status["items"]] == [None, "not_found", None]
    assert not shared_upstream.seen(Kind.MEDIA, "selectable0")


def test_a_playlist_that_does_not_exist_is_the_jobs_error(shared_service: Service) -> None:
    job = ask(
        shared_service, "playlist/all", url="https://www.youtube.com/playlist?list=PLnever_existed_at_all"
    )
    status = shared_service.finished(job)
    assert (status["status"], status["error_code"]) == ("failed", "not_found")
    assert status["error"]


def test_an_empty_playlist_has_nothing_to_download(shared_service: Service) -> None:
    link = f"https://www.youtube.com/playlist?list={samples.EMPTY_PLAYLIST.id}"
    status = shared_service.finished(ask(shared_service, "playlist/all", url=link))
    assert (status["status"], status["error_code"]) == ("failed", "not_found")


def test_five_thousand_entries_are_paged_and_can_be_cancelled_in_the_middle(
    shared_service: Service, shared_upstream: Upstream
) -> None:
    link = f"https://www.youtube.com/playlist?list={samples.FIVE_THOUSAND.id}"
    job = ask(shared_service, "playlist/all", url=link, quality="144p")
    eventually(lambda: shared_service.status(job)["total_items"] == 5000)

    answer = shared_service.get(f"/status/{job}?items_skip=4990&items_limit=500")
    assert [item["index"] for item in answer.json()["items"]] == list(range(4990, 5000))
    assert len(shared_service.get(f"/status/{job}").content) < 50_000

    assert shared_service.post(f"/jobs/{job}/cancel").status_code == 200
    status = shared_service.status(job)
    assert status["status"] == "cancelled"
    eventually(lambda: shared_upstream.open_transfers == 0)
    shared_service.delete(f"/jobs/{job}")


def test_a_batch_runs_its_items_side_by_side(service: Service, upstream: Upstream) -> None:
    videos = [small(f"sideBySide{number}", f"Beside {number}") for number in range(4)]
    upstream.add(*videos)
    upstream.rate_bytes_per_second = 20_000
    job = ask(service, "batch", urls=[f"https://youtu.be/{video.id}" for video in videos])
    eventually(lambda: sum(item["status"] == "processing" for item in service.status(job)["items"]) == 4)
    upstream.rate_bytes_per_second = None
    status = service.finished(job)
    assert (status["completed_count"], status["files_count"]) == (4, 4)
