"""`make demo`: the whole service against the stand-in platforms, with links to paste."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.conftest import MEDIA
from tests.upstream import Upstream
from tests.upstream.__main__ import default_recordings
from tests.upstream.instagram.samples import FOLLOWER

PROJECT = Path(__file__).parent.parent
DATA = PROJECT / "data" / "demo"


def main() -> None:
    """Run until Ctrl-C, which reaches the service as well."""
    with Upstream(MEDIA, default_recordings()) as upstream:
        print("Links to paste:")  # noqa: T201
        for link, note in upstream.links().items():
            print(f"  {link}  {note}")  # noqa: T201
        print(f"A sessionid for stories and private posts:\n  {FOLLOWER.session_id}")  # noqa: T201
        service = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=PROJECT,
            env={
                **os.environ,
                "DATA_DIR": os.environ.get("DATA_DIR", str(DATA)),
                "OUTBOUND_PROXY": upstream.proxy_url,
                "OUTBOUND_CA_BUNDLE": str(upstream.ca_bundle),
            },
        )
        signal.signal(signal.SIGTERM, lambda *_: service.terminate())
        while service.poll() is None:
            with contextlib.suppress(KeyboardInterrupt):
                service.wait()


if __name__ == "__main__":
    main()
