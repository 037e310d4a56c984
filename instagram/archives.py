"""Packs media into one ZIP."""

import errno
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from jobs import media, runner
from jobs.errors import Code, Failure
from jobs.providers import Product

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def pack(products: Sequence[Product], path: Path) -> None:
    """Write verified products to a ZIP, from disk to disk; media is compressed already.

    Raises Failure where one is not whole, or the disk is too small.
    """
    for product in products:
        if product.expected:
            media.verify(product.path, product.expected)
    runner.ensure_free_space(path.parent, sum(product.path.stat().st_size for product in products))
    try:
        with ZipFile(path, "w", ZIP_STORED) as archive:
            for product in products:
                archive.write(product.path, product.name)
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise Failure(Code.TOO_LARGE) from error
        raise
