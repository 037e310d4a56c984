"""The admin as a whole: its names, and a sign-in that cannot be guessed at leisure."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_ratelimit.core import is_ratelimited

TRIES = "10/5m"


class LimitedSignIn(AdminAuthenticationForm):
    """Looks at no password of a client that has tried too many in a few minutes."""

    def clean(self) -> dict[str, Any]:
        """Every try counts, before its password is looked at: tries at the same time count one by one."""
        if is_ratelimited(self.request, group="admin sign-in", key="ip", rate=TRIES, increment=True):
            raise ValidationError(
                _("Too many attempts to sign in. Wait five minutes, then try again."), code="too_many_tries"
            )
        return super().clean()


admin.site.login_form = LimitedSignIn
admin.site.site_header = _("Downloader administration")
admin.site.site_title = _("Downloader")
admin.site.index_title = _("Overview")
