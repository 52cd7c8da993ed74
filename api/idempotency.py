"""`Idempotency-Key`: a caller's name for a request, by which its repetition is recognised."""

import uuid

from flask import request

from api.strict_json import BadJson
from workflows.identifiers import bounded

_MOST = 255


def idempotency_key() -> str | None:
    """The request's key, or null. Raises `BadJson` where it is too long or does not print."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= _MOST or not key.isascii() or not key.isprintable():
        raise BadJson(f"Idempotency-Key is 1 to {_MOST} printable ASCII characters")
    return bounded(key)


def identifier(scope: str, key: str | None) -> str:
    """The id of what is created: what the key stands for within `scope`, which names door and caller; or a random one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{scope} {key}") if key else uuid.uuid4())
