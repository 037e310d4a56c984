"""The certificate authority of the stand-in: clients that trust it take the stand-in for any host."""

import ssl
import threading
from pathlib import Path

import trustme


class Authority:
    """Issues a certificate to each host the first time it is needed."""

    def __init__(self) -> None:
        self._authority = trustme.CA()
        self._lock = threading.Lock()
        self._contexts: dict[str, ssl.SSLContext] = {}

    def write_bundle(self, path: Path) -> None:
        """Write what a client has to trust, in PEM."""
        self._authority.cert_pem.write_to_path(path)

    def context(self, host: str) -> ssl.SSLContext:
        """What a TLS server needs to be `host`."""
        with self._lock:
            if host not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.set_alpn_protocols(["http/1.1"])
                self._authority.issue_cert(host).configure_cert(context)
                self._contexts[host] = context
            return self._contexts[host]
