"""The stand-in Instagram does what tests rely on: instaloader and yt-dlp take it for the real one."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import av
import imageio_ffmpeg
import instaloader
import pytest
import requests
import yt_dlp
from instaloader.exceptions import (
    AbortDownloadException,
    BadResponseException,
    ConnectionException,
    LoginRequiredException,
    PrivateProfileNotFollowedException,
    ProfileNotExistsException,
    QueryReturnedBadRequestException,
    QueryReturnedForbiddenException,
)

from tests.conftest import MEDIA
from tests.upstream import Behaviour, Kind, Request, Upstream
from tests.upstream.__main__ import default_recordings
from tests.upstream.instagram import Clip, Photo, Post, Story, refusals, samples
from tests.upstream.instagram.accounts import Account, State
from tests.upstream.instagram.items import link_code
from tests.upstream.padding import pad_jpeg

RECORDINGS = default_recordings()
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
PUBLIC_POSTS = [post for post in samples.POSTS if post.visibility == "ordinary" and not post.owner.is_private]
DASH_NAMESPACE = {"mpd": "urn:mpeg:dash:schema:mpd:2011"}


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    with Upstream(MEDIA) as running:
        use(running, monkeypatch)
        yield running
        assert not running.unexpected


@pytest.fixture
def client(upstream: Upstream) -> Iterator[requests.Session]:
    """A plain browser that is not signed in; its way to the stand-in is in the environment."""
    with requests.Session() as session:
        assert upstream.port
        yield session


@pytest.fixture
def loader(upstream: Upstream) -> Iterator[instaloader.Instaloader]:
    with new_loader() as loader:
        assert upstream.port
        yield loader


def use(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead every client here to the stand-in."""
    monkeypatch.setenv("HTTPS_PROXY", upstream.proxy_url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(upstream.ca_bundle))
    monkeypatch.setenv("SSL_CERT_FILE", str(upstream.ca_bundle))


def new_loader(account: Account | None = None) -> instaloader.Instaloader:
    loader = instaloader.Instaloader(sleep=False, quiet=True, max_connection_attempts=1)
    if account:
        loader.load_session(account.username, account.cookies)
    return loader


def post_of(loader: instaloader.Instaloader, code: str) -> instaloader.Post:
    post: instaloader.Post = instaloader.Post.from_shortcode(loader.context, code)
    return post


def profile_of(loader: instaloader.Instaloader, username: str) -> instaloader.Profile:
    profile: instaloader.Profile = instaloader.Profile.from_username(loader.context, username)
    return profile


def extract(path: str, cookies: Path | None = None, **options: Any) -> dict[str, Any]:
    """The result of yt-dlp."""
    fixed: dict[str, Any] = {
        "compat_opts": ["no-certifi"],
        "quiet": True,
        "noprogress": True,
        "no_warnings": True,
        "ffmpeg_location": FFMPEG,
        "retries": 0,
        "cachedir": False,
        "cookiefile": str(cookies) if cookies else None,
    }
    download = "outtmpl" in options
    with yt_dlp.YoutubeDL(fixed | options) as downloader:
        information: dict[str, Any] = downloader.extract_info(
            f"https://www.instagram.com/{path}", download=download
        )
        return information


def cookie_file(folder: Path, account: Account) -> Path:
    """The account's cookies as a browser exports them."""
    path = folder / "cookies.txt"
    lines = [
        f".instagram.com\tTRUE\t/\tTRUE\t4102444800\t{name}\t{value}"
        for name, value in account.cookies.items()
    ]
    path.write_text("# Netscape HTTP Cookie File\n" + "\n".join(lines) + "\n")
    return path


def fetched_item(code: str, account: Account | None = None) -> dict[str, Any]:
    """The item as it comes, asked for as instaloader does."""
    with new_loader(account) as loader:
        variables = {"shortcode": code}
        answer = loader.context.doc_id_graphql_query("1", variables, web_api=account is None)
    item: dict[str, Any] = answer["data"]["xdt_api__v1__media__shortcode__web_info"]["items"][0]
    return item


def probe(content: bytes) -> tuple[float, list[str], int]:
    """Seconds to a tenth, codecs and height of a video."""
    with av.open(io.BytesIO(content), "r") as container:
        assert container.duration is not None
        codecs = [stream.codec_context.name for stream in container.streams]
        pictures = container.streams.video
        return round(container.duration / 1_000_000, 1), codecs, pictures[0].height if pictures else 0


# Posts


@pytest.mark.parametrize("sample", PUBLIC_POSTS, ids=lambda post: post.shortcode)
def test_instaloader_reads_every_public_post(loader: instaloader.Instaloader, sample: Post) -> None:
    post = post_of(loader, sample.shortcode)

    assert post.shortcode == sample.shortcode
    assert post.owner_username == sample.owner.username
    assert str(post.owner_id) == sample.owner.user_id
    assert post.caption == sample.caption
    assert post.likes == (sample.like_count or 0)
    assert post.mediacount == len(sample.media)
    assert post.get_is_videos() == [isinstance(medium, Clip) for medium in sample.media]
    assert post.date_utc.year == 2024


@pytest.mark.parametrize(
    ("post", "heights", "has_sound"),
    [
        (samples.VIDEO, {640, 480}, True),
        (samples.REEL, {1920, 1280, 854}, True),
        (samples.SILENT_REEL, {1280, 854}, False),
        (samples.DASH_REEL, {640, 854, 1280, 1920, None}, True),
        (samples.SILENT_DASH_REEL, {854, 1280}, False),
    ],
    ids=lambda value: value.shortcode if isinstance(value, Post) else "",
)
def test_yt_dlp_reads_every_video(
    upstream: Upstream, post: Post, heights: set[int | None], has_sound: bool
) -> None:
    information = extract(f"reel/{post.shortcode}")

    assert information["id"] == post.shortcode
    assert information["description"] == post.caption
    assert isinstance(post.media[0], Clip)
    assert information["duration"] == post.media[0].seconds
    assert {form.get("height") for form in information["formats"]} == heights
    assert any(form.get("acodec") != "none" for form in information["formats"]) is has_sound
    assert upstream.seen(Kind.PAGE, post.shortcode)


@pytest.mark.parametrize("path", ["p/{}", "reel/{}/", "reels/{}/", "tv/{}/", "sample.person/reel/{}/?igsh=x"])
def test_a_post_s_page_stands_at_all_its_addresses(loader: instaloader.Instaloader, path: str) -> None:
    (data,) = loader.context.get_page_data(path.format(samples.REEL.shortcode))
    assert data["xig_polaris_media"]["if_not_gated_logged_out"]["code"] == samples.REEL.shortcode


def test_no_caption_breaks_the_page_it_stands_in(loader: instaloader.Instaloader) -> None:
    (data,) = loader.context.get_page_data(f"p/{samples.HTML_CAPTION.shortcode}/")
    caption = data["xig_polaris_media"]["if_not_gated_logged_out"]["caption"]
    assert caption["text"] == samples.HTML_CAPTION.caption


def test_a_reel_is_downloaded_by_yt_dlp_and_plays_in_full(upstream: Upstream, tmp_path: Path) -> None:
    information = extract(
        f"reel/{samples.DASH_REEL.shortcode}",
        format="bv[height<=900]+ba",
        outtmpl=str(tmp_path / "%(id)s.%(ext)s"),
    )
    path = Path(information["requested_downloads"][0]["filepath"])
    assert probe(path.read_bytes()) == (10, ["h264", "aac"], 854)
    assert len(upstream.seen(Kind.MEDIA, samples.DASH_REEL.shortcode)) == 2


def test_a_manifest_tells_the_real_ranges_and_sizes_of_its_files(client: requests.Session) -> None:
    manifest = ElementTree.fromstring(fetched_item(samples.DASH_REEL.shortcode)["video_dash_manifest"])  # noqa: S314
    representations = manifest.findall(".//mpd:Representation", DASH_NAMESPACE)
    assert [each.get("height") for each in representations] == ["640", "854", "1280", "1920", None]
    for each in representations:
        url, segments = each.find("mpd:BaseURL", DASH_NAMESPACE), each.find("mpd:SegmentBase", DASH_NAMESPACE)
        assert url is not None
        assert url.text
        assert segments is not None
        content = client.get(url.text).content
        assert len(content) == int(each.get("FBContentLength", "0"))
        start, end = (int(number) for number in segments.get("indexRange", "").split("-"))
        assert content[start + 4 : start + 8] == b"sidx"
        assert int.from_bytes(content[start : start + 4]) == end + 1 - start


@pytest.mark.parametrize(
    ("sample", "codecs"),
    [(samples.REEL, ["h264", "aac"]), (samples.SILENT_REEL, ["h264"]), (samples.VIDEO, ["h264", "aac"])],
    ids=lambda value: value.shortcode if isinstance(value, Post) else "",
)
def test_videos_have_the_promised_length_and_height(
    client: requests.Session, sample: Post, codecs: list[str]
) -> None:
    item = fetched_item(sample.shortcode)
    for version in item["video_versions"]:
        answer = client.get(version["url"])
        assert probe(answer.content) == (
            item["video_duration"],
            codecs,
            version["height"],
        )
        assert answer.headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize(("sample", "codec"), [(samples.IMAGE, "mjpeg"), (samples.WEBP, "webp")])
def test_pictures_have_the_promised_size(client: requests.Session, sample: Post, codec: str) -> None:
    candidates = fetched_item(sample.shortcode)["image_versions2"]["candidates"]
    assert candidates[0]["width"] == 1080
    for candidate in candidates:
        answer = client.get(candidate["url"])
        with av.open(io.BytesIO(answer.content), "r") as image:
            picture = image.streams.video[0]
            assert (picture.width, picture.height) == (candidate["width"], candidate["height"])
            assert picture.codec_context.name == codec


def test_a_carousel_has_its_ten_pictures_and_videos_in_order(
    upstream: Upstream, client: requests.Session
) -> None:
    children = fetched_item(samples.CAROUSEL.shortcode)["carousel_media"]
    sizes = [(child["original_width"], child["original_height"]) for child in children]
    assert sizes == [(medium.width, medium.height) for medium in samples.CAROUSEL.media]
    assert len({child["pk"] for child in children}) == 10
    for child in children:
        versions = child["video_versions"] or child["image_versions2"]["candidates"]
        assert client.get(versions[0]["url"]).ok
    assert len(upstream.seen(Kind.MEDIA, samples.CAROUSEL.shortcode)) == 10


def test_a_hidden_like_count_is_null(upstream: Upstream) -> None:
    item = fetched_item(samples.HIDDEN_LIKES.shortcode)
    assert (item["like_count"], item["like_and_view_counts_disabled"]) == (None, True)
    assert upstream.seen(Kind.GRAPHQL, samples.HIDDEN_LIKES.shortcode)


def test_a_test_adds_its_own_post_with_given_sizes(upstream: Upstream, client: requests.Session) -> None:
    upstream.add(
        Post(
            "DownPost001",
            samples.PERSON,
            (Photo(640, 640, size_bytes=5_000_000), Clip(2.0, size_bytes=3_000_000)),
        )
    )
    picture, video = fetched_item("DownPost001")["carousel_media"]
    content = client.get(picture["image_versions2"]["candidates"][0]["url"]).content
    assert len(content) == 5_000_000
    with av.open(io.BytesIO(content), "r") as image:
        assert next(image.decode(video=0)).width == 640
    content = client.get(video["video_versions"][0]["url"]).content
    assert len(content) == 3_000_000
    assert probe(content)[0] == 2


@pytest.mark.parametrize("more", [0, 4, 100, 65_537, 65_538, 65_541, 131_074, 131_077])
def test_a_picture_can_be_made_of_any_size(upstream: Upstream, tmp_path: Path, more: int) -> None:
    natural, padded = upstream.media.image(150, 150, "jpg"), tmp_path / "padded.jpg"
    size = natural.stat().st_size + more
    pad_jpeg(natural, padded, size)
    assert padded.stat().st_size == size
    with av.open(str(padded)) as image:
        assert next(image.decode(video=0)).width == 150


# What is not for everybody


@pytest.mark.parametrize(
    ("post", "message"),
    [
        (samples.DELETED, "HTTP Error 404"),
        (samples.HIDDEN, "empty media response"),
        (samples.PRIVATE_IMAGE, "empty media response"),
        (samples.ADULTS_ONLY, "Restricted Video"),
        (Post(samples.UNKNOWN_SHORTCODE, samples.PERSON, ()), "HTTP Error 404"),
    ],
    ids=lambda value: value.shortcode if isinstance(value, Post) else "",
)
def test_what_is_not_shown_is_refused(loader: instaloader.Instaloader, post: Post, message: str) -> None:
    with pytest.raises(BadResponseException, match="Fetching Post metadata failed"):
        post_of(loader, post.shortcode)
    with pytest.raises(yt_dlp.utils.DownloadError, match=message):
        extract(f"p/{post.shortcode}")


def test_a_private_shortcode_has_28_letters_more(tmp_path: Path, upstream: Upstream) -> None:
    code = link_code(samples.PRIVATE_REEL)
    assert len(code) == 39
    with pytest.raises(yt_dlp.utils.DownloadError, match="registered users who follow this account"):
        extract(f"p/{code}")
    shown = extract(f"p/{code}", cookie_file(tmp_path, samples.FOLLOWER))
    assert shown["id"] == samples.PRIVATE_REEL.shortcode
    with new_loader(samples.FOLLOWER) as loader:
        assert post_of(loader, code).shortcode == code
        assert post_of(loader, samples.PRIVATE_REEL.shortcode).owner_username == "sample.private"
    assert upstream.seen(Kind.API, samples.PRIVATE_REEL.shortcode)


def test_a_private_post_is_shown_to_followers_alone(upstream: Upstream) -> None:
    with new_loader(samples.STRANGER) as loader:
        with pytest.raises(BadResponseException):
            post_of(loader, samples.PRIVATE_IMAGE.shortcode)
        with pytest.raises(QueryReturnedBadRequestException, match="Media not found or unavailable"):
            loader.context.get_iphone_json(media_path(samples.PRIVATE_IMAGE), {})
    with new_loader(samples.FOLLOWER) as loader:
        assert post_of(loader, samples.PRIVATE_IMAGE.shortcode).typename == "GraphImage"
    assert upstream.seen(Kind.API, samples.PRIVATE_IMAGE.shortcode)


def media_path(post: Post) -> str:
    return f"api/v1/media/{instaloader.Post.shortcode_to_mediaid(post.shortcode)}/info/"


# People


@pytest.mark.parametrize(
    ("person", "count", "pages"),
    [(samples.NO_POSTS, 0, 0), (samples.ONE_POST, 1, 0), (samples.MANY_POSTS, 30, 2)],
    ids=lambda value: getattr(value, "username", ""),
)
@pytest.mark.parametrize("account", [None, samples.STRANGER], ids=["signed out", "signed in"])
def test_a_profile_lists_its_posts(
    upstream: Upstream, person: Any, count: int, pages: int, account: Account | None
) -> None:
    with new_loader(account) as loader:
        profile = profile_of(loader, person.username)
        codes = [post.shortcode for post in profile.get_posts()]

    assert (profile.userid, profile.mediacount) == (int(person.user_id), count)
    assert len(set(codes)) == len(codes) == count
    assert codes == sorted(codes, reverse=True)
    cursors = [request for request in upstream.seen(Kind.GRAPHQL) if b"after" in request.body]
    assert len(cursors) == pages


def test_a_profile_is_told_at_once_with_its_first_posts(client: requests.Session) -> None:
    address = "https://www.instagram.com/api/v1/users/web_profile_info/"
    user = client.get(address, params={"username": "sample.person"}).json()["data"]["user"]
    timeline = user["edge_owner_to_timeline_media"]
    assert timeline["count"] > len(timeline["edges"]) == 12
    assert {"shortcode", "display_url", "is_video"} <= set(timeline["edges"][0]["node"])
    assert client.get(address, params={"username": samples.UNKNOWN_USERNAME}).status_code == 404


@pytest.mark.parametrize(("account", "follows"), [(samples.STRANGER, False), (samples.FOLLOWER, True)])
def test_a_profile_tells_whether_the_viewer_follows_it(
    client: requests.Session, account: Account, follows: bool
) -> None:
    address = "https://www.instagram.com/api/v1/users/web_profile_info/?username=sample.private"
    user = client.get(address, cookies=account.cookies).json()["data"]["user"]
    assert (user["is_private"], user["followed_by_viewer"]) == (True, follows)
    assert len(user["edge_owner_to_timeline_media"]["edges"]) == (2 if follows else 0)


def test_a_private_profile_is_refused_to_strangers(loader: instaloader.Instaloader) -> None:
    profile = profile_of(loader, samples.PRIVATE_PERSON.username)
    assert profile.is_private
    with pytest.raises(LoginRequiredException):
        profile.get_posts()
    with new_loader(samples.STRANGER) as stranger, pytest.raises(PrivateProfileNotFollowedException):
        profile_of(stranger, samples.PRIVATE_PERSON.username).get_posts()
    with new_loader(samples.FOLLOWER) as follower:
        posts = list(profile_of(follower, samples.PRIVATE_PERSON.username).get_posts())
    assert len(posts) == 2


def test_a_person_that_is_not_there_is_not_found(loader: instaloader.Instaloader) -> None:
    with pytest.raises(ProfileNotExistsException):
        profile_of(loader, samples.UNKNOWN_USERNAME)


# Stories


def test_instaloader_reads_stories_of_pictures_and_videos(upstream: Upstream) -> None:
    with new_loader(samples.FOLLOWER) as loader:
        (story,) = loader.get_stories([int(samples.STORYTELLER.user_id)])
        items = sorted(story.get_items(), key=lambda item: item.date_utc)
        assert story.owner_username == samples.STORYTELLER.username
        # The app's answer, which has pictures in their best quality, goes by numbers.
        assert all("iphone_struct" in item._node for item in items)
        assert [item.is_video for item in items] == [False, True, False, True]
        assert all(item.url for item in items)
        assert items[1].video_url
    assert upstream.seen(Kind.API, samples.STORYTELLER.username)


def test_yt_dlp_reads_the_videos_among_stories(tmp_path: Path, upstream: Upstream) -> None:
    path = f"stories/{samples.STORYTELLER.username}/"
    entries = list(extract(path, cookie_file(tmp_path, samples.FOLLOWER))["entries"])
    assert [entry["duration"] for entry in entries] == [5.0, 4.0]
    assert upstream.signed_in()


def test_a_person_may_have_no_story_now(upstream: Upstream) -> None:
    with new_loader(samples.FOLLOWER) as loader:
        assert list(loader.get_stories([int(samples.PERSON.user_id)])) == []
        upstream.add(Story("DstoryNow01", samples.PERSON, Photo(720, 1280)))
        assert len(list(loader.get_stories([int(samples.PERSON.user_id)]))) == 1


def test_stories_are_for_those_who_are_signed_in(client: requests.Session) -> None:
    with pytest.raises(yt_dlp.utils.DownloadError, match="content is unreachable"):
        extract(f"stories/{samples.STORYTELLER.username}/")
    answer = client.get(
        f"https://i.instagram.com/api/v1/feed/reels_media/?reel_ids={samples.STORYTELLER.user_id}"
    )
    assert (answer.status_code, answer.json()["require_login"]) == (401, True)


@pytest.mark.parametrize(("account", "count"), [(samples.STRANGER, 0), (samples.FOLLOWER, 1)])
def test_private_stories_are_for_followers(upstream: Upstream, account: Account, count: int) -> None:
    with new_loader(account) as loader:
        stories = list(loader.get_stories([int(samples.PRIVATE_STORYTELLER.user_id)]))
    assert len(stories) == count
    assert upstream.seen(Kind.GRAPHQL, samples.PRIVATE_STORYTELLER.username)


# Ways of refusing


def test_a_login_wall_stands_before_everything(upstream: Upstream, loader: instaloader.Instaloader) -> None:
    upstream.misbehave(refusals.LOGIN_WALL)
    with pytest.raises(LoginRequiredException, match="Redirected to login page"):
        post_of(loader, samples.IMAGE.shortcode)
    with pytest.raises(LoginRequiredException, match="Redirected to login page"):
        profile_of(loader, samples.PERSON.username)
    with pytest.raises(yt_dlp.utils.DownloadError, match="redirected to the login page"):
        extract(f"p/{samples.REEL.shortcode}")


@pytest.mark.parametrize(
    ("behaviour", "error", "message"),
    [
        (refusals.UNAUTHORIZED, ConnectionException, "401 Unauthorized.*Please wait a few minutes"),
        (refusals.TOO_MANY_REQUESTS, ConnectionException, "429 Too Many Requests.*Please wait a few minutes"),
        (refusals.CHALLENGE, AbortDownloadException, "challenge_required"),
        (refusals.CHECKPOINT_REQUIRED, AbortDownloadException, "checkpoint_required"),
        (Behaviour(status=500), ConnectionException, "500 Internal Server Error"),
        (Behaviour(content=b"<html>Busy", content_type="text/html"), ConnectionException, "Expecting value"),
    ],
    ids=["401", "429", "challenge", "checkpoint", "500", "HTML"],
)
def test_a_query_may_be_refused_in_instagram_s_words(
    upstream: Upstream,
    loader: instaloader.Instaloader,
    behaviour: Behaviour,
    error: type[Exception],
    message: str,
) -> None:
    upstream.misbehave(behaviour, kind=Kind.GRAPHQL, video_id=samples.IMAGE.shortcode, times=1)
    with pytest.raises(error, match=message):
        post_of(loader, samples.IMAGE.shortcode)
    assert post_of(loader, samples.IMAGE.shortcode)


def test_a_refusal_may_say_when_to_come_back(upstream: Upstream, client: requests.Session) -> None:
    upstream.misbehave(refusals.TOO_MANY_REQUESTS.overlaid(Behaviour(retry_after_seconds=60)), kind=Kind.PAGE)
    answer = client.get("https://www.instagram.com/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert answer.json() == {"message": refusals.PLEASE_WAIT, "status": "fail"}


def test_one_way_may_be_refused_while_the_others_answer(
    upstream: Upstream, loader: instaloader.Instaloader, tmp_path: Path
) -> None:
    upstream.misbehave(refusals.UNAUTHORIZED, kind=Kind.GRAPHQL)
    with pytest.raises(ConnectionException):
        post_of(loader, samples.REEL.shortcode)
    assert extract(f"p/{samples.REEL.shortcode}")["id"] == samples.REEL.shortcode
    signed_in = extract(f"p/{samples.REEL.shortcode}", cookie_file(tmp_path, samples.STRANGER))
    assert signed_in["id"] == samples.REEL.shortcode
    assert upstream.seen(Kind.API, samples.REEL.shortcode)


def test_yt_dlp_s_query_by_number_is_answered(client: requests.Session) -> None:
    number = instaloader.Post.shortcode_to_mediaid(samples.REEL.shortcode)
    form = {"variables": f'{{"media_id":"{number}"}}', "doc_id": "27130156389949648"}
    answer = client.post("https://www.instagram.com/api/graphql", data=form).json()
    assert answer["data"]["xig_polaris_media"]["if_not_gated_logged_out"]["code"] == samples.REEL.shortcode


def test_an_address_expires_and_a_new_fetch_gives_a_good_one(
    upstream: Upstream, loader: instaloader.Instaloader
) -> None:
    old = post_of(loader, samples.IMAGE.shortcode).url
    upstream.expire_media_urls()
    with pytest.raises(QueryReturnedForbiddenException):
        loader.context.get_raw(old)
    new = post_of(loader, samples.IMAGE.shortcode).url
    assert loader.context.get_raw(new).status_code == 200


def test_an_address_whose_time_is_over_is_refused(client: requests.Session) -> None:
    url = fetched_item(samples.IMAGE.shortcode)["image_versions2"]["candidates"][0]["url"]
    answer = client.get(re.sub("oe=[0-9A-F]+", "oe=5F000000", url))
    assert (answer.status_code, answer.text) == (403, "URL signature expired")


def test_media_misbehaves_as_it_is_told(upstream: Upstream, client: requests.Session) -> None:
    url = fetched_item(samples.VIDEO.shortcode)["video_versions"][0]["url"]
    size = len(client.get(url).content)
    part = client.get(url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.headers["Content-Range"]) == (206, f"bytes 100-199/{size}")

    upstream.misbehave(
        Behaviour(cut_after_bytes=1000), kind=Kind.MEDIA, video_id=samples.VIDEO.shortcode, times=1
    )
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="1000 bytes read"):
        client.get(url)
    upstream.misbehave(Behaviour(truncate_to_bytes=2000), kind=Kind.MEDIA, times=1)
    assert len(client.get(url).content) == 2000
    upstream.misbehave(Behaviour(shorten_to_seconds=1.5), kind=Kind.MEDIA, times=1)
    assert probe(client.get(url).content)[0] == 1.5


# Accounts


def test_the_record_tells_which_requests_were_signed_in(
    upstream: Upstream, loader: instaloader.Instaloader
) -> None:
    post_of(loader, samples.IMAGE.shortcode)
    assert upstream.signed_in() == []
    with new_loader(samples.FOLLOWER) as follower:
        follower.context.get_iphone_json(media_path(samples.IMAGE), {})
        post_of(follower, samples.IMAGE.shortcode)
        assert follower.test_login() == samples.FOLLOWER.username
    assert [request.kind for request in upstream.signed_in()] == [Kind.API, Kind.GRAPHQL, Kind.GRAPHQL]


@pytest.mark.parametrize(
    ("account", "message"),
    [
        (samples.EXPIRED, "You've been logged out"),
        (samples.CHALLENGED, "challenge_required"),
        (samples.CHECKPOINT, "checkpoint_required"),
        (Account("sample.unknown", "7000000009", "7000000009%3Anobody"), "You've been logged out"),
    ],
    ids=lambda value: value.username if isinstance(value, Account) else "",
)
def test_a_session_that_is_not_good_is_refused(upstream: Upstream, account: Account, message: str) -> None:
    with new_loader(account) as loader, pytest.raises(AbortDownloadException, match=message):
        post_of(loader, samples.IMAGE.shortcode)
    assert upstream.signed_in()


def test_an_expired_session_is_taken_from_the_browser_and_the_rest_is_public(
    upstream: Upstream, tmp_path: Path
) -> None:
    information = extract(f"p/{samples.REEL.shortcode}", cookie_file(tmp_path, samples.EXPIRED))
    assert information["id"] == samples.REEL.shortcode
    assert samples.EXPIRED.session_id not in (tmp_path / "cookies.txt").read_text()
    assert upstream.seen(Kind.PAGE, samples.REEL.shortcode)


def test_an_expired_session_s_cookie_is_deleted(upstream: Upstream) -> None:
    address = "https://www.instagram.com/"
    with requests.Session() as session:
        session.cookies.set("sessionid", samples.EXPIRED.session_id, domain=".instagram.com")
        answer = session.get(address, allow_redirects=False)
        assert answer.headers["Location"] == "https://www.instagram.com/accounts/login/?next=/"
        assert "sessionid" not in session.cookies
        assert session.get(address, allow_redirects=False).status_code == 200
    assert len(upstream.signed_in()) == 1


def test_a_session_may_go_bad_and_good_again(upstream: Upstream) -> None:
    accounts = upstream.instagram.accounts
    accounts.set_state(samples.FOLLOWER, State.CHALLENGED)
    with new_loader(samples.FOLLOWER) as loader:
        with pytest.raises(AbortDownloadException, match="challenge_required"):
            post_of(loader, samples.IMAGE.shortcode)
        accounts.set_state(samples.FOLLOWER, State.GOOD)
        assert post_of(loader, samples.IMAGE.shortcode)


def test_one_account_may_be_throttled_alone(upstream: Upstream, loader: instaloader.Instaloader) -> None:
    upstream.misbehave(refusals.TOO_MANY_REQUESTS, where=is_signed_in)
    with new_loader(samples.FOLLOWER) as follower, pytest.raises(ConnectionException, match="429"):
        post_of(follower, samples.IMAGE.shortcode)
    assert post_of(loader, samples.IMAGE.shortcode)


def is_signed_in(request: Request) -> bool:
    return bool(request.cookies.get("sessionid"))


def test_a_session_is_rotated_and_the_old_one_ends_when_the_new_one_is_used(upstream: Upstream) -> None:
    rotated = upstream.instagram.accounts.rotate(samples.FOLLOWER, "7000000001%3AsampleSessionNew")
    for _ in range(2):
        answer = requests.get("https://www.instagram.com/", cookies=samples.FOLLOWER.cookies, timeout=30)
        assert answer.cookies["sessionid"] == rotated.session_id
    with new_loader(rotated) as loader:
        assert loader.test_login() == rotated.username
    with new_loader(samples.FOLLOWER) as loader, pytest.raises(AbortDownloadException, match="logged out"):
        post_of(loader, samples.IMAGE.shortcode)


def test_the_smaller_cookies_are_rotated_as_well(upstream: Upstream) -> None:
    upstream.instagram.accounts.csrf_token = "sampleCsrfTokenOfTomorrow"
    answer = requests.get("https://www.instagram.com/", cookies=samples.FOLLOWER.cookies, timeout=30)
    assert answer.cookies["csrftoken"] == "sampleCsrfTokenOfTomorrow"
    assert answer.cookies["rur"]


# The whole


def test_links_show_each_sample_once(upstream: Upstream) -> None:
    links = upstream.links()
    assert links[f"https://www.instagram.com/reel/{samples.REEL.shortcode}/"] == samples.REEL.note
    assert f"https://www.instagram.com/{samples.MANY_POSTS.username}/" in links
    assert f"https://www.instagram.com/stories/{samples.STORYTELLER.username}/" in links
    assert not any(samples.NUMBERED[0].shortcode in link for link in links)


@pytest.mark.skipif(RECORDINGS is None, reason="no recordings: set UPSTREAM_RECORDINGS")
def test_recordings_are_played_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with Upstream(MEDIA, RECORDINGS) as upstream, requests.Session() as client:
        use(upstream, monkeypatch)
        recordings = upstream.instagram.recordings
        assert recordings
        for code in recordings.codes():
            recorded = recordings.item(code)
            assert recorded
            if recorded["user"]["is_private"]:
                continue
            item = fetched_item(code)
            media = item["carousel_media"] or [item]
            for medium in media:
                picture = medium["image_versions2"]["candidates"][0]
                assert client.get(picture["url"]).headers["Content-Type"] == "image/jpeg"
            for version in (item["video_versions"] or [])[-1:]:
                seconds, _, height = probe(client.get(version["url"]).content)
                assert (seconds, height) == (
                    item["video_duration"],
                    version["height"],
                )
        assert upstream.unexpected == []
