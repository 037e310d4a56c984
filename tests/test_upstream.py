"""The stand-in platforms do what tests rely on: yt-dlp, unchanged, takes them for the real ones."""

import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg
import pytest
import requests
import yt_dlp

from tests.upstream import Behaviour, Kind, Playlist, Upstream, Video, entry_of
from tests.upstream.__main__ import default_recordings
from tests.upstream.media import Container, Media, MediaStore, SoundCodec
from tests.upstream.youtube import samples

SMALL = Video("smallVideo1", "Small", 3.0, h264=(144,), opus=False, combined=False, picture_bytes=400_000)
RECORDINGS = default_recordings()
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


class Listener:
    """What yt-dlp says."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def debug(self, _message: str) -> None:
        """Progress is of no interest."""

    def warning(self, message: str) -> None:
        self.warnings.append(message)

    def error(self, _message: str) -> None:
        """It is raised as well."""


@pytest.fixture(scope="session")
def kept_media(pytestconfig: pytest.Config) -> Path:
    """A folder that outlives the run, so that nothing is encoded twice."""
    assert pytestconfig.cache
    return Path(pytestconfig.cache.mkdir("upstream"))


@pytest.fixture
def upstream(kept_media: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    with Upstream(kept_media) as upstream:
        upstream.add(SMALL)
        monkeypatch.setenv("SSL_CERT_FILE", str(upstream.ca_bundle))
        yield upstream


@pytest.fixture
def client(upstream: Upstream) -> Iterator[requests.Session]:
    with client_of(upstream) as session:
        yield session


def client_of(upstream: Upstream) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.proxies = {"https": upstream.proxy_url}
    session.verify = str(upstream.ca_bundle)
    return session


def extract(upstream: Upstream, url: str, *, download: bool = False, **options: Any) -> dict[str, Any]:
    """The result of yt-dlp; `warnings` are what it complained of."""
    listener = Listener()
    fixed = {
        "proxy": upstream.proxy_url,
        "compat_opts": ["no-certifi"],
        "logger": listener,
        "noprogress": True,
        "ffmpeg_location": FFMPEG,
        "retries": 0,
        "cachedir": False,
    }
    with yt_dlp.YoutubeDL(fixed | options) as downloader:
        information: dict[str, Any] = downloader.extract_info(url, download=download)
    return {**information, "warnings": listener.warnings}


def watch(video: Video) -> str:
    return f"https://www.youtube.com/watch?v={video.id}"


def media_url(upstream: Upstream, video: Video = SMALL, itag: str = "160") -> str:
    """A fresh address of one file, asked for as yt-dlp does."""
    answer = ask_player(upstream, video.id)
    forms = answer["streamingData"]["adaptiveFormats"] + answer["streamingData"]["formats"]
    return next(str(form["url"]) for form in forms if str(form["itag"]) == itag)


def ask_player(upstream: Upstream, video_id: str) -> dict[str, Any]:
    question = {"videoId": video_id, "context": {"client": {"clientName": "VISIONOS"}}}
    with client_of(upstream) as session:
        answer = session.post("https://www.youtube.com/youtubei/v1/player", json=question)
    document: dict[str, Any] = answer.json()
    return document


# Videos


def test_a_video_is_downloaded_merged_and_plays_in_full(upstream: Upstream, tmp_path: Path) -> None:
    options = {"format": "bv[height<=360][ext=mp4]+ba[ext=m4a]", "outtmpl": str(tmp_path / "%(id)s.%(ext)s")}
    information = extract(upstream, watch(samples.ORDINARY), download=True, **options)

    with av.open(information["requested_downloads"][0]["filepath"]) as container:
        assert container.duration is not None
        assert container.duration / 1_000_000 == pytest.approx(20, abs=0.1)
        assert [stream.codec_context.name for stream in container.streams] == ["h264", "aac"]
        assert container.streams.video[0].height == 360
        frames = sum(1 for _ in container.decode(video=0))
    assert frames == information["fps"] * 20
    assert information["warnings"] == []
    assert upstream.unexpected == []


@pytest.mark.parametrize(
    ("video", "codecs", "heights"),
    [
        (samples.ORDINARY, {"avc1", "vp9", "mp4a", "opus"}, {144, 240, 360, 480, 720, 1080, 1440, 2160}),
        (samples.COMBINED_ONLY, {"avc1", "mp4a"}, {360}),
        (samples.WEBM_ONLY, {"vp9", "opus"}, {144, 360, 720}),
        (samples.SILENT, {"avc1"}, {144, 240, 360, 480, 720, 1080}),
        (samples.SOUND_ONLY, {"mp4a", "opus"}, set()),
        (samples.AV1, {"avc1", "av01", "mp4a", "opus"}, {144, 240, 360, 480, 720, 1080}),
        (samples.HDR, {"avc1", "vp9", "vp09", "mp4a", "opus"}, {144, 240, 360, 480, 720, 1080}),
        (samples.HLS_ONLY, {"avc1", "mp4a"}, {360, 720}),
        (samples.VERTICAL, {"avc1", "mp4a", "opus"}, {256, 426, 640, 854, 1280, 1920}),
    ],
    ids=lambda value: value.id if isinstance(value, Video) else "",
)
def test_a_video_has_its_formats_and_no_others(
    upstream: Upstream, video: Video, codecs: set[str], heights: set[int]
) -> None:
    information = extract(upstream, watch(video))
    names = [form[kind] for form in information["formats"] for kind in ("vcodec", "acodec")]

    assert {name.split(".")[0] for name in names} - {"none"} == codecs
    assert {form["height"] for form in information["formats"] if form.get("height")} == heights
    assert information["warnings"] == []
    assert upstream.unexpected == []


@pytest.mark.parametrize(
    "video",
    [samples.PERSIAN, samples.SIGNS, samples.LONG_TITLE, samples.HTML_TITLE, samples.DASH_FIRST],
    ids=lambda video: video.id,
)
def test_titles_arrive_unchanged(upstream: Upstream, video: Video) -> None:
    information = extract(upstream, watch(video))
    assert (information["title"], information["channel"]) == (video.title, video.channel)


def test_the_original_language_is_marked_and_preferred(upstream: Upstream) -> None:
    information = extract(upstream, watch(samples.LANGUAGES), format="ba")
    assert information["language"] == "en"
    assert {form["language"] for form in information["formats"] if form["vcodec"] == "none"} == {
        "de",
        "en",
        "fa",
    }


def test_hdr_is_told_and_real(upstream: Upstream, client: requests.Session) -> None:
    information = extract(upstream, watch(samples.HDR), format="334/332")
    assert information["dynamic_range"] == "HDR10"
    with av.open(io.BytesIO(client.get(information["url"]).content), "r") as container:
        assert container.streams.video[0].pix_fmt == "yuv420p10le"


def test_chapters_and_both_kinds_of_captions_are_told(upstream: Upstream) -> None:
    chapters = extract(upstream, watch(samples.CHAPTERS))["chapters"]
    assert [(each["start_time"], each["title"]) for each in chapters] == [
        (0, "Opening"),
        (10, "Morning"),
        (30, "Noon"),
        (50, "Evening & night"),
    ]
    captioned = extract(upstream, watch(samples.CAPTIONED))
    assert set(captioned["subtitles"]) == {"en", "fa"}
    assert {"en", "en-orig", "de"} <= set(captioned["automatic_captions"])


def test_captions_come_in_each_format(upstream: Upstream, client: requests.Session) -> None:
    tracks = extract(upstream, watch(samples.CAPTIONED))["subtitles"]["fa"]
    texts = {track["ext"]: client.get(track["url"]).text for track in tracks}
    assert texts["vtt"].startswith("WEBVTT")
    assert json.loads(texts["json3"])["events"][0]["segs"][0]["utf8"] == "Line 1 written in fa"
    assert all("Line 6 written in fa" in text for text in texts.values())


@pytest.mark.parametrize(
    ("video", "message"),
    [
        (samples.AGE_RESTRICTED, "Sign in to confirm your age"),
        (samples.PRIVATE, "This video is private"),
        (samples.MEMBERS_ONLY, "Join this channel to get access to members-only content"),
        (samples.GEO_BLOCKED, "The uploader has not made this video available in your country"),
        (samples.GEO_BLOCKED_ON_WEB, "This video is available in Germany, France"),
        (samples.DELETED, "This video has been removed by the uploader"),
        (samples.NEVER_EXISTED, "This video is unavailable"),
        (samples.BOT_CHECKED, "Sign in to confirm you’re not a bot"),
        (samples.UPCOMING, "This live event will begin in 3 hours"),
        (Video("unknownId01", "Not in the catalogue"), "This video is unavailable"),
    ],
    ids=lambda value: value.id if isinstance(value, Video) else "",
)
def test_what_cannot_be_played_says_why(upstream: Upstream, video: Video, message: str) -> None:
    with pytest.raises(yt_dlp.utils.DownloadError, match=message):
        extract(upstream, watch(video))
    assert upstream.unexpected == []


@pytest.mark.parametrize(
    ("video", "status"),
    [(samples.LIVE_NOW, "is_live"), (samples.UPCOMING, "is_upcoming"), (samples.WAS_LIVE, "was_live")],
    ids=["now", "upcoming", "finished"],
)
def test_a_broadcast_tells_its_state(upstream: Upstream, video: Video, status: str) -> None:
    assert extract(upstream, watch(video), ignore_no_formats_error=True)["live_status"] == status


def test_a_stream_in_segments_is_downloaded(upstream: Upstream, tmp_path: Path) -> None:
    options = {"format": "worst", "outtmpl": str(tmp_path / "%(id)s.%(ext)s")}
    information = extract(upstream, watch(samples.HLS_ONLY), download=True, **options)
    with av.open(information["requested_downloads"][0]["filepath"]) as container:
        assert container.duration is not None
        assert container.duration / 1_000_000 == pytest.approx(20, abs=0.2)
    assert upstream.unexpected == []


@pytest.mark.parametrize("name", ["vi/smallVideo1/maxresdefault.jpg", "vi_webp/smallVideo1/hqdefault.webp"])
def test_images_are_real(client: requests.Session, name: str) -> None:
    answer = client.get(f"https://i.ytimg.com/{name}")
    with av.open(io.BytesIO(answer.content), "r") as image:
        assert image.streams.video[0].width in (1280, 480)


def test_a_test_adds_its_own_video_with_given_sizes(upstream: Upstream, client: requests.Session) -> None:
    upstream.add(Video("ownVideo001", "Own", 5.0, picture_bytes=12_000_000, sound_bytes=3_000_000))
    sizes = {
        itag: int(client.head(media_url(upstream, Video("ownVideo001", ""), itag)).headers["Content-Length"])
        for itag in ("137", "140", "251", "18")
    }
    assert sizes == {"137": 12_000_000, "140": 3_000_000, "251": 3_000_000, "18": 15_000_000}


# Playlists


@pytest.mark.parametrize(
    ("playlist", "count"),
    [
        (samples.THREE, 3),
        (samples.WITH_GAPS, 5),
        (samples.TWO_PAGES, 200),
        (samples.EMPTY_PLAYLIST, 0),
        (samples.CHANNEL, 5),
    ],
    ids=lambda value: value.id if isinstance(value, Playlist) else "",
)
def test_a_playlist_lists_its_entries(upstream: Upstream, playlist: Playlist, count: int) -> None:
    path = f"{playlist.id}/videos" if playlist.is_channel else f"playlist?list={playlist.id}"
    information = extract(upstream, f"https://www.youtube.com/{path}", extract_flat="in_playlist")
    entries = list(information["entries"])

    assert len(entries) == count
    assert [entry["id"] for entry in entries] == [entry.video_id for entry in playlist.entries]
    assert information["title"].startswith(playlist.title)
    assert information["warnings"] == []
    assert upstream.unexpected == []


def test_a_playlist_of_five_thousand_is_listed_over_fifty_pages(upstream: Upstream) -> None:
    url = f"https://www.youtube.com/playlist?list={samples.FIVE_THOUSAND.id}"
    options: dict[str, Any] = {
        "extract_flat": "in_playlist",
        "playlist_items": "1,4999:5001",
        "lazy_playlist": True,
    }
    entries = list(extract(upstream, url, **options)["entries"])
    assert [entry["title"] for entry in entries] == [f"Numbered video {number}" for number in (1, 4999, 5000)]
    assert (
        len([request for request in upstream.seen(Kind.PLAYLIST) if request.json.get("continuation")]) == 49
    )


def test_private_and_deleted_entries_are_listed_without_their_length(upstream: Upstream) -> None:
    url = f"https://www.youtube.com/playlist?list={samples.WITH_GAPS.id}"
    entries = list(extract(upstream, url, extract_flat="in_playlist")["entries"])
    assert [(entry["title"], entry["duration"]) for entry in entries if not entry["duration"]] == [
        ("[Private video]", None),
        ("[Deleted video]", None),
    ]


def test_a_video_of_a_playlist_leads_to_the_playlist(upstream: Upstream) -> None:
    url = f"{watch(samples.ORDINARY)}&list={samples.THREE.id}"
    assert extract(upstream, url, extract_flat="in_playlist")["id"] == samples.THREE.id
    assert extract(upstream, url, noplaylist=True)["id"] == samples.ORDINARY.id


def test_a_missing_playlist_says_so(upstream: Upstream) -> None:
    with pytest.raises(yt_dlp.utils.DownloadError, match="The playlist does not exist"):
        extract(upstream, "https://www.youtube.com/playlist?list=PLnowhere_to_be_found")


def test_a_test_adds_its_own_playlist(upstream: Upstream) -> None:
    upstream.add(Playlist("PLown_playlist", "Own", (entry_of(SMALL), entry_of(SMALL))))
    url = "https://www.youtube.com/playlist?list=PLown_playlist"
    assert len(list(extract(upstream, url, extract_flat="in_playlist")["entries"])) == 2


# Media


@pytest.mark.parametrize(
    ("header", "status", "span"),
    [
        (None, 200, (0, 400_000)),
        ("bytes=0-99", 206, (0, 100)),
        ("bytes=399990-", 206, (399_990, 400_000)),
        ("bytes=399990-999999", 206, (399_990, 400_000)),
        ("bytes=-10", 206, (399_990, 400_000)),
        ("bytes=400000-", 416, (0, 0)),
    ],
)
def test_a_range_header_is_honoured(
    upstream: Upstream, client: requests.Session, header: str | None, status: int, span: tuple[int, int]
) -> None:
    whole = client.get(media_url(upstream)).content
    answer = client.get(media_url(upstream), headers={"Range": header} if header else {})
    assert (answer.status_code, answer.content) == (status, whole[slice(*span)])
    if status == 206:
        assert answer.headers["Content-Range"] == f"bytes {span[0]}-{span[1] - 1}/400000"


def test_a_range_parameter_is_honoured_though_it_ends_past_the_file(
    upstream: Upstream, client: requests.Session
) -> None:
    url = media_url(upstream)
    answer = client.get(f"{url}&range=399000-400000")
    assert (answer.status_code, answer.content) == (200, client.get(url).content[399_000:])


def test_an_address_whose_time_is_over_is_refused(upstream: Upstream, client: requests.Session) -> None:
    url = media_url(upstream).replace("expire=", "expire=1000000000&was=")
    assert client.get(url).status_code == 403


def test_media_that_cannot_be_so_small_is_refused_by_the_store(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too large for 100"):
        MediaStore(tmp_path).path(Media(Container.WEBM, 1.0, 100, sound=SoundCodec.OPUS))


def test_two_stores_may_make_the_same_media_at_once(tmp_path: Path) -> None:
    media = Media(Container.MP4, 1.0, 1_000_000, sound=SoundCodec.AAC)
    threads = [threading.Thread(target=MediaStore(tmp_path).path, args=(media,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / media.file_name).stat().st_size == 1_000_000
    assert not list(tmp_path.glob("making-*"))


# Misbehaviour


def test_each_connection_has_a_rate_of_its_own(upstream: Upstream) -> None:
    upstream.rate_bytes_per_second = 400_000
    url = media_url(upstream)
    started = time.monotonic()
    threads = [threading.Thread(target=lambda: client_of(upstream).get(url).close()) for _ in range(3)]
    for thread in threads:
        thread.start()
    upstream.wait_for(lambda: upstream.open_transfers == 3)
    for thread in threads:
        thread.join()
    assert 0.7 < time.monotonic() - started < 2


def test_the_rate_may_change_on_the_way(upstream: Upstream) -> None:
    upstream.rate_bytes_per_second = 10_000
    thread = threading.Thread(target=lambda: client_of(upstream).get(media_url(upstream)).close())
    thread.start()
    upstream.wait_for(lambda: upstream.total_media_bytes_sent > 0)
    assert upstream.open_transfers == 1
    upstream.rate_bytes_per_second = None
    upstream.wait_for(lambda: upstream.total_media_bytes_sent == 400_000, 2)
    upstream.wait_for(lambda: upstream.open_transfers == 0, 2)
    thread.join()


def test_answers_may_take_their_time(upstream: Upstream) -> None:
    upstream.latency_seconds = 0.2
    started = time.monotonic()
    ask_player(upstream, SMALL.id)
    assert time.monotonic() - started >= 0.2


def test_a_connection_is_cut_in_the_middle(upstream: Upstream, client: requests.Session) -> None:
    upstream.misbehave(Behaviour(cut_after_bytes=150_000), kind=Kind.MEDIA, times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="150000 bytes read, 250000 more"):
        client.get(media_url(upstream))
    assert len(client.get(media_url(upstream)).content) == 400_000


def test_a_stall_lasts_until_the_client_leaves(upstream: Upstream, client: requests.Session) -> None:
    upstream.misbehave(Behaviour(stall_after_bytes=1000), kind=Kind.MEDIA, video_id=SMALL.id)
    with (
        client.get(media_url(upstream), stream=True, timeout=0.3) as answer,
        pytest.raises(requests.exceptions.ConnectionError, match="timed out"),
    ):
        assert len(answer.content) == 400_000
    assert upstream.seen(Kind.MEDIA)[0].bytes_sent == 1000
    upstream.wait_for(lambda: upstream.open_transfers == 0)


def test_closing_ends_a_stall(kept_media: Path) -> None:
    with Upstream(kept_media) as upstream, client_of(upstream) as client:
        upstream.add(SMALL)
        upstream.misbehave(Behaviour(stall_after_bytes=1000))
        with client.get("https://www.youtube.com/watch?v=smallVideo1", stream=True):
            started = time.monotonic()
            upstream.__exit__(None, None, None)
    assert time.monotonic() - started < 2


def test_expired_addresses_are_refused_and_new_ones_work(
    upstream: Upstream, client: requests.Session
) -> None:
    old = media_url(upstream)
    upstream.expire_media_urls()
    assert client.get(old).status_code == 403
    assert client.get(media_url(upstream)).status_code == 200


def test_a_status_is_given_as_often_as_asked(upstream: Upstream, client: requests.Session) -> None:
    upstream.misbehave(Behaviour(status=429, retry_after_seconds=7), kind=Kind.PAGE, times=2)
    answers = [client.get(watch(SMALL)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "7"


def test_a_misbehaviour_is_for_its_kind_and_video_and_can_be_forgiven(
    upstream: Upstream, client: requests.Session
) -> None:
    rule = upstream.misbehave(Behaviour(status=500), kind=Kind.MEDIA, video_id=SMALL.id)
    assert client.get(media_url(upstream)).status_code == 500
    assert client.head(media_url(upstream, samples.VERY_SHORT)).status_code == 200
    upstream.forgive(rule)
    assert client.head(media_url(upstream)).status_code == 200


def test_a_file_may_be_shorter_than_promised(upstream: Upstream, client: requests.Session) -> None:
    upstream.misbehave(Behaviour(truncate_to_bytes=300_000), kind=Kind.MEDIA)
    assert len(client.get(media_url(upstream)).content) == 300_000
    assert client.get(media_url(upstream), headers={"Range": "bytes=300000-"}).status_code == 416


def test_media_may_play_shorter_than_promised(upstream: Upstream, client: requests.Session) -> None:
    upstream.misbehave(Behaviour(shorten_to_seconds=1.5), kind=Kind.MEDIA)
    content = client.get(media_url(upstream)).content
    with av.open(io.BytesIO(content), "r") as container:
        assert container.duration == 1_500_000
    assert len(content) == 400_000


def test_a_range_may_be_ignored(upstream: Upstream, client: requests.Session) -> None:
    upstream.misbehave(Behaviour(ignore_range=True), kind=Kind.MEDIA)
    answer = client.get(media_url(upstream), headers={"Range": "bytes=1000-"})
    assert (answer.status_code, len(answer.content)) == (200, 400_000)


def test_media_may_be_redirected_elsewhere(upstream: Upstream, client: requests.Session) -> None:
    upstream.misbehave(Behaviour(redirect_to="https://127.0.0.1/secret"), kind=Kind.MEDIA)
    answer = client.get(media_url(upstream), allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://127.0.0.1/secret")


def test_a_bot_check_can_be_asked_for_any_video(upstream: Upstream) -> None:
    upstream.misbehave(Behaviour(bot_check=True), kind=Kind.PLAYER, video_id=SMALL.id)
    with pytest.raises(yt_dlp.utils.DownloadError, match="not a bot"):
        extract(upstream, watch(SMALL))


# The record


def test_a_host_or_path_that_nobody_foresaw_is_refused_and_recorded(
    upstream: Upstream, client: requests.Session
) -> None:
    assert client.get("https://www.youtube.com/account").status_code == 404
    with pytest.raises(requests.exceptions.ProxyError, match="502"):
        client.get("https://example.org/")
    assert [(request.host, request.path, request.status) for request in upstream.unexpected] == [
        ("www.youtube.com", "/account", 404),
        ("example.org", "", 502),
    ]


def test_the_record_tells_what_was_asked_on_which_connection(
    upstream: Upstream, client: requests.Session
) -> None:
    url = media_url(upstream)
    for _ in range(2):
        client.get(url, headers={"Range": "bytes=0-99"})
    first, second = upstream.seen(Kind.MEDIA, SMALL.id)
    assert first.connection == second.connection
    assert (first.method, first.path, first.range) == ("GET", "/videoplayback", "bytes=0-99")
    assert (first.query["itag"], first.status, first.bytes_sent, first.finished) == ("160", 206, 100, True)


def test_waiting_for_what_does_not_come_ends(upstream: Upstream) -> None:
    with pytest.raises(TimeoutError, match="0 requests"):
        upstream.wait_for(lambda: False, 0.05)


def test_it_runs_alone(kept_media: Path) -> None:
    command = [sys.executable, "-m", "tests.upstream", "--directory", str(kept_media), "--rate", "1e6"]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=os.environ) as process:
        assert process.stdout
        proxy = process.stdout.readline().split()[-1]
        bundle = process.stdout.readline().split()[-2:]
        with requests.Session() as session:
            session.trust_env = False
            url = watch(samples.ORDINARY)
            assert session.get(url, proxies={"https": proxy}, verify=bundle[-1]).status_code == 200
        process.terminate()
        assert watch(samples.ORDINARY) in process.stdout.read()


# Recordings


@pytest.mark.skipif(RECORDINGS is None, reason="no recordings: set UPSTREAM_RECORDINGS")
def test_recordings_are_played_back(kept_media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Upstream(kept_media, RECORDINGS) as upstream:
        monkeypatch.setenv("SSL_CERT_FILE", str(upstream.ca_bundle))
        recordings = upstream.youtube.recordings
        assert recordings
        for video_id in recordings.video_ids():
            url = f"https://www.youtube.com/watch?v={video_id}"
            information = extract(upstream, url, ignore_no_formats_error=True)
            assert information["id"] == video_id
        for playlist_id in recordings.playlist_ids():
            url = f"https://www.youtube.com/playlist?list={playlist_id}"
            information = extract(upstream, url, extract_flat="in_playlist")
            assert len(list(information["entries"])) == information["playlist_count"]
        assert upstream.unexpected == []


@pytest.mark.skipif(RECORDINGS is None, reason="no recordings: set UPSTREAM_RECORDINGS")
def test_the_media_of_a_recording_has_the_promised_size_and_length(
    kept_media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Upstream(kept_media, RECORDINGS) as upstream, client_of(upstream) as client:
        monkeypatch.setenv("SSL_CERT_FILE", str(upstream.ca_bundle))
        recordings = upstream.youtube.recordings
        assert recordings
        for video_id in recordings.video_ids():
            form = smallest_format(recordings.player(video_id, "VISIONOS") or {})
            if form:
                content = client.get(form["url"]).content
                with av.open(io.BytesIO(content), "r") as container:
                    assert container.duration is not None
                    seconds = container.duration / 1_000_000
                assert len(content) == int(form["contentLength"])
                assert seconds == pytest.approx(int(form["approxDurationMs"]) / 1000, abs=0.15)


def smallest_format(answer: dict[str, Any]) -> dict[str, Any] | None:
    forms = answer.get("streamingData", {}).get("adaptiveFormats", [])
    sized = [form for form in forms if "contentLength" in form]
    return min(sized, key=lambda form: int(form["contentLength"]), default=None)
