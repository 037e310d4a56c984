"""Recorded items, kept outside the project and replayed as if they were given now."""

import copy
import json
import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from typing import Any

from .addresses import Addresses, Parts
from .items import Item
from .shortcodes import public_part

_BASE_URL = re.compile("(?<=<BaseURL>)[^<]+")


class Recordings:
    """The file `instagram/sample.json` of a folder of recordings: `users`, `items` and `stories`."""

    def __init__(self, directory: Path, addresses: Addresses) -> None:
        path = directory / "instagram" / "sample.json"
        self._recorded: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
        self._addresses = addresses

    def item(self, code: str) -> Item | None:
        """The post with this shortcode, its addresses renewed; None when it was not recorded."""
        recorded = self._recorded.get("items", {}).get(public_part(code))
        return self._renewed(recorded, public_part(code)) if recorded else None

    def user(self, name: str) -> Item | None:
        """The person with this name or number; None when it was not recorded."""
        users: list[Item] = list(self._recorded.get("users", {}).values())
        found = next((user for user in users if name.lower() in (user["username"], user["pk"])), None)
        return self._renewed(found, str(found["username"])) if found else None

    def codes_of(self, username: str) -> list[str]:
        """The shortcodes of a person's posts."""
        items = self._recorded.get("items", {}).values()
        return [item["code"] for item in items if item["user"]["username"] == username]

    def stories_of(self, username: str) -> list[Item]:
        """A person's stories, their addresses renewed."""
        stories = self._recorded.get("stories", {}).get(username, [])
        return [self._renewed(story, story["code"]) for story in stories]

    def codes(self) -> list[str]:
        """The shortcodes of all recorded posts."""
        return sorted(self._recorded.get("items", {}))

    def _renewed(self, recorded: Item, code: str) -> Item:
        def renew(name: str, text: str) -> str:
            if name == "video_dash_manifest":
                return _BASE_URL.sub(
                    lambda match: escape(
                        self._addresses.renewed(unescape(match[0]), code, _parts_of(match[0]))
                    ),
                    text,
                )
            return self._addresses.renewed(text, code) if name.endswith("url") else text

        renewed: Item = _changed(copy.deepcopy(recorded), renew)
        return renewed


def _parts_of(address: str) -> Parts:
    return Parts.SOUND if address.endswith(".m4a") else Parts.PICTURE


def _changed(value: Any, change: Callable[[str, str], str], name: str = "") -> Any:
    """`value` with every text in it changed by `change`, which is told the text's name as well."""
    if isinstance(value, dict):
        return {key: _changed(each, change, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_changed(each, change, name) for each in value]
    return change(name, value) if isinstance(value, str) else value
