"""Accounts: their cookies are put in and checked here, and never shown again."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from ..cookies import MAX_BYTES, AccountState, CookiesError, PlatformAccount, check, parse
from ..errors import sentence
from ..providers import sign_ins
from . import cells
from .read_only import ReadOnlyAdmin

_LEVELS = {AccountState.WORKS: messages.SUCCESS, AccountState.UNTESTED: messages.INFO}


class UnechoedTextarea(forms.Textarea):
    """What was typed does not come back with the form, as with a password."""

    def format_value(self, value: object) -> None:
        """Nothing."""


class AccountForm(forms.ModelForm[PlatformAccount]):
    """An account's name, and cookies to replace those it has."""

    text = forms.CharField(
        label=capfirst(_("cookies")),
        required=False,
        max_length=MAX_BYTES,
        strip=False,
        widget=UnechoedTextarea({"rows": 6, "dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "The content of a cookies.txt file, exported from a browser in which the account is signed in. "
            "Never a password."
        ),
    )
    file = forms.FileField(label=capfirst(_("or as a file")), required=False)

    class Meta:
        model = PlatformAccount
        fields = ("provider", "label")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.changed_columns: list[str] = []
        if "provider" in self.fields:
            choices = [(name, cells.platform(name)) for name in sign_ins()]
            self.fields["provider"] = forms.ChoiceField(label=capfirst(_("platform")), choices=choices)
        if "text" in self.fields:
            self.fields["text"].help_text = " ".join(
                map(str, (self.fields["text"].help_text, *_lone_cookies()))
            )

    def clean_file(self) -> str:
        """The file's text."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("This is no cookies.txt file: it is too large."))
        try:
            return bytes(file.read()).decode()
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is no cookies.txt file: it is not text.")) from None

    def clean(self) -> dict[str, Any]:
        """Check the cookies for form and expiry, and keep them."""
        cleaned = super().clean() or self.cleaned_data
        text, from_file = cleaned.pop("text", ""), cleaned.pop("file", "")
        provider, label = cleaned.get("provider") or self.instance.provider, cleaned.get("label")
        if self.errors:
            return cleaned
        if _others(self.instance, provider).filter(label=label).exists():
            raise forms.ValidationError({"label": _("Another account of the platform has this name.")})
        if text.strip() and from_file:
            raise forms.ValidationError(_("Paste the cookies or upload a file, but not both."))
        if label != self.instance.label:
            self.changed_columns.append("label")
        if text.strip() or from_file or not self.instance.sealed:
            self._keep(from_file or text, provider)
        return cleaned

    def _keep(self, text: str, provider: str) -> None:
        sign_in = sign_ins()[provider]
        try:
            self.changed_columns += self.instance.keep(parse(text, sign_in), sign_in)
        except CookiesError as error:
            self.add_error("text", str(error))


def _others(account: PlatformAccount, provider: str) -> QuerySet[PlatformAccount]:
    return PlatformAccount.objects.filter(provider=provider).exclude(pk=account.pk)


def _lone_cookies() -> Iterator[str]:
    """Where less than a file is enough."""
    for provider, sign_in in sign_ins().items():
        if sign_in.lone_cookie:
            names = {"platform": cells.platform(provider), "name": sign_in.lone_cookie}
            yield gettext("For %(platform)s the value of the cookie “%(name)s” is enough.") % names


@admin.register(PlatformAccount)
class AccountAdmin(ReadOnlyAdmin[PlatformAccount]):
    """The list of accounts with what is known of each, but none of its cookies."""

    form = AccountForm
    list_display = ("label", "platform", "condition", "expires", "last_success", "advice")
    actions = ("check_now",)
    readonly_fields = ("condition", "advice", "expires", "last_success", "last_used", "error")

    has_add_permission = admin.ModelAdmin.has_add_permission
    has_change_permission = admin.ModelAdmin.has_change_permission

    def get_fields(self, request: HttpRequest, obj: PlatformAccount | None = None) -> Any:
        """For a new account only what has to be put in; the platform cannot change later."""
        if obj is None:
            return ["provider", "label", "text", "file"]
        known = ["platform", *self.readonly_fields]
        may_change = self.has_change_permission(request, obj)
        return ["label", *known, "text", "file"] if may_change else ["label", *known]

    def get_readonly_fields(
        self, request: HttpRequest, obj: PlatformAccount | None = None
    ) -> tuple[str, ...]:
        """What cannot be put in."""
        return () if obj is None else ("platform", *self.readonly_fields)

    @method_decorator(sensitive_post_parameters("text"))
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Django's page; reports of errors leave out what was put in."""
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: PlatformAccount, form: AccountForm, change: bool) -> None:
        """Save what was put in; what borrowers write meanwhile stays."""
        obj.save(update_fields=form.changed_columns if change else None)

    @admin.display(description=_("platform"))
    def platform(self, account: PlatformAccount) -> str:
        """The platform's name."""
        return cells.platform(account.provider)

    @admin.display(description=_("state"))
    def condition(self, account: PlatformAccount) -> str:
        """A word."""
        return str(account.condition.label)

    @admin.display(description=_("what to do"))
    def advice(self, account: PlatformAccount) -> str:
        """A sentence, where something can be done."""
        return account.advice or cells.NOTHING

    @admin.display(description=_("expires"))
    def expires(self, account: PlatformAccount) -> str:
        """When the session ends by itself."""
        return cells.countdown(account.expires_at) if account.expires_at else cells.NOTHING

    @admin.display(description=_("last success"))
    def last_success(self, account: PlatformAccount) -> str:
        """As `3 minutes ago`."""
        return cells.age(account.last_success_at)

    @admin.display(description=_("last used"))
    def last_used(self, account: PlatformAccount) -> str:
        """As `3 minutes ago`."""
        return cells.age(account.lent_at)

    @admin.display(description=_("last error"))
    def error(self, account: PlatformAccount) -> str:
        """What the platform answered last, if it refused."""
        return cells.error(sentence(account.last_error) if account.last_error else None)

    @admin.action(description=_("Check now"), permissions=["operate"])
    def check_now(self, request: HttpRequest, accounts: QuerySet[PlatformAccount]) -> None:
        """Ask the platform whether it takes the accounts' cookies."""
        for account in accounts:
            condition = check(account)
            text = gettext("The account “%(name)s”: %(state)s.") % {
                "name": account.label,
                "state": condition.label,
            }
            level = _LEVELS.get(condition, messages.WARNING)
            self.message_user(request, f"{text} {account.advice}".strip(), level)
