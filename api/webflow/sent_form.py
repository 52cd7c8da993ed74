"""The form that a browser sends: its idempotency key, and by what it is known again when it comes once more."""

import hashlib
import re
import secrets

from flask import abort, request
from markupsafe import Markup

_KEY = re.compile(r"[\w-]{10,64}", re.ASCII)
# Forms hold passwords: of what is kept of them nothing can be guessed by who does not have this.
_SECRET = secrets.token_bytes(32)


def form_key() -> str:
    """For each form that is shown: the idempotency key under which the API takes what it sends."""
    return secrets.token_urlsafe(18)


def key_field() -> Markup:
    """The member of a form that has a key of its own."""
    return Markup('<input type="hidden" name="key" value="{}">').format(form_key())


def sent_key() -> str:
    """That of the form that is sent; what no page of ours has shown is refused."""
    key = request.form.get("key", "")
    if not _KEY.fullmatch(key):
        abort(400)
    return key


def digest() -> bytes:
    """Of all that was sent, and where: the same for the same form of the same page alone."""
    sent = repr((request.path, sorted(request.form.items(multi=True))))
    return hashlib.blake2b(sent.encode(errors="surrogatepass"), key=_SECRET).digest()
