"""yt-dlp as a library. Extractors are a platform's business: it hands in the ones it wants."""

from .asking import choose, extract, extract_list, read, warm_up
from .downloading import download, finished_file, is_plain, output_folder
from .failures import ExpiredError
from .meter import Meter, chosen_formats, ensure_allowed, total_bytes
from .platform import Platform
from .streaming import Track, tracks

__all__ = [
    "ExpiredError",
    "Meter",
    "Platform",
    "Track",
    "choose",
    "chosen_formats",
    "download",
    "ensure_allowed",
    "extract",
    "extract_list",
    "finished_file",
    "is_plain",
    "output_folder",
    "read",
    "total_bytes",
    "tracks",
    "warm_up",
]
