"""The documentation's examples of what the endpoints that tell of posts, stories and profiles answer."""

from typing import Any

from jobs.examples import answer

_CDN = "https://scontent.cdninstagram.com/v"
_PICTURE = f"{_CDN}/t51.2885-15/1080x1350.jpg"
_PORTRAIT = f"{_CDN}/t51.2885-15/1080x1920.jpg"
_VIDEO = f"{_CDN}/t16/1080x1920.mp4"
_OWNER = {"username": "instagram", "user_id": "25025320"}
_POST_PAGE = "https://www.instagram.com/p/CnU4zIh9x_F/"
_TOLD = {
    "success": True,
    "shortcode": "CnU4zIh9x_F",
    "caption": "Beautiful sunset 🌅",
    "owner": _OWNER,
    "timestamp": 1640000000,
    "upload_date": "20211220",
    "view_count": None,
    "like_count": 12345,
    "comment_count": 678,
    "thumbnail": _PICTURE,
    "webpage_url": _POST_PAGE,
}
_IMAGE_POST = {
    "type": "image",
    "post_id": "CnU4zIh9x_F",
    **_TOLD,
    "duration": None,
    "is_carousel": False,
    "carousel_count": None,
    "media_items": None,
}
_PICTURE_SHOWN: dict[str, Any] = {
    "url": _PICTURE,
    "thumbnail": _PICTURE,
    "duration": None,
    "width": 1080,
    "height": 1350,
}
_VIDEO_SHOWN = {"url": _VIDEO, "thumbnail": _PORTRAIT, "duration": 22.5, "width": 1080, "height": 1920}
_MEDIA_ITEMS = [
    {"index": 0, "type": "image", **_PICTURE_SHOWN},
    {"index": 1, "type": "video", **_VIDEO_SHOWN},
]
_STATISTICS = {
    "likes_count": 234567,
    "comments_count": 45678,
    "view_count": 1234567,
    "total_engagement": 280245,
}
_LISTED = {"title": "Beautiful sunset 🌅", "url": _POST_PAGE, "thumbnail": _PICTURE, "duration": None}

POST_INFO = [
    answer("Image", _IMAGE_POST),
    answer(
        "Carousel",
        {
            **_IMAGE_POST,
            "type": "carousel",
            "is_carousel": True,
            "carousel_count": len(_MEDIA_ITEMS),
            "media_items": _MEDIA_ITEMS,
        },
    ),
]
REEL_INFO = [
    answer(
        "Reel",
        {
            **_TOLD,
            "type": "reel",
            "reel_id": "CnU4zIh9x_F",
            "caption": "Amazing reel!",
            "video_url": _VIDEO,
            "thumbnail": _PORTRAIT,
            "duration": 22.5,
            "width": 1080,
            "height": 1920,
            "fps": 30,
            "view_count": 1234567,
            "like_count": 234567,
            "comment_count": 45678,
            "webpage_url": "https://www.instagram.com/reel/CnU4zIh9x_F/",
            "formats": [
                {
                    "format_id": "101",
                    "ext": "mp4",
                    "resolution": "1080x1920",
                    "filesize": None,
                    "fps": None,
                    "vcodec": None,
                    "acodec": None,
                    "tbr": None,
                    "url": _VIDEO,
                },
                {
                    "format_id": "123v",
                    "ext": "mp4",
                    "resolution": "1080x1920",
                    "filesize": 12345678,
                    "fps": 30,
                    "vcodec": "avc1.640028",
                    "acodec": "none",
                    "tbr": 4389.6,
                    "url": _VIDEO,
                },
            ],
        },
    )
]
STORY_INFO = [
    answer(
        "Stories",
        {
            "success": True,
            "type": "stories",
            **_OWNER,
            "has_active_stories": True,
            "active_stories_count": 1,
            "stories": [
                {
                    "story_id": "17912345678901234_25025320",
                    "story_index": 1,
                    "media_type": "image",
                    "timestamp": 1640000000,
                    **_PICTURE_SHOWN,
                }
            ],
        },
    )
]
PROFILE_INFO = [
    answer(
        "Profile",
        {
            "success": True,
            "type": "profile",
            **_OWNER,
            "profile_url": "https://www.instagram.com/instagram/",
            "total_posts": 1234,
            "recent_posts": [{"id": "CnU4zIh9x_F", **_LISTED}],
            "recent_posts_count": 1,
        },
    )
]
PROFILE_POSTS = [
    answer(
        "Posts",
        {
            "success": True,
            "type": "profile_posts",
            "username": "instagram",
            "total_posts": 1234,
            "returned_count": 1,
            "limit": 1,
            "posts": [{"index": 0, "post_id": "CnU4zIh9x_F", **_LISTED, "is_video": False}],
        },
    )
]
POST_STATS = [
    answer(
        "Statistics",
        {
            "success": True,
            "type": "post_statistics",
            "post_id": "CnU4zIh9x_F",
            "shortcode": "CnU4zIh9x_F",
            "owner_username": "instagram",
            "statistics": _STATISTICS,
        },
    )
]
REEL_STATS = [
    answer(
        "Statistics",
        {
            "success": True,
            "type": "reel_statistics",
            "reel_id": "CnU4zIh9x_F",
            "shortcode": "CnU4zIh9x_F",
            "owner_username": "instagram",
            "duration_seconds": 22.5,
            "statistics": _STATISTICS,
        },
    )
]
ABOUT = [
    answer(
        "Instagram API",
        {
            "api": {
                "name": "Instagram Downloader & Info API",
                "version": "2.0.0",
                "base_url": "/instagram",
                "docs_url": "/docs",
            },
            "capabilities": {
                "supported_content_types": ["posts", "reels", "stories", "carousels"],
                "download_features": [
                    "batch_downloads",
                    "quality_selection",
                    "audio_extraction",
                    "zip_export",
                ],
                "statistics": ["engagement_metrics", "view_counts"],
            },
            "limits": {
                "max_batch_size": 20,
                "file_retention_minutes": 30,
                "rate_limit_requests_per_minute": 30,
            },
            "endpoints": [
                {"method": "GET", "path": "/instagram/post/info", "description": "Get post information"}
            ],
        },
    )
]
