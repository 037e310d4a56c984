"""Stand-ins for the platforms: no test of ours reaches the real ones.

`Upstream` is a forward proxy on loopback that ends TLS with a certificate of its own authority and answers as
the host asked for. What runs behind it, yt-dlp and instaloader unchanged, does its real work against invented
videos and posts.
"""

from .behaviour import Behaviour, Rule
from .messages import Kind, Request
from .upstream import Upstream
from .youtube.catalogue import (
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

__all__ = [
    "AudioTrack",
    "Behaviour",
    "Caption",
    "Chapter",
    "Entry",
    "Kind",
    "Live",
    "Playlist",
    "Refusals",
    "Request",
    "Rule",
    "Upstream",
    "Video",
    "entry_of",
    "numbered_video",
]
