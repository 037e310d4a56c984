"""Django system checks for what this machine lacks."""

import gettext
import shutil
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning


@register
def translations_are_compiled(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Persian is there only after `make` has compiled it."""
    missing = [
        code
        for code, _name in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE and not gettext.find("django", settings.LOCALE_PATHS[0], [code])
    ]
    return [
        CheckWarning(
            f"The translations for “{code}” are not compiled.",
            hint="Run `make run` or `make test`: they compile them.",
            id="jobs.W001",
        )
        for code in missing
    ]


@register(deploy=True)
def a_javascript_runtime_is_there(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """YouTube hides its best formats behind JavaScript challenges; yt-dlp solves them with deno."""
    from yt_dlp.utils._jsruntime import DenoJsRuntime  # noqa: PLC0415 - only where somebody asks

    if DenoJsRuntime().info or shutil.which("node"):
        return []
    return [
        CheckWarning(
            "yt-dlp finds no JavaScript runtime: YouTube gives fewer formats.",
            hint="pip install -r requirements.txt brings deno.",
            id="jobs.W002",
        )
    ]
