"""What Instagram's items and nodes mean."""

from typing import Any

import pytest

from instagram import items
from instagram.posts import Kind

USER = {"pk": "101", "id": "101", "username": "sample.person"}


def candidate(width: int, height: int) -> dict[str, Any]:
    return {"url": f"https://scontent.cdninstagram.com/{width}x{height}", "width": width, "height": height}


def item(**fields: Any) -> dict[str, Any]:
    """A picture as the app gets it."""
    return {
        "code": "DsampleImg1",
        "pk": "1",
        "media_type": 1,
        "taken_at": 1_718_000_000,
        "user": USER,
        "caption": {"text": "Words"},
        "image_versions2": {"candidates": [candidate(1080, 1350)]},
        **fields,
    }


def node(**fields: Any) -> dict[str, Any]:
    """A picture in the older form."""
    return {
        "__typename": "GraphImage",
        "id": "1",
        "shortcode": "DsampleImg1",
        "dimensions": {"width": 1080, "height": 1350},
        "display_url": "https://scontent.cdninstagram.com/1080x1350",
        "owner": {"id": "101", "username": "sample.person"},
        "edge_media_to_caption": {"edges": [{"node": {"text": "Words"}}]},
        "taken_at_timestamp": 1_718_000_000,
        **fields,
    }


def test_both_forms_mean_the_same() -> None:
    assert items.post(item()) == items.post(node())


@pytest.mark.parametrize("told", [{"like_count": -1}, {"like_count": None}, {}])
def test_a_count_that_is_hidden_or_missing_is_unknown(told: dict[str, Any]) -> None:
    assert items.post(item(**told)).like_count is None


def test_where_counts_are_hidden_the_few_that_are_told_are_not_the_truth() -> None:
    post = items.post(item(like_and_view_counts_disabled=True, like_count=3, view_count=4, comment_count=5))

    assert (post.like_count, post.view_count, post.comment_count) == (None, None, 5)


@pytest.mark.parametrize(("count", "meant"), [(-1, None), (0, 0), (7, 7)])
def test_nodes_hide_counts_too(count: int, meant: int | None) -> None:
    assert items.post(node(edge_liked_by={"count": count})).like_count == meant


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ({"view_count": 5, "play_count": 9}, 5),
        ({"view_count": None, "play_count": 9}, 9),
        ({"view_count": 0, "play_count": 9}, 0),
        ({}, None),
    ],
)
def test_views_are_plays_where_nothing_else_is_told(told: dict[str, Any], meant: int | None) -> None:
    assert items.post(item(**told)).view_count == meant


@pytest.mark.parametrize(
    ("caption", "meant"),
    [
        (None, ""),
        ({"text": None}, ""),
        ({"text": "گردش 🌊"}, "گردش 🌊"),
        ({"text": "half an emoji \ud83c"}, "half an emoji ?"),
        ({"text": "zero\0byte"}, "zerobyte"),
    ],
)
def test_a_caption_is_text_that_can_be_kept(caption: dict[str, Any] | None, meant: str) -> None:
    assert items.post(item(caption=caption)).caption == meant


def test_pictures_have_the_largest_first_without_what_is_cut_out_of_them() -> None:
    sizes = [candidate(640, 800), candidate(1080, 1350), candidate(640, 640), candidate(1081, 1350)]
    told = item(original_width=1080, original_height=1350, image_versions2={"candidates": sizes})
    (medium,) = items.post(told).media

    assert [(each.width, each.height) for each in medium.images] == [(1081, 1350), (1080, 1350), (640, 800)]


def test_where_all_are_cut_they_are_better_than_nothing() -> None:
    told = item(
        original_width=100, original_height=200, image_versions2={"candidates": [candidate(640, 640)]}
    )

    assert len(items.post(told).media[0].images) == 1


@pytest.mark.parametrize(("told", "meant"), [(True, True), (False, False), (None, True)])
def test_a_video_has_sound_unless_it_is_said_to_have_none(told: bool | None, meant: bool) -> None:
    video = item(media_type=2, has_audio=told, video_duration=7.5, video_versions=[candidate(720, 1280)])
    (medium,) = items.post(video).media

    assert (medium.kind, medium.has_audio, medium.duration) == (Kind.VIDEO, meant, 7.5)


def test_a_carousel_is_its_parts() -> None:
    parts = [item(), item(media_type=2, video_versions=[candidate(720, 900)])]
    post = items.post(item(media_type=8, carousel_media=parts))

    assert (post.kind, [medium.kind for medium in post.media]) == (
        Kind.CAROUSEL,
        [Kind.IMAGE, Kind.VIDEO],
    )


def test_a_carousel_of_the_older_form_is_its_parts_where_they_are_told() -> None:
    parts = {"edges": [{"node": node()}, {"node": node(is_video=True, video_url="https://x.fbcdn.net/v")}]}
    post = items.post(node(__typename="XDTGraphSidecar", edge_sidecar_to_children=parts))

    assert [medium.kind for medium in post.media] == [Kind.IMAGE, Kind.VIDEO]
    assert len(items.post(node(__typename="GraphSidecar")).media) == 1


def test_the_key_of_a_private_shortcode_is_left_out() -> None:
    assert items.post(item(code="DsampleImg1" + "x" * 28)).shortcode == "DsampleImg1"


def test_stories_come_the_oldest_first() -> None:
    told = [item(id="3_101", taken_at=30), item(id="1_101", taken_at=10), node(id="2", taken_at_timestamp=20)]
    stories = items.stories(USER, told)

    assert [story.story_id for story in stories.stories] == ["1_101", "2_101", "3_101"]


def test_pinned_posts_are_where_their_time_is() -> None:
    pinned, new = item(code="pinned", taken_at=1), item(code="newest", taken_at=2)

    assert [post.shortcode for post in items.profile(USER, 2, [pinned, new]).posts] == ["newest", "pinned"]
