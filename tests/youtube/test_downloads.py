"""Downloads from the request to the file: each wish, each kind of video, through the running service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import av
import mutagen
import pytest
from av.stream import Disposition

from tests.service import Service
from tests.upstream import Behaviour, Kind, Upstream, Video
from tests.upstream.__main__ import default_recordings

ORDINARY = "ordinaryVid"
MP4 = "mov,mp4,m4a,3gp,3g2,mj2"
# Why a video can be out of reach for good.
REASONS = {"private", "login_required", "members_only", "geo_restricted", "not_found", "live_stream"}


@dataclass(frozen=True)
class Media:
    """What is in a file: its container, the codecs of its streams without covers, and its tags."""

    container: str
    codecs: Sequence[str]
    size: tuple[int, int] | None
    seconds: float
    languages: Sequence[str | None]
    chapters: Sequence[str]
    title: str | None
    covers: int


def read(path: Path) -> Media:
    """What is really in a file."""
    with av.open(str(path)) as file:
        streams = [*file.streams.video, *file.streams.audio]
        media = sorted(
            (each for each in streams if not each.disposition & Disposition.attached_pic),
            key=lambda each: each.index,
        )
        pictures = [each for each in file.streams.video if each in media]
        return Media(
            container=file.format.name,
            codecs=[each.codec_context.name for each in media],
            size=(pictures[0].width, pictures[0].height) if pictures else None,
            seconds=(file.duration or 0) / av.time_base,
            languages=[each.metadata.get("language") for each in media],
            chapters=[str(chapter["metadata"].get("title")) for chapter in file.chapters()],
            title=file.metadata.get("title"),
            covers=len(streams) - len(media),
        )


def completed(service: Service, video_id: str, **wish: str) -> dict[str, Any]:
    """The status of a download, once it has succeeded."""
    status = service.finished(service.download(video_id, **wish))
    assert (status["status"], status["error"], status["progress"]) == ("completed", None, 100), status
    return status


def downloaded(service: Service, video_id: str, **wish: str) -> Media:
    """What is in the one file of a download."""
    status = completed(service, video_id, **wish)
    assert len(status["files"]) == 1
    return read(service.fetch(status))


def refusal(service: Service, video_id: str, **wish: str) -> str:
    """The code of a download that fails and leaves no file."""
    status = service.finished(service.download(video_id, **wish))
    assert (status["status"], status["files"]) == ("failed", []), status
    return str(status["error_code"])


# --- qualities -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quality", "size"),
    [
        ("worst", (256, 144)),
        ("144p", (256, 144)),
        ("240p", (426, 240)),
        ("360p", (640, 360)),
        ("480p", (854, 480)),
        ("720p", (1280, 720)),
        ("1080p", (1920, 1080)),
    ],
)
def test_up_to_1080p_it_is_an_mp4_for_any_phone(
    shared_service: Service, quality: str, size: tuple[int, int]
) -> None:
    media = downloaded(shared_service, ORDINARY, quality=quality)

    assert (media.container, media.codecs, media.size) == (MP4, ["h264", "aac"], size)


@pytest.mark.parametrize(
    ("quality", "size"), [("1440p", (2560, 1440)), ("4k", (3840, 2160)), ("best", (3840, 2160))]
)
def test_above_1080p_it_is_an_mp4_too(shared_service: Service, quality: str, size: tuple[int, int]) -> None:
    media = downloaded(shared_service, ORDINARY, quality=quality)

    assert (media.container, media.codecs, media.size) == (MP4, ["vp9", "aac"], size)


def test_the_status_tells_what_was_delivered(shared_service: Service) -> None:
    status = completed(shared_service, "veryShort01", quality="4k")

    file = status["files"][0]
    assert file["resolution"] == "1920x1080"
    assert file["content_type"] == "video/mp4"
    assert file["duration"] == pytest.approx(1, abs=0.1)
    assert file["size"] == shared_service.fetch(status).stat().st_size
    assert status["title"] == "Blink"


# --- formats ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format_id", "container", "codecs"),
    [
        ("18", "mp4", ["h264", "aac"]),
        ("136", "mp4", ["h264"]),
        ("140", "m4a", ["aac"]),
        ("251", "webm", ["opus"]),
        ("136+140", "mp4", ["h264", "aac"]),
        ("140+136", "mp4", ["aac", "h264"]),
        ("136+251", "mp4", ["h264", "opus"]),
        ("247+140", "mp4", ["vp9", "aac"]),
        ("247+251", "webm", ["vp9", "opus"]),
    ],
)
def test_a_format_id_gives_just_that_format(
    shared_service: Service, format_id: str, container: str, codecs: Sequence[str]
) -> None:
    status = completed(shared_service, ORDINARY, format_id=format_id, quality="144p")

    assert status["files"][0]["filename"].endswith(f".{container}")
    assert read(shared_service.fetch(status)).codecs == codecs


@pytest.mark.parametrize("format_id", ["nope", "136+nope", "140+251", "sb0"])
def test_a_format_that_the_video_does_not_have_is_named(shared_service: Service, format_id: str) -> None:
    job_id = shared_service.download(ORDINARY, format_id=format_id)

    status = shared_service.finished(job_id)
    assert status["error_code"] == "no_matching_format"
    assert f"“{format_id}”" in status["error"]


# --- sound -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audio_format", "extension", "codec"),
    [
        ("best", "opus", "opus"),
        ("mp3", "mp3", "mp3float"),
        ("m4a", "m4a", "aac"),
        ("opus", "opus", "opus"),
        ("flac", "flac", "flac"),
        ("wav", "wav", "pcm_s16le"),
    ],
)
def test_each_audio_format_is_delivered_whole_and_tagged(
    shared_service: Service, audio_format: str, extension: str, codec: str
) -> None:
    status = completed(shared_service, "persianVid1", type="audio", audio_format=audio_format)

    path = shared_service.fetch(status)
    media = read(path)
    assert path.suffix == f".{extension}"
    assert media.codecs == [codec]
    assert media.seconds == pytest.approx(20, abs=0.1)
    assert status["files"][0]["resolution"] is None
    assert tags(path) == {
        "title": ["گردش در بندر: نیم\u200cروزی کنار دریا"],
        "artist": ["تصویرهای نمونه"],
    }
    assert media.covers == (0 if extension == "wav" else 1)


def tags(path: Path) -> Mapping[str, Sequence[str]]:
    """Title and artist as a music player reads them."""
    file = mutagen.File(path, easy=True)
    if path.suffix == ".wav":  # mutagen reads ID3 of it, ffmpeg writes RIFF INFO
        with av.open(str(path)) as wav:
            return {name: [wav.metadata[name]] for name in ("title", "artist")}
    return {name: list(file.tags[name]) for name in ("title", "artist")}


def test_audio_only_is_a_quality_too(shared_service: Service) -> None:
    assert downloaded(shared_service, ORDINARY, quality="audio_only").codecs == ["opus"]


def test_both_are_two_files(shared_service: Service) -> None:
    status = completed(shared_service, ORDINARY, type="both", quality="360p", audio_format="mp3")

    assert status["files_count"] == 2
    first, second = (read(shared_service.fetch(status, index)) for index in range(2))
    assert (first.codecs, second.codecs) == (["h264", "aac"], ["mp3float"])


def test_only_what_is_delivered_is_fetched(shared_service: Service, shared_upstream: Upstream) -> None:
    before = len(shared_upstream.seen(Kind.MEDIA, "-dashFirst1"))

    downloaded(shared_service, "-dashFirst1", type="audio", format_id="137+140")

    fetched = shared_upstream.seen(Kind.MEDIA, "-dashFirst1")[before:]
    assert {request.query["itag"] for request in fetched} == {"140"}


def test_without_a_cover_there_is_still_the_sound(shared_service: Service, shared_upstream: Upstream) -> None:
    rule = shared_upstream.misbehave(Behaviour(status=404), kind=Kind.IMAGE, video_id="soundOnly01")

    media = downloaded(shared_service, "soundOnly01", type="audio")

    shared_upstream.forgive(rule)
    assert (media.codecs, media.covers) == (["opus"], 0)


def test_progress_is_that_of_all_files_together(shared_service: Service, shared_upstream: Upstream) -> None:
    video = Video("slowToCome1", "Slow", 3.0, h264=(144,), opus=False, combined=False)
    video = replace(video, picture_bytes=400_000, sound_bytes=200_000)
    shared_upstream.add(video)
    shared_upstream.misbehave(Behaviour(rate_bytes_per_second=250_000), kind=Kind.MEDIA, video_id=video.id)

    job_id = shared_service.download(video.id, type="both")
    seen: list[dict[str, Any]] = []
    while not seen or seen[-1]["status"] in ("pending", "processing"):
        seen.append(shared_service.status(job_id))

    told = [each for each in seen if each["total_bytes"]]
    assert {each["total_bytes"] for each in told} == {400_000 + 2 * 200_000}
    for name in ("progress", "downloaded_bytes"):
        values = [each[name] for each in seen]
        assert values == sorted(values)
        assert len(set(values)) > 3
    assert seen[-1]["progress"] == 100
    assert any(each["speed"] and each["eta"] for each in told)


# --- kinds of video --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("video_id", "container", "codecs", "size"),
    [
        ("veryShort01", "mp4", ["h264", "aac"], (1920, 1080)),
        ("verticalVid", "mp4", ["h264", "aac"], (1080, 1920)),
        ("combined001", "mp4", ["h264", "aac"], (640, 360)),
        ("webmOnly001", "webm", ["vp9", "opus"], (1280, 720)),
        ("noSound0001", "mp4", ["h264"], (1920, 1080)),
        ("hdrFormats1", "mp4", ["h264", "aac"], (1920, 1080)),
        ("av1Formats1", "mp4", ["h264", "aac"], (1920, 1080)),
        ("hlsOnlyVid1", "mp4", ["h264", "aac"], (1280, 720)),
        ("wasLive0001", "mp4", ["h264", "aac"], (1920, 1080)),
        ("unlistedVid", "mp4", ["h264", "aac"], (1920, 1080)),
    ],
)
def test_each_kind_of_video_is_delivered(
    shared_service: Service, video_id: str, container: str, codecs: Sequence[str], size: tuple[int, int]
) -> None:
    status = completed(shared_service, video_id)

    media = read(shared_service.fetch(status))
    assert status["files"][0]["filename"].endswith(f".{container}")
    assert (media.codecs, media.size) == (codecs, size)
    assert status["files"][0]["resolution"] == "{}x{}".format(*size)


def test_a_stream_in_segments_has_qualities_too(shared_service: Service) -> None:
    assert downloaded(shared_service, "hlsOnlyVid1", quality="480p").size == (640, 360)
    assert downloaded(shared_service, "hlsOnlyVid1", type="audio").codecs == ["aac"]


def test_hdr_is_delivered_where_it_is_asked_for(shared_service: Service) -> None:
    assert downloaded(shared_service, "hdrFormats1", format_id="335+140").codecs == ["vp9", "aac"]


@pytest.mark.parametrize("wish", [{}, {"type": "audio"}])
def test_of_several_languages_it_is_the_original(shared_service: Service, wish: Mapping[str, str]) -> None:
    assert downloaded(shared_service, "languages01", **wish).languages[-1] == "eng"


def test_a_video_carries_its_title_and_chapters(shared_service: Service) -> None:
    media = downloaded(shared_service, "chapters001", quality="144p")

    assert media.title == "In four parts"
    assert media.chapters == ["Opening", "Morning", "Noon", "Evening & night"]


@pytest.mark.parametrize(
    ("video_id", "wish"),
    [
        ("soundOnly01", {}),
        ("soundOnly01", {"type": "both"}),
        ("noSound0001", {"type": "audio"}),
        ("noSound0001", {"type": "both"}),
        ("noSound0001", {"quality": "audio_only"}),
        (ORDINARY, {"type": "audio", "format_id": "136"}),
    ],
)
def test_what_is_not_in_a_video_cannot_be_had_and_nothing_is_fetched(
    shared_service: Service, shared_upstream: Upstream, video_id: str, wish: Mapping[str, str]
) -> None:
    before = len(shared_upstream.seen(Kind.MEDIA, video_id))

    assert refusal(shared_service, video_id, **wish) == "wrong_media"
    assert len(shared_upstream.seen(Kind.MEDIA, video_id)) == before


# --- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("video_id", "name"),
    [
        ("persianVid1", "گردش در بندر نیم\u200cروزی کنار دریا.mp4"),
        ("signsTitle1", "🎬 a b c d 'e' f 1 100 👩\u200d👩\u200d👧.mp4"),
        ("longTitle01", ("Very long title " * 18)[:185] + ".mp4"),
        ("htmlTitle01", "script alert(1) script img src=x onerror=alert(2) &amp;.mp4"),
        ("-dashFirst1", "An id that looks like an option.mp4"),
    ],
)
def test_a_file_has_the_name_of_its_video_and_can_be_fetched_by_it(
    shared_service: Service, video_id: str, name: str
) -> None:
    status = completed(shared_service, video_id, quality="144p")

    filename = status["files"][0]["filename"]
    prefix, _, rest = filename.partition("_")
    assert (len(prefix), rest) == (8, name)
    assert len(filename.encode()) < 200
    assert read(shared_service.fetch(status)).codecs == ["h264", "aac"]


def test_half_an_emoji_in_a_title_does_no_harm(shared_service: Service, shared_upstream: Upstream) -> None:
    shared_upstream.add(Video("halfEmoji01", "cut \ud83c off\x00", 3.0, h264=(144,)))

    status = completed(shared_service, "halfEmoji01", type="both", audio_format="mp3")

    assert status["title"] == "cut \ufffd off\ufffd"


# --- what YouTube really says ----------------------------------------------------------------------


def recorded_ids() -> list[str]:
    """The videos in the folder of recordings, if there is one."""
    folder = default_recordings()
    return sorted({path.name.split(".")[0] for path in folder.glob("youtube/player/*")}) if folder else []


RECORDED = pytest.mark.parametrize(
    "video_id",
    recorded_ids() or [pytest.param("", marks=pytest.mark.skip(reason="there are no recordings here"))],
)


@RECORDED
def test_a_recorded_video_is_delivered_or_refused_for_a_reason(
    shared_service: Service, video_id: str
) -> None:
    status = shared_service.finished(shared_service.download(video_id, quality="360p"))

    if status["status"] == "failed":
        assert status["error_code"] in REASONS
        return
    media = read(shared_service.fetch(status))
    assert (media.container, media.codecs) == (MP4, ["h264", "aac"])
    assert media.size is not None
    assert min(media.size) <= 360
    assert media.title == status["title"]
