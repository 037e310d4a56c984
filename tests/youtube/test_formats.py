"""Which formats answer a wish: the options for yt-dlp, and how yt-dlp understands them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from jobs import ytdlp
from jobs.errors import Code, Failure
from youtube.client import PLATFORM
from youtube.formats import HEIGHTS, Wish, audio_options, video_options

Format = Mapping[str, Any]


def picture(format_id: str, height: int, vcodec: str = "avc1.4d401f", **more: Any) -> Format:
    """A format without sound, 16:9 unless told."""
    ext = "webm" if vcodec.startswith("vp") else "mp4"
    base = {"width": height * 16 // 9, "height": height, "fps": 30, "vcodec": vcodec, "acodec": "none"}
    return _format(format_id, **{"ext": ext} | base | more)


def sound(format_id: str, acodec: str = "mp4a.40.2", **more: Any) -> Format:
    """A format without a picture."""
    ext = "webm" if acodec == "opus" else "m4a"
    return _format(format_id, **{"ext": ext, "vcodec": "none", "acodec": acodec, "abr": 128} | more)


def _format(format_id: str, **more: Any) -> Format:
    return {
        "format_id": format_id,
        "url": f"https://x.googlevideo.com/{format_id}",
        "protocol": "https",
    } | more


AAC = sound("140")
OPUS = sound("251", "opus", abr=160)
COMBINED = picture("18", 360, acodec="mp4a.40.2")
STORYBOARD = _format("sb0", ext="mhtml", vcodec="none", acodec="none", width=160, height=90)
H264 = [picture(f"h{height}", height) for height in (144, 240, 360, 480, 720, 1080)]
VP9 = [picture(f"v{height}", height, "vp9") for height in (144, 240, 360, 480, 720, 1080, 1440, 2160)]
EVERYTHING = [STORYBOARD, AAC, OPUS, COMBINED, *H264, *VP9]


def chosen(formats: Sequence[Format], options: Mapping[str, Any]) -> tuple[str, str]:
    """The ids and the extension that yt-dlp makes of the options."""
    info = {"id": "x", "title": "x", "extractor": "youtube", "formats": [dict(each) for each in formats]}
    done = ytdlp.choose(info, PLATFORM, options)
    return done["format_id"], done["ext"]


def video(formats: Sequence[Format], **wish: Any) -> tuple[str, str]:
    """What a wish for a video gets."""
    return chosen(formats, video_options({"formats": formats}, Wish(**wish)))


def audio(formats: Sequence[Format], **wish: Any) -> str:
    """What a wish for sound gets."""
    return chosen(formats, audio_options({"formats": formats}, Wish(**{"type": "audio"} | wish)))[0]


@pytest.mark.parametrize(
    ("quality", "expected"),
    [
        ("144p", "h144+140"),
        ("240p", "h240+140"),
        ("480p", "h480+140"),
        ("720p", "h720+140"),
        ("1080p", "h1080+140"),
        ("1440p", "v1440+140"),
        ("4k", "v2160+140"),
        ("best", "v2160+140"),
        ("worst", "h144+140"),
    ],
)
def test_a_preset_takes_the_largest_up_to_it_as_an_mp4(quality: str, expected: str) -> None:
    assert video(EVERYTHING, quality=quality) == (expected, "mp4")


@pytest.mark.parametrize("quality", ["144p", "240p", "480p"])
def test_a_cap_with_nothing_under_it_takes_the_smallest_there_is(quality: str) -> None:
    assert video([AAC, *H264[4:]], quality=quality) == ("h720+140", "mp4")


@pytest.mark.parametrize("quality", HEIGHTS)
def test_a_portrait_is_measured_by_its_short_side(quality: str) -> None:
    upright = [picture(f"p{side}", side * 16 // 9, width=side) for side in (144, 480, 720, 1080)]
    largest = max(side for side in (144, 480, 720, 1080) if side <= HEIGHTS[quality])

    assert video([AAC, *upright], quality=quality) == (f"p{largest}+140", "mp4")


def test_the_codec_decides_only_at_equal_height() -> None:
    assert video([AAC, *H264[:3], *VP9[:5]]) == ("v720+140", "mp4")


def test_the_codec_decides_only_at_equal_frame_rate() -> None:
    assert video([AAC, picture("h", 720), picture("v60", 720, "vp9", fps=60)]) == ("v60+140", "mp4")


def test_above_1080p_the_better_codec_wins() -> None:
    formats = [AAC, picture("h", 1440), picture("v", 1440, "vp9"), picture("a", 1440, "av01.0.12M.08")]

    assert video(formats, quality="1440p") == ("a+140", "mp4")


def test_aac_is_preferred_to_opus_in_a_video() -> None:
    assert video([OPUS, AAC, *H264]) == ("h1080+140", "mp4")
    assert video([OPUS, *H264]) == ("h1080+251", "mp4")


def test_webm_is_only_for_what_has_nothing_else() -> None:
    assert video([OPUS, *VP9]) == ("v2160+251", "webm")
    assert video([OPUS, COMBINED, *VP9])[1] == "mp4"


def test_the_original_language_comes_first() -> None:
    dubbed = sound("140-0", language="de", language_preference=-1, abr=256)
    original = sound("140-1", language="en", language_preference=10)

    assert video([dubbed, original, *H264]) == ("h1080+140-1", "mp4")
    assert audio([dubbed, original]) == "140-1"


@pytest.mark.parametrize(
    ("format_id", "expected"),
    [
        ("h720", ("h720", "mp4")),
        ("18", ("18", "mp4")),
        ("140", ("140", "m4a")),
        ("h720+140", ("h720+140", "mp4")),
        ("h720+251", ("h720+251", "mp4")),
        ("v720+251", ("v720+251", "webm")),
        ("v720+140", ("v720+140", "mp4")),
        ("140+h720", ("140+h720", "mp4")),
    ],
)
def test_a_format_id_overrules_the_quality(format_id: str, expected: tuple[str, str]) -> None:
    assert video(EVERYTHING, format_id=format_id, quality="144p") == expected


@pytest.mark.parametrize(
    "format_id", ["nope", "h720+nope", "nope+140", "sb0", "140+251", "h720+v720", "h720+18"]
)
@pytest.mark.parametrize("kind", ["video", "audio", "both"])
def test_a_format_id_that_cannot_be_delivered_is_refused_by_its_name(kind: str, format_id: str) -> None:
    options = audio_options if kind == "audio" else video_options

    with pytest.raises(Failure) as refusal:
        options({"formats": EVERYTHING}, Wish(type=kind, format_id=format_id))

    assert refusal.value.code == Code.NO_MATCHING_FORMAT
    assert refusal.value.details == {"format_id": format_id}


@pytest.mark.parametrize(
    ("audio_format", "expected"),
    [("best", "251"), ("opus", "251"), ("flac", "251"), ("wav", "251"), ("mp3", "140"), ("m4a", "140")],
)
def test_sound_is_taken_from_what_needs_the_least_conversion(audio_format: str, expected: str) -> None:
    assert audio(EVERYTHING, audio_format=audio_format) == expected


def test_sound_comes_from_a_joined_format_where_there_is_no_other() -> None:
    assert audio([COMBINED, *VP9]) == "18"


@pytest.mark.parametrize(("format_id", "expected"), [("140", "140"), ("h720+140", "140"), ("18", "18")])
def test_only_the_part_with_sound_of_a_format_id_is_fetched(format_id: str, expected: str) -> None:
    assert audio(EVERYTHING, format_id=format_id) == expected
    assert audio(EVERYTHING, format_id=format_id, type="both") == expected


def test_beside_a_silent_video_comes_the_best_sound() -> None:
    assert audio(EVERYTHING, format_id="h720", type="both") == "251"


@pytest.mark.parametrize(
    ("formats", "wish"),
    [
        ([AAC, OPUS], Wish()),
        ([AAC, OPUS], Wish(type="both")),
        ([AAC, *H264], Wish(type="both", format_id="140")),
    ],
)
def test_a_video_without_a_picture_is_the_wrong_media(formats: Sequence[Format], wish: Wish) -> None:
    with pytest.raises(Failure) as refusal:
        video_options({"formats": formats}, wish)

    assert refusal.value.code == Code.WRONG_MEDIA


@pytest.mark.parametrize(
    ("formats", "wish"),
    [
        (H264, Wish(type="audio")),
        (H264, Wish(type="both")),
        (H264, Wish(type="both", format_id="h720")),
        ([AAC, *H264], Wish(type="audio", format_id="h720")),
    ],
)
def test_sound_of_a_silent_video_is_the_wrong_media(formats: Sequence[Format], wish: Wish) -> None:
    with pytest.raises(Failure) as refusal:
        audio_options({"formats": formats}, wish)

    assert refusal.value.code == Code.WRONG_MEDIA


@pytest.mark.parametrize("formats", [[], [STORYBOARD]])
@pytest.mark.parametrize("options", [video_options, audio_options])
def test_an_answer_without_any_media_is_not_understood(options: Any, formats: Sequence[Format]) -> None:
    with pytest.raises(Failure) as refusal:
        options({"formats": formats}, Wish())

    assert refusal.value.code == Code.EXTRACTION_FAILED


@pytest.mark.parametrize(
    ("wish", "kinds"),
    [
        (Wish(), ("video",)),
        (Wish(type="audio"), ("audio",)),
        (Wish(type="both"), ("video", "audio")),
        (Wish(type="both", quality="audio_only"), ("video", "audio")),
        (Wish(quality="audio_only"), ("audio",)),
        (Wish(quality="audio_only", format_id="137"), ("video",)),
    ],
)
def test_a_wish_tells_which_files_to_make(wish: Wish, kinds: tuple[str, ...]) -> None:
    assert wish.makes == kinds
