"""What Instagram sends → what posts and stories are to us. Pure functions: nobody is asked.

Instagram has two forms: an item, as its app gets it, and a node, the older form, with less in it.
Their meaning is as in instaloader (structures.py) and yt-dlp (extractor/instagram.py). What is in neither
form raises LookupError, TypeError or ValueError.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .addresses import address_of
from .posts import Kind, Medium, Owner, Post, Profile, Rendition, Stories, Story

_KINDS = {1: Kind.IMAGE, 2: Kind.VIDEO, 8: Kind.CAROUSEL}
_NODE_KINDS = {"Image": Kind.IMAGE, "Video": Kind.VIDEO, "Sidecar": Kind.CAROUSEL}
# Sizes are rounded; squares cut out of a picture differ by more.
_SHAPE_TOLERANCE = 0.02


def post(sent: Mapping[str, Any]) -> Post:
    """A post in either form."""
    return _post_of_item(sent) if "media_type" in sent else _post_of_node(sent)


def stories(user: Mapping[str, Any], sent: Iterable[Mapping[str, Any]]) -> Stories:
    """A person's stories, each in either form, the oldest first."""
    owner = _owner(user)
    told = [_story(each, owner) for each in sent]
    return Stories(owner, sorted(told, key=lambda story: story.taken_at))


def profile(user: Mapping[str, Any], total_posts: int, sent: Iterable[Mapping[str, Any]]) -> Profile:
    """A person with posts in either form, the latest first, wherever the person has pinned them."""
    posts = sorted(map(post, sent), key=lambda each: each.taken_at, reverse=True)
    return Profile(_owner(user), total_posts, posts)


def _owner(user: Mapping[str, Any]) -> Owner:
    return Owner(username=_text(user["username"]), user_id=str(user.get("pk") or user["id"]))


def _story(sent: Mapping[str, Any], owner: Owner) -> Story:
    number = str(sent["id"]).partition("_")[0]
    if "media_type" in sent:
        return Story(f"{number}_{owner.user_id}", sent["taken_at"], _medium(sent))
    return Story(f"{number}_{owner.user_id}", sent["taken_at_timestamp"], _medium_of_node(sent))


# --- items


def _post_of_item(item: Mapping[str, Any]) -> Post:
    kind = _KINDS[item["media_type"]]
    hides_counts = bool(item.get("like_and_view_counts_disabled"))
    views = _count(item.get("view_count"))
    if views is None:
        views = _count(item.get("play_count"))
    return Post(
        shortcode=address_of(item["code"]).shortcode,
        kind=kind,
        owner=_owner(item.get("user") or item["owner"]),
        caption=_text((item.get("caption") or {}).get("text")),
        taken_at=item["taken_at"],
        like_count=None if hides_counts else _count(item.get("like_count")),
        comment_count=_count(item.get("comment_count")),
        view_count=None if hides_counts else views,
        media=[_medium(each) for each in (item["carousel_media"] if kind is Kind.CAROUSEL else [item])],
    )


def _medium(item: Mapping[str, Any]) -> Medium:
    kind = _KINDS[item["media_type"]]
    images = _renditions((item.get("image_versions2") or {}).get("candidates"))
    if kind is not Kind.VIDEO:
        return Medium(kind, _whole(images, item))
    return Medium(
        kind,
        _whole(images, item),
        videos=_renditions(item.get("video_versions")),
        dash_manifest=item.get("video_dash_manifest") or None,
        duration=item.get("video_duration"),
        has_audio=item.get("has_audio") is not False,
    )


def _renditions(versions: Iterable[Mapping[str, Any]] | None) -> Sequence[Rendition]:
    found = [
        Rendition(
            each["url"],
            each.get("width") or 0,
            each.get("height") or 0,
            str(each.get("id") or each.get("type") or ""),
        )
        for each in versions or []
    ]
    return _largest_first(found)


def _whole(images: Sequence[Rendition], item: Mapping[str, Any]) -> Sequence[Rendition]:
    """The pictures without those of which something was cut off; of unknown shape, all."""
    width, height = item.get("original_width"), item.get("original_height")
    if not width or not height:
        return images
    whole = [
        each
        for each in images
        if each.height and abs(each.width / each.height * height / width - 1) < _SHAPE_TOLERANCE
    ]
    return whole or images


# --- nodes


def _post_of_node(node: Mapping[str, Any]) -> Post:
    kind = _kind_of_node(node)
    children = _edges(node.get("edge_sidecar_to_children"))
    return Post(
        shortcode=address_of(node["shortcode"]).shortcode,
        kind=kind,
        owner=_owner(node["owner"]),
        caption="".join(_text(each["text"]) for each in _edges(node.get("edge_media_to_caption"))[:1]),
        taken_at=node["taken_at_timestamp"],
        like_count=_first_count(node, "edge_media_preview_like", "edge_liked_by"),
        comment_count=_first_count(node, "edge_media_to_parent_comment", "edge_media_to_comment"),
        view_count=_count(node.get("video_view_count")),
        media=[_medium_of_node(each) for each in children or [node]],
    )


def _medium_of_node(node: Mapping[str, Any]) -> Medium:
    size = node.get("dimensions") or {}
    width, height = size.get("width") or 0, size.get("height") or 0
    images = _resources(node.get("display_resources")) or [Rendition(node["display_url"], width, height)]
    if not node.get("is_video"):
        return Medium(Kind.IMAGE, images)
    address = node.get("video_url")
    return Medium(
        Kind.VIDEO,
        images,
        videos=_resources(node.get("video_resources"))
        or ([Rendition(address, width, height)] if address else []),
        duration=node.get("video_duration"),
        has_audio=node.get("has_audio") is not False,
    )


def _kind_of_node(node: Mapping[str, Any]) -> Kind:
    """`GraphImage`, `XDTGraphVideo` and the like."""
    return next(kind for name, kind in _NODE_KINDS.items() if node["__typename"].endswith(name))


def _resources(resources: Iterable[Mapping[str, Any]] | None) -> Sequence[Rendition]:
    return _largest_first(
        Rendition(each["src"], each["config_width"], each["config_height"]) for each in resources or []
    )


def _edges(connection: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [edge["node"] for edge in (connection or {}).get("edges", [])]


def _first_count(node: Mapping[str, Any], *names: str) -> int | None:
    return next((_count(node[name].get("count")) for name in names if node.get(name)), None)


# --- both


def _count(told: int | None) -> int | None:
    """Instagram hides a count by leaving it out, or with -1."""
    return None if told is None or told < 0 else told


def _largest_first(renditions: Iterable[Rendition]) -> Sequence[Rendition]:
    return sorted(renditions, key=lambda each: each.width * each.height, reverse=True)


def _text(told: str | None) -> str:
    """Without what neither JSON nor file systems take: zero bytes, and half an emoji."""
    return (told or "").replace("\0", "").encode(errors="replace").decode()
