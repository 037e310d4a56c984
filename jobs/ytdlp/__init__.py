"""yt-dlp as a library. Extractors are a platform's business: it hands in the ones it wants."""

from .asking import choose, dash_formats, extract, extract_list, read, warm_up
from .downloading import connections, download, fetch, finished_file, is_plain, output_folder, sizes
from .failures import ExpiredError
from .meter import Meter, chosen_formats, ensure_allowed, total_bytes
from .platform import Platform
from .postprocessing import for_audio
from .streaming import Track, tracks

__all__ = [
    "ExpiredError",
    "Meter",
    "Platform",
    "Track",
    "choose",
    "chosen_formats",
    "connections",
    "dash_formats",
    "download",
    "ensure_allowed",
    "extract",
    "extract_list",
    "fetch",
    "finished_file",
    "for_audio",
    "is_plain",
    "output_folder",
    "read",
    "sizes",
    "total_bytes",
    "tracks",
    "warm_up",
]
