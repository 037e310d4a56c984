"""What posts, stories and profiles are to us → what the API tells of them. Nobody is asked."""

from datetime import UTC, datetime
from typing import Any

from jobs.errors import Code, Failure

from . import metadata_formats, names
from .posts import Kind, Medium, Owner, Post, Profile, Rendition, Stories, Story


def post(found: Post) -> dict[str, Any]:
    """All about a post; None for what it has not, or what Instagram does not tell."""
    is_carousel = found.kind is Kind.CAROUSEL
    return {
        "success": True,
        "type": found.kind,
        "post_id": found.shortcode,
        **_told(found),
        "duration": None if is_carousel else found.media[0].duration,
        "webpage_url": _page(found),
        "is_carousel": is_carousel,
        "carousel_count": len(found.media) if is_carousel else None,
        "media_items": [_media_item(*each) for each in enumerate(found.media)] if is_carousel else None,
    }


def reel(found: Post) -> dict[str, Any]:
    """All about a reel. Raises Failure with `wrong_media` for a post that is not one video."""
    medium = _only_video(found)
    largest = medium.videos[0] if medium.videos else None
    formats = metadata_formats.formats(medium)
    return {
        "success": True,
        "type": "reel",
        "reel_id": found.shortcode,
        **_told(found),
        "video_url": largest.url if largest else None,
        "duration": medium.duration,
        **_size(largest),
        "fps": max((each["fps"] for each in formats if each["fps"]), default=None),
        "webpage_url": f"https://www.instagram.com/reel/{found.shortcode}/",
        "formats": formats,
    }


def post_stats(found: Post) -> dict[str, Any]:
    """A post's counts; None for those that Instagram hides."""
    return {
        "success": True,
        "type": "post_statistics",
        "post_id": found.shortcode,
        "shortcode": found.shortcode,
        "owner_username": found.owner.username,
        "statistics": _statistics(found),
    }


def reel_stats(found: Post) -> dict[str, Any]:
    """A reel's counts. Raises Failure with `wrong_media` for a post that is not one video."""
    return {
        "success": True,
        "type": "reel_statistics",
        "reel_id": found.shortcode,
        "shortcode": found.shortcode,
        "owner_username": found.owner.username,
        "duration_seconds": _only_video(found).duration,
        "statistics": _statistics(found),
    }


def stories(found: Stories) -> dict[str, Any]:
    """The stories that somebody has now."""
    return {
        "success": True,
        "type": "stories",
        "username": found.owner.username,
        "user_id": found.owner.user_id,
        "has_active_stories": bool(found.stories),
        "active_stories_count": len(found.stories),
        "stories": [_story(index, each) for index, each in enumerate(found.stories, start=1)],
    }


def profile(found: Profile) -> dict[str, Any]:
    """Somebody's page with the latest posts."""
    return {
        "success": True,
        "type": "profile",
        "username": found.owner.username,
        "user_id": found.owner.user_id,
        "profile_url": f"https://www.instagram.com/{found.owner.username}/",
        "total_posts": found.total_posts,
        "recent_posts": [{"id": each.shortcode, **_listed(each)} for each in found.posts],
        "recent_posts_count": len(found.posts),
    }


def profile_posts(found: Profile, limit: int) -> dict[str, Any]:
    """Somebody's latest posts, of which `limit` were asked for."""
    return {
        "success": True,
        "type": "profile_posts",
        "username": found.owner.username,
        "total_posts": found.total_posts,
        "returned_count": len(found.posts),
        "limit": limit,
        "posts": [
            {
                "index": index,
                "post_id": each.shortcode,
                **_listed(each),
                "is_video": each.kind is Kind.VIDEO,
            }
            for index, each in enumerate(found.posts)
        ],
    }


def _told(found: Post) -> dict[str, Any]:
    """What posts and reels have in common."""
    return {
        "shortcode": found.shortcode,
        "caption": found.caption,
        "owner": _owner(found.owner),
        "timestamp": found.taken_at,
        "upload_date": datetime.fromtimestamp(found.taken_at, UTC).strftime("%Y%m%d"),
        "view_count": found.view_count,
        "like_count": found.like_count,
        "comment_count": found.comment_count,
        "thumbnail": _thumbnail(found.media[0]),
    }


def _owner(owner: Owner) -> dict[str, str]:
    return {"username": owner.username, "user_id": owner.user_id}


def _only_video(found: Post) -> Medium:
    if found.kind is not Kind.VIDEO:
        raise Failure(Code.WRONG_MEDIA)
    return found.media[0]


def _statistics(found: Post) -> dict[str, int | None]:
    likes, comments = found.like_count, found.comment_count
    return {
        "likes_count": likes,
        "comments_count": comments,
        "view_count": found.view_count,
        "total_engagement": None if likes is None or comments is None else likes + comments,
    }


def _media_item(index: int, medium: Medium) -> dict[str, Any]:
    return {"index": index, "type": medium.kind, **_shown(medium)}


def _story(index: int, story: Story) -> dict[str, Any]:
    return {
        "story_id": story.story_id,
        "story_index": index,
        "media_type": story.medium.kind,
        "timestamp": story.taken_at,
        **_shown(story.medium),
    }


def _shown(medium: Medium) -> dict[str, Any]:
    """A picture or video in its largest size."""
    largest = next(iter(medium.videos or medium.images), None)
    return {
        "url": largest.url if largest else None,
        "thumbnail": _thumbnail(medium),
        "duration": medium.duration,
        **_size(largest),
    }


def _listed(found: Post) -> dict[str, Any]:
    """A post as one line of a profile."""
    return {
        "title": names.first_line(found.caption) or found.owner.username,
        "url": _page(found),
        "thumbnail": _thumbnail(found.media[0]),
        "duration": found.media[0].duration if found.kind is Kind.VIDEO else None,
    }


def _page(found: Post) -> str:
    return f"https://www.instagram.com/p/{found.shortcode}/"


def _thumbnail(medium: Medium) -> str | None:
    return medium.images[0].url if medium.images else None


def _size(rendition: Rendition | None) -> dict[str, int | None]:
    """Unknown where Instagram does not tell."""
    return {
        "width": rendition.width or None if rendition else None,
        "height": rendition.height or None if rendition else None,
    }
