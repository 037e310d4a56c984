"""The named posts, stories, people and accounts every stand-in starts with, one for each case there is."""

from .accounts import Account, State
from .catalogue import Clip, Person, Photo, Post, Product, Story, Visibility

PERSON = Person("sample.person", "7000000101", "Sample Person", note="all the ordinary posts")
NO_POSTS = Person("sample.empty", "7000000102", "Nothing yet", note="a profile without posts")
ONE_POST = Person("sample.one", "7000000103", "Just one", note="a profile with one post")
MANY_POSTS = Person(
    "sample.many", "7000000104", "Thirty pictures", note="a profile with 30 posts, three pages"
)
PRIVATE_PERSON = Person("sample.private", "7000000105", "Closed", is_private=True, note="a private profile")
STORYTELLER = Person("sample.stories", "7000000106", "Told today", note="four stories now")
PRIVATE_STORYTELLER = Person("sample.whisper", "7000000107", "Told to few", is_private=True)
PERSIAN_PERSON = Person("sample.farsi", "7000000108", "نمونه‌ی فارسی", biography="ساخته شده برای آزمون")
UNKNOWN_USERNAME = "sample.nobody"

IMAGE = Post("DsampleImg1", PERSON, (Photo(),), "Fog over the harbour #sample", note="a picture")
WEBP = Post("DsampleWebP", PERSON, (Photo(1080, 1080, "webp"),), note="a picture in WebP")
WIDE = Post("DsampleWide", PERSON, (Photo(1080, 566),), note="a picture wider than it is high")
HIDDEN_LIKES = Post(
    "DhiddenLike", PERSON, (Photo(1080, 1080),), like_count=None, note="a picture whose likes are hidden"
)
VIDEO = Post(
    "DsampleVid1", PERSON, (Clip(6.0, 640, 640, renditions=(640, 480)),), view_count=4321, note="a video post"
)
REEL = Post(
    "DsampleReel",
    PERSON,
    (Clip(8.0, 1080, 1920, renditions=(1080, 720, 480)),),
    "Night market, one take\nwith a second line",
    Product.REEL,
    view_count=98765,
    note="a reel in three sizes, up to 1080 × 1920",
)
SILENT_REEL = Post(
    "DsilentReel",
    PERSON,
    (Clip(sound=False),),
    "No sound",
    Product.REEL,
    play_count=11,
    note="a reel without sound, views unknown",
)
DASH_REEL = Post(
    "DdashReel01",
    PERSON,
    (Clip(10.0, 1080, 1920, renditions=(720,), dash=(360, 480, 720, 1080)),),
    "In many sizes",
    Product.REEL,
    view_count=777,
    note="a reel with a DASH manifest: 1080 × 1920 only with pictures and sound apart",
)
SILENT_DASH_REEL = Post(
    "DdashSilent",
    PERSON,
    (Clip(5.0, 720, 1280, sound=False, dash=(480, 720)),),
    "In many sizes, without sound",
    Product.REEL,
    view_count=7,
    note="a reel with a DASH manifest and no sound",
)
CAROUSEL = Post(
    "Dcarousel10",
    PERSON,
    (
        Photo(1080, 1350),
        Clip(3.0, 720, 900),
        Photo(1080, 1080),
        Clip(4.0, 720, 720, sound=False),
        Photo(1080, 566),
        Photo(1440, 1800),
        Clip(5.0, 720, 1280),
        Photo(750, 937),
        Photo(1080, 1080, "webp"),
        Photo(640, 800),
    ),
    "Ten of them, pictures and videos",
    Product.CAROUSEL,
    note="a carousel of ten pictures and videos",
)
PAIR = Post(
    "DcarouselOf",
    PERSON,
    (Photo(1080, 1080), Photo(1080, 1350)),
    "Two pictures",
    Product.CAROUSEL,
    note="a carousel of two pictures",
)
NO_CAPTION = Post("DnoCaption1", PERSON, (Photo(640, 640),), None, note="without a caption")
LONG_CAPTION = Post(
    "DlongCaptn1",
    PERSON,
    (Photo(640, 640),),
    ("A long caption. " * 150)[:2200],
    note="a caption of 2,200 letters",
)
EMOJI_CAPTION = Post(
    "DemojiCaptn",
    PERSON,
    (Photo(640, 640),),
    '🎬👩\u200d👩\u200d👧 a/b \\ c: "d" <f> | #1 ? 100% *',
    note="a caption with emoji and signs that file names cannot bear",
)
HTML_CAPTION = Post(
    "DhtmlCaptn1",
    PERSON,
    (Photo(640, 640),),
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>&amp;",
    note="a caption in HTML",
)
PERSIAN_CAPTION = Post(
    "DpersianCap",
    PERSIAN_PERSON,
    (Clip(5.0),),
    "گردش در بندر: نیم‌روزی کنار دریا 🌊\nسطر دوم",
    Product.REEL,
    view_count=321,
    note="a reel with a Persian caption",
)
ONLY_POST = Post("DonlyPost01", ONE_POST, (Photo(640, 640),))
NUMBERED = tuple(
    Post(
        f"Dnumbered{number:02}",
        MANY_POSTS,
        (Photo(640, 640),),
        f"Numbered {number}",
        taken_at=1_710_000_000 + number * 86400,
    )
    for number in range(1, 31)
)
PRIVATE_IMAGE = Post(
    "DprivateImg", PRIVATE_PERSON, (Photo(640, 800),), "For friends", note="a private picture"
)
PRIVATE_REEL = Post(
    "DprivateRel",
    PRIVATE_PERSON,
    (Clip(4.0),),
    "For friends",
    Product.REEL,
    view_count=3,
    note="a private reel",
)
DELETED = Post("DdeletedPst", PERSON, (Photo(),), visibility=Visibility.DELETED, note="deleted")
HIDDEN = Post("DhiddenPost", PERSON, (Photo(),), visibility=Visibility.HIDDEN, note="hidden without a reason")
ADULTS_ONLY = Post(
    "DadultsOnly",
    PERSON,
    (Clip(4.0),),
    product=Product.REEL,
    visibility=Visibility.ADULTS,
    note="a reel for adults who are signed in",
)
UNKNOWN_SHORTCODE = "DneverWas01"

STORIES = (
    Story(
        "DstoryImg01",
        STORYTELLER,
        Photo(1080, 1920),
        minutes_ago=240,
        note="stories, for those who are signed in",
    ),
    Story("DstoryVid01", STORYTELLER, Clip(5.0), minutes_ago=180),
    Story("DstoryImg02", STORYTELLER, Photo(720, 1280), minutes_ago=120),
    Story("DstoryVid02", STORYTELLER, Clip(4.0, sound=False), minutes_ago=60),
    Story("DstoryPriv1", PRIVATE_STORYTELLER, Photo(720, 1280)),
)

PEOPLE = (
    PERSON,
    NO_POSTS,
    ONE_POST,
    MANY_POSTS,
    PRIVATE_PERSON,
    STORYTELLER,
    PRIVATE_STORYTELLER,
    PERSIAN_PERSON,
)
POSTS = (
    IMAGE,
    WEBP,
    WIDE,
    HIDDEN_LIKES,
    VIDEO,
    REEL,
    SILENT_REEL,
    DASH_REEL,
    SILENT_DASH_REEL,
    CAROUSEL,
    PAIR,
    NO_CAPTION,
    LONG_CAPTION,
    EMOJI_CAPTION,
    HTML_CAPTION,
    PERSIAN_CAPTION,
    ONLY_POST,
    *NUMBERED,
    PRIVATE_IMAGE,
    PRIVATE_REEL,
    DELETED,
    HIDDEN,
    ADULTS_ONLY,
)

FOLLOWER = Account(
    "sample.viewer",
    "7000000001",
    "7000000001%3AsampleSessionGood%3A12%3AAYsampleGoodSignature",
    follows=(PRIVATE_PERSON.username, PRIVATE_STORYTELLER.username),
)
"""Good, and follows the private people."""
STRANGER = Account(
    "sample.stranger", "7000000002", "7000000002%3AsampleSessionOther%3A12%3AAYsampleOtherSignature"
)
"""Good, and follows nobody."""
EXPIRED = Account(
    "sample.expired",
    "7000000003",
    "7000000003%3AsampleSessionOld%3A12%3AAYsampleOldSignature",
    State.EXPIRED,
)
CHALLENGED = Account(
    "sample.challenged",
    "7000000004",
    "7000000004%3AsampleSessionAsked%3A12%3AAYsampleAskedSignature",
    State.CHALLENGED,
)
CHECKPOINT = Account(
    "sample.checkpoint",
    "7000000005",
    "7000000005%3AsampleSessionHeld%3A12%3AAYsampleHeldSignature",
    State.CHECKPOINT,
)
ACCOUNTS = (FOLLOWER, STRANGER, EXPIRED, CHALLENGED, CHECKPOINT)
