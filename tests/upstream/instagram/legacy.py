"""Nodes: the older form of posts and stories that some answers still have, made from items."""

from typing import Any

from .items import CAROUSEL, IMAGE, VIDEO, Item

_TYPES = {IMAGE: "GraphImage", VIDEO: "GraphVideo", CAROUSEL: "GraphSidecar"}


def post_node(item: Item) -> Item:
    """A post as a line of a profile."""
    largest = item["image_versions2"]["candidates"][0]
    caption = item.get("caption")
    return {
        "__typename": _TYPES[item["media_type"]],
        "id": item["pk"],
        "shortcode": item["code"],
        "dimensions": {"width": item["original_width"], "height": item["original_height"]},
        "display_url": largest["url"],
        "thumbnail_src": largest["url"],
        "is_video": item["media_type"] == VIDEO,
        "video_url": item["video_versions"][0]["url"] if item["video_versions"] else None,
        "video_view_count": item.get("view_count"),
        "video_duration": item["video_duration"],
        "owner": {"id": item["user"]["pk"], "username": item["user"]["username"]},
        "edge_media_to_caption": {"edges": [{"node": {"text": caption["text"]}}] if caption else []},
        "edge_media_to_comment": {"count": item["comment_count"]},
        # Instagram's way of hiding a count in this form.
        "edge_liked_by": {"count": -1 if item["like_count"] is None else item["like_count"]},
        "taken_at_timestamp": item["taken_at"],
    }


def story_node(item: Item, user: Item) -> Item:
    """A story, with its pictures and videos smallest first."""
    is_video = item["media_type"] == VIDEO
    return {
        "__typename": "GraphStoryVideo" if is_video else "GraphStoryImage",
        "id": item["pk"],
        "is_video": is_video,
        "dimensions": {"width": item["original_width"], "height": item["original_height"]},
        "display_url": item["image_versions2"]["candidates"][0]["url"],
        "display_resources": _resources(item["image_versions2"]["candidates"]),
        "video_resources": _resources(item["video_versions"] or []),
        "video_duration": item["video_duration"],
        "has_audio": item["has_audio"],
        "taken_at_timestamp": item["taken_at"],
        "expiring_at_timestamp": item["taken_at"] + 24 * 3600,
        "owner": {"id": user["pk"], "username": user["username"]},
        "edge_media_to_caption": {"edges": []},
    }


def _resources(versions: list[dict[str, Any]]) -> list[Item]:
    whole = [each for each in versions if each["width"] != each["height"]] or versions
    return [
        {"src": each["url"], "config_width": each["width"], "config_height": each["height"]}
        for each in reversed(whole)
    ]
