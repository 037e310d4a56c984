"""The named entries every stand-in starts with, one for each case the product has to deal with."""

from .catalogue import (
    AudioTrack,
    Caption,
    Chapter,
    Entry,
    Live,
    Playlist,
    Refusals,
    Video,
    entry_of,
    numbered_video,
)

ALL_HEIGHTS = (144, 240, 360, 480, 720, 1080, 1440, 2160)

ORDINARY = Video(
    "ordinaryVid", "A walk around the harbour", vp9=ALL_HEIGHTS, note="every usual format, up to 2160p"
)
VERY_SHORT = Video("veryShort01", "Blink", 1.0, note="one second")
LONG = Video(
    "threeHours1",
    "Slow train across the plains",
    3 * 3600.0,
    h264=(144, 360),
    opus=False,
    combined=False,
    picture_bytes=60_000_000,
    sound_bytes=60_000_000,
    note="three hours",
)
VERTICAL = Video("verticalVid", "Stairs, upright", 12.0, vertical=True, note="1080 × 1920")
COMBINED_ONLY = Video(
    "combined001", "Only in one piece", h264=(), aac=False, opus=False, note="only the combined 360p"
)
WEBM_ONLY = Video(
    "webmOnly001", "Only WebM", h264=(), vp9=(144, 360, 720), aac=False, combined=False, note="no mp4"
)
SILENT = Video("noSound0001", "Silent film", aac=False, opus=False, combined=False, note="no sound")
SOUND_ONLY = Video("soundOnly01", "Only to be heard", h264=(), combined=False, note="no pictures")
HDR = Video("hdrFormats1", "Sunset in ten bits", vp9=(360, 1080), vp9_hdr=(360, 1080), note="HDR beside SDR")
AV1 = Video("av1Formats1", "Newer codec", av1=(144, 360, 720), note="AV1 beside H.264")
HLS_ONLY = Video(
    "hlsOnlyVid1",
    "Only as a stream",
    h264=(),
    aac=False,
    opus=False,
    combined=False,
    hls=(360, 720),
    note="only HLS",
)
LANGUAGES = Video(
    "languages01",
    "The same in three languages",
    audio_tracks=(
        AudioTrack("de.3", "German"),
        AudioTrack("en.4", "English original", is_default=True),
        AudioTrack("fa.3", "Persian"),
    ),
    note="sound in German, English (original) and Persian",
)
CAPTIONED = Video(
    "captioned01",
    "Read along",
    captions=(
        Caption("en", "English"),
        Caption("fa", "Persian"),
        Caption("en", "English (auto-generated)", automatic=True),
    ),
    note="captions by hand in English and Persian, automatic ones in English",
)
CHAPTERS = Video(
    "chapters001",
    "In four parts",
    60.0,
    chapters=(
        Chapter(0, "Opening"),
        Chapter(10, "Morning"),
        Chapter(30, "Noon"),
        Chapter(50, "Evening & night"),
    ),
    note="four chapters",
)
AGE_RESTRICTED = Video(
    "ageLimited1", "Not for children", refusal=Refusals.AGE, note="needs a login to prove age"
)
PRIVATE = Video("privateVid1", "Nobody sees this", refusal=Refusals.PRIVATE, note="private")
MEMBERS_ONLY = Video("membersOnly", "For friends of the house", refusal=Refusals.MEMBERS, note="members only")
GEO_BLOCKED = Video("geoBlocked1", "Elsewhere", refusal=Refusals.COUNTRY, note="blocked in the country")
GEO_BLOCKED_ON_WEB = Video(
    "geoBlocked2", "Elsewhere too", refusal=Refusals.COUNTRY_ON_WEB, note="blocked, in the web page's words"
)
DELETED = Video("deletedVid1", "Gone", refusal=Refusals.DELETED, note="removed by its uploader")
NEVER_EXISTED = Video("neverWasVid", "", refusal=Refusals.UNKNOWN, note="never existed")
BOT_CHECKED = Video("botChecked1", "Are you a person?", refusal=Refusals.BOT_CHECK, note="asks for a sign-in")
LIVE_NOW = Video(
    "liveNow0001",
    "The harbour, live",
    h264=(),
    aac=False,
    opus=False,
    combined=False,
    hls=(360,),
    live=Live.NOW,
    note="live now",
)
UPCOMING = Video("upcoming001", "Tomorrow's concert", live=Live.UPCOMING, note="has not started")
WAS_LIVE = Video("wasLive0001", "Yesterday's concert", 30.0, live=Live.FINISHED, note="a finished broadcast")
UNLISTED = Video("unlistedVid", "Only with the link", unlisted=True, note="unlisted")
PERSIAN = Video(
    "persianVid1", "گردش در بندر: نیم‌روزی کنار دریا", channel="تصویرهای نمونه", note="Persian title"
)
SIGNS = Video(
    "signsTitle1",
    "🎬 a/b \\ c: \"d\" 'e' <f> | #1 ? 100% * 👩\u200d👩\u200d👧",
    note="signs that file names cannot bear",
)
LONG_TITLE = Video("longTitle01", "Very long title " * 18 + "and its end.", note="a title of 300 letters")
HTML_TITLE = Video(
    "htmlTitle01",
    "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;",
    channel="<b>Bold</b>",
    description="</script><script>alert(3)</script>",
    note="HTML in title, channel and description",
)
DASH_FIRST = Video("-dashFirst1", "An id that looks like an option", 5.0, note="an id that begins with -")

VIDEOS = (
    ORDINARY,
    VERY_SHORT,
    LONG,
    VERTICAL,
    COMBINED_ONLY,
    WEBM_ONLY,
    SILENT,
    SOUND_ONLY,
    HDR,
    AV1,
    HLS_ONLY,
    LANGUAGES,
    CAPTIONED,
    CHAPTERS,
    AGE_RESTRICTED,
    PRIVATE,
    MEMBERS_ONLY,
    GEO_BLOCKED,
    GEO_BLOCKED_ON_WEB,
    DELETED,
    NEVER_EXISTED,
    BOT_CHECKED,
    LIVE_NOW,
    UPCOMING,
    WAS_LIVE,
    UNLISTED,
    PERSIAN,
    SIGNS,
    LONG_TITLE,
    HTML_TITLE,
    DASH_FIRST,
)


def _numbered_entries(count: int) -> tuple[Entry, ...]:
    return tuple(entry_of(numbered_video(number)) for number in range(1, count + 1))


THREE = Playlist(
    "PLthree_videos",
    "Three walks",
    tuple(map(entry_of, (ORDINARY, VERY_SHORT, CHAPTERS))),
    note="three videos",
)
WITH_GAPS = Playlist(
    "PLwith_gaps_and_twins",
    "Gaps and twins",
    tuple(map(entry_of, (ORDINARY, PRIVATE, VERY_SHORT, DELETED, ORDINARY))),
    note="a private, a deleted and a repeated entry among five",
)
TWO_PAGES = Playlist("PLtwo_hundred", "Two hundred", _numbered_entries(200), note="200 entries on two pages")
FIVE_THOUSAND = Playlist("PLfive_thousand", "Five thousand", _numbered_entries(5000), note="5,000 entries")
EMPTY_PLAYLIST = Playlist("PLempty_playlist", "Nothing yet", (), note="no entries")
CHANNEL = Playlist(
    "@standardpictures",
    "Standard Pictures",
    tuple(map(entry_of, (ORDINARY, VERY_SHORT, LONG, CHAPTERS, PERSIAN))),
    note="the uploads of a channel",
)

PLAYLISTS = (THREE, WITH_GAPS, TWO_PAGES, FIVE_THOUSAND, EMPTY_PLAYLIST, CHANNEL)
