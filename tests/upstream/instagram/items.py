"""Posts and stories as the JSON that Instagram calls an item, whatever answer it travels in."""

import time
from typing import Any, TypeAlias

from ..media import MediaStore
from .addresses import Addresses, CdnFile, Parts
from .catalogue import Clip, Medium, Person, Photo, Post, Story
from .dash import dash_manifest
from .shortcodes import EXTRA_LETTERS, pk_of, shortcode_of

Item: TypeAlias = dict[str, Any]

IMAGE, VIDEO, CAROUSEL = 1, 2, 8
"""Values of `media_type`."""
SMALLER_WIDTHS = (750, 640, 480, 320, 240)
CROPPED_SIDES = (640, 150)
"""After the whole picture Instagram lists squares cut out of it."""
STORY_SECONDS = 24 * 3600
PROFILE_PICTURE_SIDE = 150


class Items:
    """Makes items with addresses that are good from now on."""

    def __init__(self, addresses: Addresses, store: MediaStore) -> None:
        self._addresses = addresses
        self._store = store

    def post(self, post: Post, code: str, media_count: int) -> Item:
        """A post under the name `code`, of somebody with `media_count` posts."""
        user = self.user(post.owner, media_count)
        first = post.media[0]
        children = self._children(post) if post.is_carousel else None
        return {
            **self._medium(first, post.shortcode, post.shortcode, post.owner),
            "code": code,
            **({"media_type": CAROUSEL, **_NO_VIDEO} if post.is_carousel else {}),
            "product_type": str(post.product),
            "taken_at": post.taken_at,
            "user": user,
            "owner": user,
            "caption": None if post.caption is None else {"text": post.caption, "pk": "1"},
            "title": None,
            "like_count": post.like_count,
            "comment_count": post.comment_count,
            "view_count": post.view_count,
            "play_count": post.view_count if post.play_count is None else post.play_count,
            "like_and_view_counts_disabled": post.like_count is None,
            "has_liked": False,
            "comments_disabled": False,
            "carousel_media": children,
            "carousel_media_count": len(children) if children else None,
            "coauthor_producers": [],
            "location": None,
            "sponsor_tags": None,
            "is_paid_partnership": False,
        }

    def story(self, story: Story) -> Item:
        """One story, posted so long ago as it says."""
        taken_at = int(time.time()) - story.minutes_ago * 60
        return {
            **self._medium(story.medium, story.shortcode, story.shortcode, story.owner),
            "product_type": "story",
            "taken_at": taken_at,
            "expiring_at": taken_at + STORY_SECONDS,
            "caption": None,
        }

    def user(self, person: Person, media_count: int) -> Item:
        """A person with so many posts."""
        side = PROFILE_PICTURE_SIDE
        picture = CdnFile(f"{person.username}-face", "jpg", side, side)
        return {
            "pk": person.user_id,
            "id": person.user_id,
            "username": person.username,
            "full_name": person.full_name,
            "is_private": person.is_private,
            "is_verified": False,
            "biography": person.biography,
            "profile_pic_url": self._addresses.issue(picture, person.username),
            "follower_count": 280,
            "following_count": 12,
            "media_count": media_count,
            "all_media_count": media_count,
        }

    def _children(self, post: Post) -> list[Item]:
        common = {
            "taken_at": post.taken_at,
            "carousel_parent_id": f"{pk_of(post.shortcode)}_{post.owner.user_id}",
        }
        return [
            {**self._medium(medium, code, post.shortcode, post.owner), **common}
            for medium, code in zip(post.media, _codes(post), strict=True)
        ]

    def _medium(self, medium: Medium, code: str, post_code: str, owner: Person) -> Item:
        """What all items have; `code` names its files, `post_code` the post they belong to."""
        pk = str(pk_of(code))
        video = self._video(medium, code, post_code, pk) if isinstance(medium, Clip) else _NO_VIDEO
        return {
            "pk": pk,
            "id": f"{pk}_{owner.user_id}",
            "code": code,
            "media_type": VIDEO if isinstance(medium, Clip) else IMAGE,
            "image_versions2": {"candidates": self._candidates(medium, code, post_code)},
            "original_width": medium.width,
            "original_height": medium.height,
            "accessibility_caption": None,
            "usertags": None,
            **video,
        }

    def _candidates(self, medium: Medium, code: str, post_code: str) -> list[Item]:
        """The still pictures: whole ones, largest first, then squares."""
        widths = [medium.width, *(width for width in SMALLER_WIDTHS if width < medium.width)]
        sizes = [(width, round(width * medium.height / medium.width)) for width in widths]
        sizes += [(side, side) for side in CROPPED_SIDES]
        photo = medium if isinstance(medium, Photo) else Photo()
        return [
            self._candidate(CdnFile(code, photo.extension, *size, size_bytes=photo.size_bytes), post_code)
            for size in sizes
        ]

    def _candidate(self, file: CdnFile, post_code: str) -> Item:
        return {"url": self._addresses.issue(file, post_code), "width": file.width, "height": file.height}

    def _video(self, clip: Clip, code: str, post_code: str, pk: str) -> Item:
        versions = [
            {"type": 101 + index, "id": f"{pk}v{index}", **self._candidate(file, post_code)}
            for index, file in enumerate(clip_files(clip, code))
        ]
        manifest = self._manifest(clip, code, post_code) if clip.dash else None
        return {
            "video_versions": versions,
            "video_duration": clip.seconds,
            "has_audio": clip.sound,
            "video_dash_manifest": manifest,
            "is_dash_eligible": int(bool(clip.dash)),
            "number_of_qualities": len(clip.dash) or None,
        }

    def _manifest(self, clip: Clip, code: str, post_code: str) -> str:
        files = dash_files(clip, code)
        return dash_manifest(files, lambda file: self._addresses.issue(file, post_code), self._store)


_NO_VIDEO: Item = {
    "video_versions": None,
    "video_duration": None,
    "has_audio": None,
    "video_dash_manifest": None,
}


def link_code(post: Post) -> str:
    """What stands in the address of a post: a private person's has more letters."""
    return post.shortcode + ("x" * EXTRA_LETTERS if post.owner.is_private else "")


def clip_files(clip: Clip, code: str) -> list[CdnFile]:
    """The files of a clip that have pictures and sound together, largest first."""
    parts = Parts.BOTH if clip.sound else Parts.PICTURE
    return [
        CdnFile(code, "mp4", *frame_size(clip, side), clip.seconds, parts, clip.size_bytes)
        for side in clip.renditions
    ]


def dash_files(clip: Clip, code: str) -> list[CdnFile]:
    """The files of a clip's DASH manifest: pictures, smallest first, then sound."""
    pictures = [
        CdnFile(code, "mp4", *frame_size(clip, side), clip.seconds, Parts.PICTURE, clip.size_bytes)
        for side in clip.dash
    ]
    sound = CdnFile(code, "m4a", seconds=clip.seconds, parts=Parts.SOUND, size_bytes=clip.size_bytes)
    return [*pictures, sound] if clip.sound and pictures else pictures


def frame_size(clip: Clip, side: int) -> tuple[int, int]:
    """Width and height in pixels, both even, of a rendition with this short side."""
    scale = side / min(clip.width, clip.height)
    width, height = (round(length * scale / 2) * 2 for length in (clip.width, clip.height))
    return width, height


def files_of(post: Post) -> list[CdnFile]:
    """All video files of a post."""
    codes = _codes(post)
    return [
        file
        for medium, code in zip(post.media, codes, strict=True)
        if isinstance(medium, Clip)
        for file in (*clip_files(medium, code), *dash_files(medium, code))
    ]


def _codes(post: Post) -> list[str]:
    """The names of a post's media; those of a carousel have numbers of their own."""
    if not post.is_carousel:
        return [post.shortcode]
    pk = pk_of(post.shortcode)
    return [shortcode_of(pk + index) for index in range(1, len(post.media) + 1)]
