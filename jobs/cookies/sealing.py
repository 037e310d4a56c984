"""Encryption of what only this service may read."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

_PURPOSE = b"cookies of signed-in accounts"


class UnreadableError(Exception):
    """It was sealed under another SECRET_KEY, or it was damaged."""


@sensitive_variables()
def seal(text: str) -> str:
    """Make the text unreadable for whoever lacks SECRET_KEY."""
    return _fernet().encrypt(text.encode()).decode()


@sensitive_variables()
def unseal(sealed: str) -> str:
    """The text again. Raises UnreadableError."""
    try:
        return _fernet().decrypt(sealed).decode()
    except InvalidToken:
        raise UnreadableError from None


@sensitive_variables()
def _fernet() -> Fernet:
    """A key of its own: what else is made from SECRET_KEY, such as sessions, tells nothing of it."""
    derived = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
