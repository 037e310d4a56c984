"""What people can ask for of a post, a reel or stories."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from .posts import Kind, Medium


class Make(StrEnum):
    """The kinds of files to make."""

    MEDIA = "media"
    VIDEO_ONLY = "video_only"
    IMAGE_ONLY = "image_only"
    AUDIO_ONLY = "audio_only"
    METADATA = "metadata"


@dataclass(frozen=True)
class Wish:
    """What a person asked for; `quality` is one of `renditions.CAPS`."""

    make: Make = Make.MEDIA
    quality: str = "best"
    audio_format: str = "best"
    include_metadata: bool = False
    as_zip: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """The wish that an item's options keep, see `kept`."""
        return cls(**{**options, "make": Make(options["make"])})

    @property
    def kept(self) -> dict[str, Any]:
        """The wish in JSON's types."""
        return asdict(self)

    def wants(self, medium: Medium) -> bool:
        """Whether a file is to be made of it."""
        match self.make:
            case Make.MEDIA:
                return True
            case Make.VIDEO_ONLY:
                return medium.kind is Kind.VIDEO
            case Make.IMAGE_ONLY:
                return medium.kind is Kind.IMAGE
            case Make.AUDIO_ONLY:
                return medium.kind is Kind.VIDEO and medium.has_audio
            case _:
                return False
