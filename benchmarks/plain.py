"""Plain yt-dlp, beside which the service is measured: as a command, and as a library without the start of it.

`python -m benchmarks.plain CA_BUNDLE PROXY ADDRESS…` prints how many seconds each extraction took.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import imageio_ffmpeg
from yt_dlp import YoutubeDL

from tests.upstream import Upstream

# The same one that the service takes (jobs/media.py).
FFMPEG = shutil.which("ffmpeg") or imageio_ffmpeg.get_ffmpeg_exe()
FORMAT = "bv*[ext=mp4]+ba[ext=m4a]"


def download_seconds(upstream: Upstream, video_id: str, folder: Path) -> float:
    """How long the command takes for the best mp4 of a video. Raises CalledProcessError."""
    started = time.monotonic()
    subprocess.run(
        [
            sys.executable, "-m", "yt_dlp", "--ignore-config", "--quiet", "--no-warnings", "--no-cache-dir",
            "--proxy", upstream.proxy_url, "--compat-options", "no-certifi",
            "--ffmpeg-location", FFMPEG,
            "--format", FORMAT, "--paths", str(folder), f"https://youtu.be/{video_id}",
        ],
        env={**os.environ, "SSL_CERT_FILE": str(upstream.ca_bundle)},
        check=True,
    )  # fmt: skip
    return time.monotonic() - started


def extraction_seconds(upstream: Upstream, video_ids: list[str]) -> float:
    """How long one takes in a process that has yt-dlp loaded already, median."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.plain", upstream.proxy_url, *video_ids],
        env={**os.environ, "SSL_CERT_FILE": str(upstream.ca_bundle)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return statistics.median(map(float, done.stdout.split()))


def main(proxy: str, video_ids: list[str]) -> None:
    """Extract one after the other, each with a yt-dlp of its own, as the service does."""
    options = {"quiet": True, "no_warnings": True, "proxy": proxy, "compat_opts": {"no-certifi"}}
    for video_id in video_ids:
        started = time.monotonic()
        with YoutubeDL(options) as ytdlp:
            ytdlp.extract_info(f"https://youtu.be/{video_id}", download=False)
        print(time.monotonic() - started)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
