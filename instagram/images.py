"""Makes the file of a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jobs import media, ytdlp
from jobs.errors import Code, Failure
from jobs.providers import IMAGE, Product

from . import client, renditions
from .posts import Medium


@dataclass(frozen=True)
class ImagePlan:
    """How to make a picture's file. They are small: nobody asks for their sizes."""

    stem: str
    url: str

    @property
    def unmeasured(self) -> list[str]:
        """The addresses whose files' sizes are to be asked for."""
        return []

    @property
    def size_bytes(self) -> int:
        """What it adds to a total that tells how far a download is."""
        return 0

    def measured(self, sizes: Mapping[str, int | None]) -> "ImagePlan":
        """The plan with the sizes that are known now."""
        return self

    def make(self, folder: Path, meter: ytdlp.Meter, connections: int) -> Product:
        """Fetch it into `folder`. Raises Failure."""
        path = folder / "image"  # its real kind is in it, whatever its address ends with
        ytdlp.fetch(self.url, path, client.PLATFORM, meter)
        return Product(path, f"{self.stem}_image{media.image_suffix(path)}", IMAGE)


def plan(stem: str, medium: Medium, quality: str) -> ImagePlan:
    """Raises Failure where there is no picture."""
    chosen = renditions.image(medium, quality)
    if chosen is None:
        raise Failure(Code.EXTRACTION_FAILED)
    return ImagePlan(stem, chosen.url)
