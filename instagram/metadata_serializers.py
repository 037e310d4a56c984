"""What the endpoints that tell of posts, stories and profiles take, and what they answer, field by field."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from jobs.validation import AddressField

from .addresses import parse_post, parse_username
from .posts import Kind

MAX_POSTS = 50
DEFAULT_POSTS = 12
MEDIA_KINDS = [Kind.IMAGE.value, Kind.VIDEO.value]
POST_KINDS = [kind.value for kind in Kind]


# --- what they take --------------------------------------------------------------------------------


class PostQuery(serializers.Serializer[Any]):
    """The parameters of the endpoints for one post or reel."""

    url = AddressField(
        parse_post, help_text=_("The link of an Instagram post or reel as people paste it, or its shortcode.")
    )


class UsernameQuery(serializers.Serializer[Any]):
    """The parameters of the endpoints for one person."""

    username = AddressField(
        parse_username,
        help_text=_("A person's name on Instagram, with or without “@”, or the link of a profile."),
    )


class ProfilePostsQuery(UsernameQuery):
    """The parameters of GET /instagram/profile/posts."""

    limit = serializers.IntegerField(
        default=DEFAULT_POSTS, min_value=1, max_value=MAX_POSTS, help_text=_("How many posts to return.")
    )


# --- what they answer: posts and reels -------------------------------------------------------------


class OwnerSerializer(serializers.Serializer[Any]):
    """Who posted it."""

    username = serializers.CharField()
    user_id = serializers.CharField()


class MediaSerializer(serializers.Serializer[Any]):
    """A picture or video in its largest size."""

    url = serializers.CharField(allow_null=True, help_text=_("On Instagram's servers, for some hours."))
    thumbnail = serializers.CharField(allow_null=True)
    duration = serializers.FloatField(allow_null=True, help_text=_("Seconds; null for a picture."))
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)


class MediaItemSerializer(MediaSerializer):
    """One picture or video of a carousel."""

    index = serializers.IntegerField(help_text=_("Its place in the carousel, counted from 0."))
    type = serializers.ChoiceField(MEDIA_KINDS)


class ToldSerializer(serializers.Serializer[Any]):
    """What posts and reels have in common."""

    success = serializers.BooleanField(help_text=_("Always true: an error has another form."))
    shortcode = serializers.CharField()
    caption = serializers.CharField(help_text=_("Empty where there is none."))
    owner = OwnerSerializer()
    timestamp = serializers.IntegerField(help_text=_("When it was posted, in Unix seconds."))
    upload_date = serializers.CharField(help_text=_("YYYYMMDD."))
    view_count = serializers.IntegerField(
        allow_null=True, help_text=_("Null where Instagram hides it, as for pictures.")
    )
    like_count = serializers.IntegerField(allow_null=True, help_text=_("Null where Instagram hides it."))
    comment_count = serializers.IntegerField(allow_null=True)
    thumbnail = serializers.CharField(allow_null=True)
    webpage_url = serializers.CharField()


class PostInfoSerializer(ToldSerializer):
    """The answer of GET /instagram/post/info."""

    type = serializers.ChoiceField(POST_KINDS)
    post_id = serializers.CharField(help_text=_("The shortcode."))
    duration = serializers.FloatField(allow_null=True, help_text=_("Seconds, of a video."))
    is_carousel = serializers.BooleanField()
    carousel_count = serializers.IntegerField(allow_null=True, help_text=_("Null for no carousel."))
    media_items = MediaItemSerializer(many=True, allow_null=True, help_text=_("Null for no carousel."))


class ReelFormatSerializer(serializers.Serializer[Any]):
    """A file of a reel: one with picture and sound, or one of its DASH manifest."""

    format_id = serializers.CharField()
    ext = serializers.CharField()
    resolution = serializers.CharField(allow_null=True, help_text=_("Null where there is no picture."))
    filesize = serializers.IntegerField(allow_null=True, help_text=_("Bytes; null where it is not told."))
    fps = serializers.IntegerField(allow_null=True)
    vcodec = serializers.CharField(
        allow_null=True, help_text=_("`none` where there is no picture; null where it is not told.")
    )
    acodec = serializers.CharField(
        allow_null=True, help_text=_("`none` where there is no sound; null where it is not told.")
    )
    tbr = serializers.FloatField(allow_null=True, help_text=_("All streams' kbit/s together."))
    url = serializers.CharField(help_text=_("On Instagram's servers, for some hours."))


class ReelInfoSerializer(ToldSerializer):
    """The answer of GET /instagram/reel/info."""

    type = serializers.CharField(help_text=_("Always `reel`."))
    reel_id = serializers.CharField(help_text=_("The shortcode."))
    video_url = serializers.CharField(
        allow_null=True, help_text=_("The largest file with picture and sound, for some hours.")
    )
    duration = serializers.FloatField(allow_null=True, help_text=_("Seconds."))
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    fps = serializers.IntegerField(
        allow_null=True, help_text=_("Pictures a second; null where it is not told.")
    )
    formats = ReelFormatSerializer(
        many=True, help_text=_("Those with picture and sound first, the best first.")
    )


class StatisticsSerializer(serializers.Serializer[Any]):
    """Counts; null where Instagram hides them."""

    likes_count = serializers.IntegerField(allow_null=True)
    comments_count = serializers.IntegerField(allow_null=True)
    view_count = serializers.IntegerField(allow_null=True)
    total_engagement = serializers.IntegerField(
        allow_null=True, help_text=_("Likes and comments together; null where one of them is hidden.")
    )


class PostStatsSerializer(serializers.Serializer[Any]):
    """The answer of GET /instagram/post/stats."""

    success = serializers.BooleanField(help_text=_("Always true: an error has another form."))
    type = serializers.CharField(help_text=_("Always `post_statistics`."))
    post_id = serializers.CharField(help_text=_("The shortcode."))
    shortcode = serializers.CharField()
    owner_username = serializers.CharField()
    statistics = StatisticsSerializer()


class ReelStatsSerializer(serializers.Serializer[Any]):
    """The answer of GET /instagram/reel/stats."""

    success = serializers.BooleanField(help_text=_("Always true: an error has another form."))
    type = serializers.CharField(help_text=_("Always `reel_statistics`."))
    reel_id = serializers.CharField(help_text=_("The shortcode."))
    shortcode = serializers.CharField()
    owner_username = serializers.CharField()
    duration_seconds = serializers.FloatField(allow_null=True)
    statistics = StatisticsSerializer()


# --- what they answer: people ----------------------------------------------------------------------


class StorySerializer(MediaSerializer):
    """One story."""

    story_id = serializers.CharField(help_text=_("Its number and its owner's."))
    story_index = serializers.IntegerField(help_text=_("Counted from 1, the oldest first."))
    media_type = serializers.ChoiceField(MEDIA_KINDS)
    timestamp = serializers.IntegerField(help_text=_("When it was posted, in Unix seconds."))


class StoriesSerializer(serializers.Serializer[Any]):
    """The answer of GET /instagram/story/info."""

    success = serializers.BooleanField(help_text=_("Always true: an error has another form."))
    type = serializers.CharField(help_text=_("Always `stories`."))
    username = serializers.CharField()
    user_id = serializers.CharField()
    has_active_stories = serializers.BooleanField()
    active_stories_count = serializers.IntegerField()
    stories = StorySerializer(many=True)


class ListedPostSerializer(serializers.Serializer[Any]):
    """A post as a profile lists it."""

    title = serializers.CharField(help_text=_("The first line of the caption, or else the owner's name."))
    url = serializers.CharField()
    thumbnail = serializers.CharField(allow_null=True)
    duration = serializers.FloatField(
        allow_null=True, help_text=_("Seconds, of a video; null where the profile does not tell it.")
    )


class RecentPostSerializer(ListedPostSerializer):
    """One of a person's latest posts."""

    id = serializers.CharField(help_text=_("The shortcode."))


class ProfileInfoSerializer(serializers.Serializer[Any]):
    """The answer of GET /instagram/profile/info."""

    success = serializers.BooleanField(help_text=_("Always true: an error has another form."))
    type = serializers.CharField(help_text=_("Always `profile`."))
    username = serializers.CharField()
    user_id = serializers.CharField()
    profile_url = serializers.CharField()
    total_posts = serializers.IntegerField()
    recent_posts = RecentPostSerializer(many=True, help_text=_("The latest first, 12 at most."))
    recent_posts_count = serializers.IntegerField()


class ProfilePostSerializer(ListedPostSerializer):
    """One of a person's posts."""

    index = serializers.IntegerField(help_text=_("Counted from 0, the latest first."))
    post_id = serializers.CharField(help_text=_("The shortcode."))
    is_video = serializers.BooleanField()


class ProfilePostsSerializer(serializers.Serializer[Any]):
    """The answer of GET /instagram/profile/posts."""

    success = serializers.BooleanField(help_text=_("Always true: an error has another form."))
    type = serializers.CharField(help_text=_("Always `profile_posts`."))
    username = serializers.CharField()
    total_posts = serializers.IntegerField()
    returned_count = serializers.IntegerField(
        help_text=_("How many posts there are here; Instagram may show fewer than were asked for.")
    )
    limit = serializers.IntegerField()
    posts = ProfilePostSerializer(many=True)


# --- what they answer: the API itself --------------------------------------------------------------


class ApiSerializer(serializers.Serializer[Any]):
    """What it is."""

    name = serializers.CharField()
    version = serializers.CharField()
    base_url = serializers.CharField()
    docs_url = serializers.CharField()


class CapabilitiesSerializer(serializers.Serializer[Any]):
    """What it can do, in stable words."""

    supported_content_types = serializers.ListField(child=serializers.CharField())
    download_features = serializers.ListField(child=serializers.CharField())
    statistics = serializers.ListField(child=serializers.CharField())


class LimitsSerializer(serializers.Serializer[Any]):
    """The operator's settings."""

    max_batch_size = serializers.IntegerField()
    file_retention_minutes = serializers.IntegerField()
    rate_limit_requests_per_minute = serializers.IntegerField(help_text=_("0 where there is no limit."))


class EndpointSerializer(serializers.Serializer[Any]):
    """One endpoint."""

    method = serializers.CharField()
    path = serializers.CharField()
    description = serializers.CharField()


class InstagramAboutSerializer(serializers.Serializer[Any]):
    """The answer of GET /instagram/info."""

    api = ApiSerializer()
    capabilities = CapabilitiesSerializer()
    limits = LimitsSerializer()
    endpoints = EndpointSerializer(many=True)
