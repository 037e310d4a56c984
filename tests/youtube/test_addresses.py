"""Which texts are addresses of YouTube, and what they mean."""

from collections.abc import Callable

import pytest

from jobs.errors import Code, Failure
from youtube.addresses import (
    ChannelAddress,
    PlaylistAddress,
    VideoAddress,
    parse,
    parse_playlist,
    parse_video,
)

ID = "M4gD1WSo5mA"
LIST = "PLWxziGKTUvQFIsbbFcTZz7jOT4TMGnZBh"
CHANNEL = "UCxziGKTUvQFIsbbFcTZz7jO"

VIDEOS = [
    f"https://www.youtube.com/watch?v={ID}",
    f"http://www.youtube.com/watch?v={ID}",
    f"https://youtube.com/watch?v={ID}",
    f"https://m.youtube.com/watch?v={ID}",
    f"https://music.youtube.com/watch?v={ID}&si=abc",
    f"HTTPS://WWW.YOUTUBE.COM/watch?v={ID}",
    f"https://www.youtube.com:443/watch?v={ID}",
    f"http://www.youtube.com:80/watch?v={ID}",
    f"https://www.youtube.com/watch?app=desktop&v={ID}&t=42s&feature=share#comments",
    f"https://www.youtube.com/watch/?v={ID}",
    f"https://www.youtube.com/watch_popup?v={ID}",
    f"https://youtu.be/{ID}",
    f"https://youtu.be/{ID}?si=ZxYw_1-2&t=10",
    f"https://youtu.be/{ID}/",
    f"https://www.youtube.com/shorts/{ID}?feature=share",
    f"https://www.youtube.com/live/{ID}?si=x",
    f"https://www.youtube.com/embed/{ID}?autoplay=1",
    f"https://www.youtube.com/v/{ID}",
    f"https://www.youtube-nocookie.com/embed/{ID}",
    f"https://youtube-nocookie.com/embed/{ID}",
    f"youtube.com/watch?v={ID}",
    f"www.youtube.com/watch?v={ID}",
    f"youtu.be/{ID}",
    f"youtu.be/{ID}?ref=https://example.org",
    f"m.youtube.com/shorts/{ID}",
    f"  \t https://youtu.be/{ID} \r\n",
    f"\u200f\u202bhttps://youtu.be/{ID}\u202c\u200e",
    f"\ufeffhttps://youtu.be/{ID}\u00a0",
]
VIDEOS_IN_PLAYLISTS = [
    f"https://www.youtube.com/watch?v={ID}&list={LIST}&index=3",
    f"https://www.youtube.com/watch?list={LIST}&v={ID}",
    f"https://youtu.be/{ID}?list={LIST}",
]
PLAYLISTS = [
    f"https://www.youtube.com/playlist?list={LIST}",
    f"youtube.com/playlist?list={LIST}&si=abc",
    f"https://music.youtube.com/playlist?list={LIST}",
    f"https://m.youtube.com/playlist?list={LIST}",
    f"https://www.youtube.com/watch?list={LIST}",
    f"https://www.youtube.com/embed/videoseries?list={LIST}",
]
CHANNELS = {
    "https://www.youtube.com/@name": "@name/videos",
    "youtube.com/@some.name-1/": "@some.name-1/videos",
    "https://www.youtube.com/@name/videos?view=0": "@name/videos",
    "https://www.youtube.com/@name/shorts": "@name/shorts",
    "https://www.youtube.com/@name/streams": "@name/streams",
    "https://www.youtube.com/@name/community": "@name/videos",
    "https://www.youtube.com/@%D9%81%DB%8C%D9%84%D9%85": "@فیلم/videos",
    "https://www.youtube.com/@فیلم": "@فیلم/videos",
    f"https://www.youtube.com/channel/{CHANNEL}": f"channel/{CHANNEL}/videos",
    f"https://m.youtube.com/channel/{CHANNEL}/featured": f"channel/{CHANNEL}/videos",
    "https://www.youtube.com/c/SomeName": "c/SomeName/videos",
    "https://www.youtube.com/user/SomeName/videos": "user/SomeName/videos",
}
NO_ADDRESSES = [
    "",
    " ",
    "cats",
    ID,
    LIST,
    "@name",
    # nothing that would become an option, a search or a macro of yt-dlp's
    "--exec",
    "--exec=id",
    "-o/etc/passwd",
    "ytsearch:cats",
    "ytsearch5:https://youtu.be/" + ID,
    "ytdl:" + ID,
    ":ytfav",
    # other schemes
    "file:///etc/passwd",
    f"file://www.youtube.com/watch?v={ID}",
    f"ftp://www.youtube.com/watch?v={ID}",
    f"javascript://www.youtube.com/watch?v={ID}%0aalert(1)",
    "javascript:alert(1)",
    "data:text/html,x",
    f"view-source:https://www.youtube.com/watch?v={ID}",
    f"https:www.youtube.com/watch?v={ID}",
    f"https:/www.youtube.com/watch?v={ID}",
    f"https:///www.youtube.com/watch?v={ID}",
    f"https://https://www.youtube.com/watch?v={ID}",
    # other hosts that look alike
    f"https://youtube.com.evil.test/watch?v={ID}",
    f"https://evilyoutube.com/watch?v={ID}",
    f"https://youtube.co/watch?v={ID}",
    f"https://evil.youtube.com/watch?v={ID}",
    f"https://www.youtube.com./watch?v={ID}",
    f"https://.youtube.com/watch?v={ID}",
    f"https://youtubе.com/watch?v={ID}",  # a Cyrillic е
    f"https://ｙｏｕｔｕｂｅ.com/watch?v={ID}",
    f"https://youtube。com/watch?v={ID}",
    f"https://xn--youtub-5of.com/watch?v={ID}",
    f"https://youtube.com%2eevil.test/watch?v={ID}",
    f"https://evil.test/?u=https://www.youtube.com/watch?v={ID}",
    f"https://evil.test/#https://www.youtube.com/watch?v={ID}",
    f"https://www.google.com/url?q=https://www.youtube.com/watch?v={ID}",
    # credentials, addresses, ports
    f"https://youtube.com@evil.test/watch?v={ID}",
    f"https://user:password@www.youtube.com/watch?v={ID}",
    f"https://@www.youtube.com/watch?v={ID}",
    f"https://127.0.0.1/watch?v={ID}",
    f"https://[::1]/watch?v={ID}",
    f"https://[::1/watch?v={ID}",
    f"https://2130706433/watch?v={ID}",
    f"https://www.youtube.com:8080/watch?v={ID}",
    f"https://www.youtube.com:80/watch?v={ID}",
    f"https://www.youtube.com:/watch?v={ID}",
    f"https://www.youtube.com:x/watch?v={ID}",
    # what one parser takes for one thing and the next for another
    f"https://www.youtube.com\\@evil.test/watch?v={ID}",
    f"https:\\\\www.youtube.com\\watch?v={ID}",
    f"https://www.you\ttube.com/watch?v={ID}",
    f"https://www.youtube.com/watch?v={ID}\nhttps://evil.test",
    f"https://www.youtube.com/watch?v={ID} --exec id",
    f"https://www.youtube.com/watch?v={ID}\x00",
    f"https://www.youtube.com/wa\u200btch?v={ID}",
    f"https://www.youtube.com/watch?v={ID}&x=\ud800",
    # our site, but nothing to download
    "https://www.youtube.com",
    "https://www.youtube.com/",
    "https://www.youtube.com/watch",
    "https://www.youtube.com/watch?v=",
    f"https://www.youtube.com/watch?v={ID[:-1]}",
    f"https://www.youtube.com/watch?v={ID}x",
    f"https://www.youtube.com/watch?v={ID[:-1]}!",
    f"https://www.youtube.com/watch?v={ID[:-1]}%0A",
    f"https://www.youtube.com/watch?V={ID}",
    f"https://www.youtube.com/embed/{ID}/more",
    "https://www.youtube.com/embed/videoseries",
    "https://www.youtube.com/embed/live_stream?channel=UC",
    f"https://www.youtube.com/attribution_link?u=%2Fwatch%3Fv%3D{ID}",
    f"https://www.youtube.com/redirect?q=https://youtu.be/{ID}",
    "https://www.youtube.com/results?search_query=cats",
    "https://www.youtube.com/feed/trending",
    "https://www.youtube.com/playlist?list=",
    "https://www.youtube.com/playlist?list=a/b",
    "https://www.youtube.com/@a/../watch",
    "https://www.youtube.com/channel/UCshort",
    "https://youtu.be/",
    "https://youtu.be/@name",
    f"https://youtu.be/{ID}/more",
    f"https://youtu.be/{ID}?x={'y' * 2048}",
]


@pytest.mark.parametrize("text", [*VIDEOS, *VIDEOS_IN_PLAYLISTS])
def test_a_link_to_a_video_is_taken_as_people_paste_it(text: str) -> None:
    assert parse_video(text) == parse(text) == VideoAddress(ID)


@pytest.mark.parametrize("text", [*PLAYLISTS, *VIDEOS_IN_PLAYLISTS])
def test_a_playlist_is_found_also_where_the_link_names_a_video_of_it(text: str) -> None:
    assert parse_playlist(text) == PlaylistAddress(LIST)


@pytest.mark.parametrize("text", PLAYLISTS)
def test_a_playlist_is_no_video(text: str) -> None:
    assert parse(text) == PlaylistAddress(LIST)
    assert code_of(parse_video, text) == Code.NOT_A_VIDEO


@pytest.mark.parametrize(("text", "path"), CHANNELS.items())
def test_a_channel_means_its_uploads(text: str, path: str) -> None:
    assert parse(text) == parse_playlist(text) == ChannelAddress(path)
    assert code_of(parse_video, text) == Code.NOT_A_VIDEO


@pytest.mark.parametrize("text", VIDEOS)
def test_a_single_video_is_no_playlist(text: str) -> None:
    assert code_of(parse_playlist, text) == Code.NOT_A_PLAYLIST


@pytest.mark.parametrize("function", [parse, parse_video, parse_playlist])
@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_everything_else_is_refused(function: Callable[[str], object], text: str) -> None:
    assert code_of(function, text) == Code.UNSUPPORTED_URL


@pytest.mark.parametrize("text", [*VIDEOS, *PLAYLISTS, *CHANNELS])
def test_the_canonical_address_means_the_same(text: str) -> None:
    canonical = parse(text).canonical
    assert canonical.startswith("https://www.youtube.com/")
    assert canonical.isascii()
    assert parse(canonical) == parse(text)


def code_of(function: Callable[[str], object], text: str) -> Code:
    """The code of the Failure that the function raises."""
    with pytest.raises(Failure) as raised:
        function(text)
    return raised.value.code
