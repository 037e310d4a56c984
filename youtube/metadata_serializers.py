"""What the endpoints that tell of videos and playlists take, and what they answer, field by field."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from jobs.serializers import MAX_SKIP
from jobs.validation import AddressField, ChoiceField, LineField

from .addresses import parse, parse_playlist, parse_video
from .metadata import THUMBNAIL_FILES
from .subtitles import CONTENT_TYPES

ALL_LANGUAGES = "all"
# Those of yt-dlp; null where it does not know.
LIVE_STATUSES = ["not_live", "is_live", "is_upcoming", "was_live", "post_live"]


# --- what they take --------------------------------------------------------------------------------


class InfoQuery(serializers.Serializer[Any]):
    """The parameters of GET /info."""

    url = AddressField(parse, help_text=_("The link of a YouTube video, playlist or channel."))
    skip = serializers.IntegerField(
        default=0,
        min_value=0,
        max_value=MAX_SKIP,
        help_text=_("Of a playlist: how many of its entries to leave out."),
    )
    limit = serializers.IntegerField(
        default=25,
        min_value=1,
        max_value=100,
        help_text=_("Of a playlist: how many of its entries to tell about."),
    )


class PlaylistQuery(serializers.Serializer[Any]):
    """The parameters of GET /download/playlist/info."""

    url = AddressField(parse_playlist, help_text=_("The link of a YouTube playlist or channel."))


class VideoQuery(serializers.Serializer[Any]):
    """The parameters of GET /formats."""

    url = AddressField(parse_video, help_text=_("The link of a YouTube video."))


class ThumbnailQuery(VideoQuery):
    """The parameters of GET /thumbnail."""

    quality = ChoiceField(
        list(THUMBNAIL_FILES), default="maxres", help_text=_("Not every video has “maxres” and “sd”.")
    )


class SubtitlesQuery(VideoQuery):
    """The parameters of GET /subtitles."""

    lang = LineField(
        max_length=50,
        default=ALL_LANGUAGES,
        help_text=_("A language's code, such as `en` or `fa`, or `all`."),
    )


class SubtitlesRequest(VideoQuery):
    """The body of POST /subtitles."""

    lang = LineField(
        max_length=50, default="en", initial="en", help_text=_("A language's code, such as `en` or `fa`.")
    )
    auto = serializers.BooleanField(
        default=False,
        initial=False,
        help_text=_("Whether automatic ones will do where nobody has written any."),
    )
    format = ChoiceField(
        list(CONTENT_TYPES), default="vtt", initial="vtt", help_text=_("The format of the file.")
    )


# --- what they answer ------------------------------------------------------------------------------


class PictureSerializer(serializers.Serializer[Any]):
    """A picture of a video."""

    url = serializers.CharField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)


class ChapterSerializer(serializers.Serializer[Any]):
    """A named part of a video."""

    title = serializers.CharField()
    start_time = serializers.FloatField(help_text=_("Seconds."))
    end_time = serializers.FloatField(allow_null=True, help_text=_("Seconds."))


class VideoSerializer(serializers.Serializer[Any]):
    """All about a video; null for what YouTube does not tell."""

    id = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    duration = serializers.IntegerField(
        allow_null=True, help_text=_("Seconds; null for what is live or has not started.")
    )
    duration_string = serializers.CharField(allow_null=True)
    view_count = serializers.IntegerField(allow_null=True)
    upload_date = serializers.CharField(allow_null=True, help_text=_("YYYYMMDD."))
    channel = serializers.CharField(allow_null=True)
    channel_id = serializers.CharField(allow_null=True)
    channel_url = serializers.CharField(allow_null=True)
    channel_subscriber_count = serializers.IntegerField(allow_null=True)
    thumbnail = serializers.CharField(allow_null=True, help_text=_("The largest one."))
    thumbnails = PictureSerializer(many=True)
    webpage_url = serializers.CharField()
    is_live = serializers.BooleanField(help_text=_("Whether it is being broadcast now."))
    age_limit = serializers.IntegerField(allow_null=True, help_text=_("Years."))
    live_status = serializers.ChoiceField(LIVE_STATUSES, allow_null=True)
    availability = serializers.CharField(allow_null=True, help_text=_("Such as `public` or `unlisted`."))
    media_type = serializers.CharField(
        allow_null=True, help_text=_("Such as `video`, `short` or `livestream`.")
    )
    release_timestamp = serializers.IntegerField(
        allow_null=True, help_text=_("When a broadcast begins or began, in Unix seconds.")
    )
    like_count = serializers.IntegerField(allow_null=True)
    chapters = ChapterSerializer(many=True)
    audio_languages = serializers.ListField(
        child=serializers.CharField(), help_text=_("The languages in which it can be heard, where known.")
    )


class VideoInfoSerializer(VideoSerializer):
    """The answer of GET /info for a video."""

    type = serializers.CharField(help_text=_("Always `video`."))


class PlaylistVideoSerializer(VideoSerializer):
    """A video of a playlist."""

    index = serializers.IntegerField(help_text=_("Its place in the playlist, counted from 0."))


class PlaylistHeadingSerializer(serializers.Serializer[Any]):
    """A playlist, or the uploads of a channel."""

    playlist_id = serializers.CharField()
    playlist_title = serializers.CharField()
    playlist_count = serializers.IntegerField(help_text=_("Of all entries, those that cannot be had too."))
    uploader = serializers.CharField(allow_null=True)


class PlaylistInfoSerializer(PlaylistHeadingSerializer):
    """The answer of GET /info for a playlist."""

    type = serializers.CharField(help_text=_("Always `playlist`."))
    videos = PlaylistVideoSerializer(many=True)
    unavailable_count = serializers.IntegerField(
        help_text=_("How many of the entries asked for cannot be had and are not in `videos`.")
    )
    skip = serializers.IntegerField()
    limit = serializers.IntegerField()
    has_more = serializers.BooleanField()


class EntrySerializer(serializers.Serializer[Any]):
    """What a playlist tells of one of its entries."""

    index = serializers.IntegerField(help_text=_("For `video_indices`; counted from 0."))
    id = serializers.CharField()
    title = serializers.CharField()
    duration = serializers.IntegerField(allow_null=True, help_text=_("Seconds."))
    url = serializers.CharField()
    thumbnail = serializers.CharField(allow_null=True)
    available = serializers.BooleanField(help_text=_("False for private and deleted videos."))


class PlaylistSerializer(PlaylistHeadingSerializer):
    """The answer of GET /download/playlist/info."""

    videos = EntrySerializer(many=True)


class FormatSerializer(serializers.Serializer[Any]):
    """One of a video's formats."""

    format_id = serializers.CharField(help_text=_("For `format_id` of POST /download/single."))
    ext = serializers.CharField()
    resolution = serializers.CharField(allow_null=True, help_text=_("Such as `1920x1080` or `audio only`."))
    fps = serializers.IntegerField(allow_null=True)
    vcodec = serializers.CharField(allow_null=True, help_text=_("`none` where there is no picture."))
    acodec = serializers.CharField(allow_null=True, help_text=_("`none` where there is no sound."))
    filesize = serializers.IntegerField(allow_null=True, help_text=_("Bytes; of some formats an estimate."))
    format_note = serializers.CharField(allow_null=True)
    abr = serializers.FloatField(allow_null=True, help_text=_("The sound's kbit/s."))
    tbr = serializers.FloatField(allow_null=True, help_text=_("All streams' kbit/s together."))
    language = serializers.CharField(allow_null=True)
    dynamic_range = serializers.CharField(allow_null=True, help_text=_("Such as `SDR` or `HDR10`."))


class FormatGroupsSerializer(serializers.Serializer[Any]):
    """Formats by what is in them, the best first."""

    video_only = FormatSerializer(many=True)
    audio_only = FormatSerializer(many=True)
    combined = FormatSerializer(many=True)


class FormatsSerializer(serializers.Serializer[Any]):
    """The answer of GET /formats."""

    video_id = serializers.CharField()
    title = serializers.CharField()
    formats = FormatGroupsSerializer()
    recommended = serializers.DictField(
        child=serializers.CharField(), help_text=_("What to ask yt-dlp for; `1440p` and `4k` if it has them.")
    )


class NamedPictureSerializer(PictureSerializer):
    """One of a video's pictures."""

    quality = serializers.CharField(help_text=_("A number: the higher, the better."))


class ThumbnailSerializer(serializers.Serializer[Any]):
    """The answer of GET /thumbnail."""

    video_id = serializers.CharField()
    title = serializers.CharField()
    quality = serializers.CharField(help_text=_("The one asked for."))
    thumbnail_url = serializers.CharField()
    all_thumbnails = NamedPictureSerializer(many=True)


class CaptionFormatSerializer(serializers.Serializer[Any]):
    """Captions in one format."""

    ext = serializers.CharField()
    url = serializers.CharField()
    name = serializers.CharField(allow_null=True, help_text=_("What YouTube calls the language."))


class _DetailsField(serializers.DictField):
    """Captions in all formats, by language."""

    child = CaptionFormatSerializer(many=True)


class AllSubtitlesSerializer(serializers.Serializer[Any]):
    """The answer of GET /subtitles for all languages."""

    video_id = serializers.CharField()
    title = serializers.CharField()
    manual_subtitles = serializers.ListField(child=serializers.CharField())
    auto_generated_subtitles = serializers.ListField(
        child=serializers.CharField(),
        help_text=_("Heard or translated by a machine; `-orig` marks the language that is spoken."),
    )
    subtitle_details = _DetailsField()
    auto_subtitle_details = _DetailsField()


class SubtitlesSerializer(serializers.Serializer[Any]):
    """The answer of GET /subtitles for one language."""

    video_id = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField(help_text=_("May be a variety of the one asked for, as `en-GB`."))
    is_auto_generated = serializers.BooleanField()
    formats = CaptionFormatSerializer(many=True)


class SubtitleFileSerializer(serializers.Serializer[Any]):
    """The answer of POST /subtitles."""

    video_id = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField(help_text=_("May be a variety of the one asked for, as `en-GB`."))
    filename = serializers.CharField()
    download_url = serializers.CharField(help_text=_("Not percent-encoded."))
    is_auto_generated = serializers.BooleanField()
    expires_at = serializers.DateTimeField(help_text=_("When the file is deleted."))
