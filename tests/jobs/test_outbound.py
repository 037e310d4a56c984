"""The operator's authorities are trusted besides the public ones, as their file is now."""

import os
from pathlib import Path

import trustme
from pytest_django import Settings

from jobs import outbound


def test_authorities_are_read_once_and_anew_when_their_file_has_changed(
    tmp_path: Path, settings: Settings
) -> None:
    bundle = tmp_path / "authorities.pem"
    settings.OUTBOUND_CA_BUNDLE = bundle
    trustme.CA().cert_pem.write_to_path(str(bundle))
    first = outbound.tls_context()
    assert outbound.tls_context() is first

    trustme.CA().cert_pem.write_to_path(str(bundle))
    os.utime(bundle, ns=(1, 1))
    second = outbound.tls_context()
    assert second is not first
    assert second.get_ca_certs(binary_form=True) != first.get_ca_certs(binary_form=True)
