"""`python -m tests.upstream`: the stand-in for a demonstration or a benchmark, until it is interrupted."""

import argparse
import contextlib
import os
import signal
import sys
import tempfile
from pathlib import Path

from .upstream import Upstream

RECORDINGS_VARIABLE = "UPSTREAM_RECORDINGS"


def main() -> None:
    """Start a stand-in, say how to use it, and wait."""
    options = _options()
    # A supervisor ends it with SIGTERM; it leaves as it does at the keyboard.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        contextlib.suppress(KeyboardInterrupt),
        Upstream(options.directory, options.recordings, options.port) as upstream,
    ):
        upstream.rate_bytes_per_second = options.rate
        upstream.latency_seconds = options.latency
        sys.stdout.write(_greeting(upstream))
        sys.stdout.flush()
        signal.pause()


def default_recordings() -> Path | None:
    """The folder of recordings: the variable's, else the one beside the project, if there is any."""
    named = os.environ.get(RECORDINGS_VARIABLE)
    path = Path(named) if named else Path(__file__).parents[2].parent / "shared" / "recordings"
    return path if path.is_dir() else None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.upstream", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port of the proxy (default: a free one)")
    parser.add_argument(
        "--directory",
        type=Path,
        default=Path(tempfile.gettempdir()) / "upstream",
        help="where media and the certificate are kept",
    )
    parser.add_argument(
        "--recordings",
        type=Path,
        default=default_recordings(),
        help=f"recorded answers (or {RECORDINGS_VARIABLE})",
    )
    parser.add_argument("--rate", type=float, help="bytes per second of media on each connection")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before every answer but media")
    return parser.parse_args()


def _greeting(upstream: Upstream) -> str:
    lines = [f"proxy      {upstream.proxy_url}", f"CA bundle  {upstream.ca_bundle}", ""]
    lines += [f"{link}  {note}" for link, note in upstream.links().items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
