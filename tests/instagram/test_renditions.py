"""Which size answers a quality."""

import pytest

from instagram import renditions
from instagram.posts import Kind, Medium, Rendition


def picture(*sizes: tuple[int, int]) -> Medium:
    """A picture in these sizes."""
    return Medium(Kind.IMAGE, [Rendition(f"https://x.cdninstagram.com/{w}x{h}.jpg", w, h) for w, h in sizes])


def chosen(medium: Medium, quality: str) -> tuple[int, int]:
    """The size of the picture."""
    found = renditions.image(medium, quality)
    assert found
    return found.width, found.height


@pytest.mark.parametrize(
    ("quality", "width"),
    [("best", 1440), ("high", 1080), ("1080p", 1080), ("medium", 750), ("720p", 750), ("480p", 480)],
)
def test_it_is_the_largest_of_about_that_size(quality: str, width: int) -> None:
    medium = picture((1440, 1800), (1080, 1350), (750, 938), (640, 800), (480, 600), (320, 400))

    assert chosen(medium, quality)[0] == width


def test_the_smaller_side_counts() -> None:
    medium = picture((1920, 1080), (1280, 720), (854, 480))

    assert chosen(medium, "720p") == (1280, 720)


def test_a_few_pixels_more_are_no_matter() -> None:
    assert chosen(picture((1080, 1350), (723, 904), (486, 607)), "720p") == (723, 904)
    assert chosen(picture((1080, 1350), (723, 904), (486, 607)), "low") == (486, 607)


def test_where_all_are_larger_it_is_the_smallest() -> None:
    assert chosen(picture((1440, 1440), (1080, 1080)), "low") == (1080, 1080)


def test_squares_cut_out_of_a_picture_are_never_taken() -> None:
    assert chosen(picture((1080, 1350), (640, 640), (150, 150)), "low") == (1080, 1350)


def test_a_medium_without_pictures_has_none() -> None:
    assert renditions.image(picture(), "best") is None


MANIFEST = (
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT5S"><Period>'
    '<AdaptationSet contentType="video"><Representation id="v" mimeType="video/mp4" codecs="avc1.64001f" '
    'width="1080" height="1920" bandwidth="9"><BaseURL>https://x.fbcdn.net/v.mp4</BaseURL></Representation>'
    '</AdaptationSet><AdaptationSet contentType="audio"><Representation id="a" mimeType="audio/mp4" '
    'codecs="mp4a.40.2" bandwidth="9"><BaseURL>https://x.fbcdn.net/a.m4a</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>"
)


@pytest.mark.parametrize(
    ("quality", "urls"),
    [
        ("best", ["https://x.fbcdn.net/v.mp4", "https://x.fbcdn.net/a.m4a"]),
        ("720p", ["https://x.fbcdn.net/720.mp4", "https://x.fbcdn.net/a.m4a"]),
    ],
)
def test_a_video_may_be_larger_with_picture_and_sound_apart(quality: str, urls: list[str]) -> None:
    joined = [Rendition("https://x.fbcdn.net/720.mp4", 720, 1280)]
    video = Medium(Kind.VIDEO, [], joined, dash_manifest=MANIFEST, duration=5, has_audio=True)

    assert [each["url"] for each in renditions.video_formats(video, quality)] == urls


def test_of_a_video_without_sound_the_manifest_s_is_left_out() -> None:
    video = Medium(Kind.VIDEO, [], dash_manifest=MANIFEST, duration=5, has_audio=False)

    assert [each["url"] for each in renditions.video_formats(video, "best")] == ["https://x.fbcdn.net/v.mp4"]
