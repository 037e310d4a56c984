"""The documentation's examples of what the endpoints that tell of videos and playlists answer."""

from drf_spectacular.utils import OpenApiExample

from jobs.examples import answer

_THUMBNAIL = "https://i.ytimg.com/vi/M4gD1WSo5mA/maxresdefault.jpg"
_WATCH_PAGE = "https://www.youtube.com/watch?v=M4gD1WSo5mA"
_CHANNEL_ID = "UCuLGmD72gJDBwmLw06X58SA"
_HEAD = {"video_id": "M4gD1WSo5mA", "title": "Video Title"}
_VIDEO = {
    "id": "M4gD1WSo5mA",
    "title": "Video Title",
    "description": "Video description...",
    "duration": 212,
    "duration_string": "3:32",
    "view_count": 1234567890,
    "upload_date": "20091025",
    "channel": "Channel Name",
    "channel_id": _CHANNEL_ID,
    "channel_url": f"https://www.youtube.com/channel/{_CHANNEL_ID}",
    "channel_subscriber_count": 12345678,
    "thumbnail": _THUMBNAIL,
    "thumbnails": [{"url": _THUMBNAIL, "width": 1280, "height": 720}],
    "webpage_url": _WATCH_PAGE,
    "is_live": False,
    "age_limit": 0,
    "live_status": "not_live",
    "availability": "public",
    "media_type": "video",
    "release_timestamp": None,
    "like_count": 12345,
    "chapters": [{"title": "Intro", "start_time": 0, "end_time": 15}],
    "audio_languages": ["en"],
}
_PLAYLIST = {
    "playlist_id": "PLWxziGKTUvQFIsbbFcTZz7jOT4TMGnZBh",
    "playlist_title": "Playlist Title",
    "playlist_count": 25,
    "uploader": "Channel Name",
}
_NO_FORMAT_DETAILS = {"fps": None, "filesize": None, "abr": None, "language": None, "dynamic_range": None}
_CAPTION = {
    "ext": "vtt",
    "url": "https://www.youtube.com/api/timedtext?v=M4gD1WSo5mA&lang=en&fmt=vtt",
    "name": "English",
}

INFO = [
    answer("Video", {"type": "video", **_VIDEO}),
    answer(
        "Playlist",
        {
            "type": "playlist",
            **_PLAYLIST,
            "videos": [{"index": 0, **_VIDEO}],
            "unavailable_count": 0,
            "skip": 0,
            "limit": 1,
            "has_more": True,
        },
    ),
]
FORMATS = [
    answer(
        "Formats",
        {
            **_HEAD,
            "formats": {
                "video_only": [
                    {
                        **_NO_FORMAT_DETAILS,
                        "format_id": "137",
                        "ext": "mp4",
                        "resolution": "1920x1080",
                        "fps": 30,
                        "vcodec": "avc1.640028",
                        "acodec": "none",
                        "filesize": 123456789,
                        "format_note": "1080p",
                        "tbr": 4658.7,
                        "dynamic_range": "SDR",
                    }
                ],
                "audio_only": [
                    {
                        **_NO_FORMAT_DETAILS,
                        "format_id": "140",
                        "ext": "m4a",
                        "resolution": "audio only",
                        "vcodec": "none",
                        "acodec": "mp4a.40.2",
                        "filesize": 3430000,
                        "format_note": "medium",
                        "abr": 129.5,
                        "tbr": 129.5,
                        "language": "en",
                    }
                ],
                "combined": [
                    {
                        **_NO_FORMAT_DETAILS,
                        "format_id": "18",
                        "ext": "mp4",
                        "resolution": "640x360",
                        "fps": 30,
                        "vcodec": "avc1.42001E",
                        "acodec": "mp4a.40.2",
                        "format_note": "360p",
                        "tbr": 503.2,
                        "dynamic_range": "SDR",
                    }
                ],
            },
            "recommended": {
                "best_video": "bestvideo+bestaudio/best",
                "best_audio": "bestaudio/best",
                "720p": "bestvideo[height<=720]+bestaudio",
                "1080p": "bestvideo[height<=1080]+bestaudio",
            },
        },
    )
]
PLAYLIST = [
    answer(
        "Playlist",
        {
            **_PLAYLIST,
            "videos": [
                {
                    "index": 0,
                    "id": "M4gD1WSo5mA",
                    "title": "Video 1",
                    "duration": 180,
                    "url": _WATCH_PAGE,
                    "thumbnail": "https://i.ytimg.com/vi/M4gD1WSo5mA/default.jpg",
                    "available": True,
                }
            ],
        },
    )
]
THUMBNAIL = [
    answer(
        "Thumbnail",
        {
            **_HEAD,
            "quality": "hq",
            "thumbnail_url": "https://img.youtube.com/vi/M4gD1WSo5mA/hqdefault.jpg",
            "all_thumbnails": [{"quality": "0", "url": _THUMBNAIL, "width": 1280, "height": 720}],
        },
    )
]
SUBTITLES = [
    answer(
        "All languages",
        {
            **_HEAD,
            "manual_subtitles": ["en", "es", "fr"],
            "auto_generated_subtitles": ["en", "fa", "de", "ja"],
            "subtitle_details": {"en": [_CAPTION]},
            "auto_subtitle_details": {"en": [_CAPTION]},
        },
    ),
    answer(
        "One language",
        {**_HEAD, "language": "en", "is_auto_generated": False, "formats": [_CAPTION]},
    ),
]
SUBTITLE_FILE = [
    OpenApiExample("In English", {"url": _WATCH_PAGE, "lang": "en"}, request_only=True),
    answer(
        "File",
        {
            **_HEAD,
            "language": "en",
            "filename": "abc12345_Video Title.en.vtt",
            "download_url": "/download/file/abc12345_Video Title.en.vtt",
            "is_auto_generated": False,
            "expires_at": "2025-01-15T12:30:00.000000Z",
        },
    ),
]
