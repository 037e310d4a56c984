"""Posts and stories as what they have in common: media, each with the beginning of its file's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from . import names
from .addresses import PostAddress
from .posts import Medium, Post, Stories, Story


@dataclass(frozen=True)
class Content:
    """What is to be downloaded: `media` by what the name of each begins with, in their order.

    `stem` is what the names of a ZIP and of the metadata begin with.
    """

    stem: str
    zip_name: str
    page: str
    owner: str
    title: str
    caption: str
    taken_at: int
    media: Mapping[str, Medium]
    metadata: Mapping[str, Any]


def of_post(post: Post) -> Content:
    """A post or reel."""
    page = PostAddress(post.shortcode).canonical
    return Content(
        stem=post.shortcode,
        zip_name=f"{post.shortcode}_carousel.zip",
        page=page,
        owner=post.owner.username,
        title=names.title(post.owner.username, post.caption),
        caption=post.caption,
        taken_at=post.taken_at,
        media=dict(zip(names.post_stems(post), post.media, strict=True)),
        metadata=_metadata(post, page),
    )


def of_stories(stories: Stories) -> Content:
    """All the stories that a person has now."""
    owner = stories.owner.username
    return _of_stories(stories, dict(enumerate(stories.stories, 1)), title=owner)


def of_story(stories: Stories, story: Story, number: int) -> Content:
    """One of them, which had this number when it was asked for."""
    return _of_stories(stories, {number: story}, title=story_title(stories.owner.username, number))


def story_title(username: str, number: int) -> str:
    """What a story is called for people."""
    return f"{username} #{number}"


def stories_page(username: str) -> str:
    """The address of a person's stories."""
    return f"https://www.instagram.com/stories/{username}/"


def story_page(username: str, story: Story) -> str:
    """The address of one story: of its id the part before the owner's."""
    return f"{stories_page(username)}{story.story_id.partition('_')[0]}/"


def _of_stories(stories: Stories, chosen: Mapping[int, Story], title: str) -> Content:
    owner = stories.owner.username
    return Content(
        stem=owner,
        zip_name=f"{owner}_stories.zip",
        page=stories_page(owner),
        owner=owner,
        title=title,
        caption="",
        taken_at=max(story.taken_at for story in chosen.values()),
        media={names.story_stem(owner, number): story.medium for number, story in chosen.items()},
        metadata={},
    )


def _metadata(post: Post, page: str) -> dict[str, Any]:
    """What is told of a post, without the addresses of its media: those expire."""
    return {
        "shortcode": post.shortcode,
        "type": post.kind.value,
        "url": page,
        "owner": {"username": post.owner.username, "user_id": post.owner.user_id},
        "caption": post.caption,
        "timestamp": post.taken_at,
        "taken_at": datetime.fromtimestamp(post.taken_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "like_count": post.like_count,
        "comment_count": post.comment_count,
        "view_count": post.view_count,
        "media": [_medium(index, medium) for index, medium in enumerate(post.media)],
    }


def _medium(index: int, medium: Medium) -> dict[str, Any]:
    sizes = medium.videos or medium.images
    return {
        "index": index,
        "type": medium.kind.value,
        "width": sizes[0].width if sizes else None,
        "height": sizes[0].height if sizes else None,
        "duration": medium.duration,
    }
