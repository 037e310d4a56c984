"""Instagram's web pages: what their HTML embeds for those who read it."""

import json
from typing import Any

from .accounts import Account
from .items import Item

LSD_TOKEN = "sampleLsdToken"
DTSG_TOKEN = "NAcSampleDtsgToken:17:1700000000"


def page(*results: Item, viewer: Account | None = None, text: str = "Instagram") -> str:
    """A page that embeds the data of these query results."""
    tokens = _script_json(_tokens(viewer))
    scripts = "".join(_embedded(result) for result in results)
    return (
        "<!DOCTYPE html><html><head><title>Instagram</title>"
        f'<script type="application/json" data-content-len="1" data-sjs>{tokens}</script>'
        f"{scripts}</head><body><main>{text}</main></body></html>"
    )


def stories_page(user: Item | None) -> str:
    """The page of somebody's stories; who is not signed in is not told whose."""
    props = {"props": {"user": user}} if user else {}
    return page({"xdt_viewer": props})


def _embedded(result: Item) -> str:
    """The script that hands the result of a query to the page's own code."""
    stream = ["adp_PolarisStandInRelayPreloader", {"__bbox": {"complete": True, "result": {"data": result}}}]
    cache = ["RelayPrefetchedStreamCache", "next", [], stream]
    document = {"require": [["ScheduledServerJS", "handle", None, [{"__bbox": {"require": [cache]}}]]]}
    return f'<script type="application/json" data-content-len="1" data-sjs>{_script_json(document)}</script>'


def _tokens(viewer: Account | None) -> dict[str, Any]:
    """What the web app sends along with its queries."""
    define: list[Any] = [
        ["LSD", [], {"token": LSD_TOKEN}, 323],
        ["CurrentUserInitialData", [], {"IG_USER_EIMU": viewer.user_id if viewer else "0"}, 270],
    ]
    if viewer:
        define.append(["DTSGInitialData", [], {"token": DTSG_TOKEN}, 258])
    return {"require": [["ScheduledServerJS", "handle", None, [{"__bbox": {"define": define}}]]]}


def _script_json(value: Any) -> str:
    # As Instagram does, without spaces; and no text may end the script element it stands in.
    written = json.dumps(value, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace(">", "\\u003e")
