"""`Idempotency-Key`: a caller's name for a request, by which its repetition is recognised."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from activities.audit import origin
from activities.idempotency.keys import Repetitions
from api.http.endpoint import Idempotent
from config import exact_json
from config.strict_json import JsonInvalid
from workflows.temporal.identifiers import shorten

_MAX = 255


def idempotency_key(
    declaration: Idempotent, members: Mapping[str, Any], repetitions: Callable[[], Repetitions]
) -> str | None:
    """The key of a request that has these members, or null. It stands for this request from now on, whatever becomes of it.

    Raises `JsonInvalid` where a key is too long or does not print, `Refused` KEY_REUSED where it was used with another body or
    query.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= _MAX or not key.isascii() or not key.isprintable():
        raise JsonInvalid(f"Idempotency-Key is 1 to {_MAX} printable ASCII characters")
    subject = "" if declaration.subject is None else members[declaration.subject]
    scope = exact_json.write([origin.current().actor, request.method, request.path, subject])
    repetitions().record(scope, key, exact_json.canonical(members))
    return shorten(key)


def identifier(scope: str, key: str | None) -> str:
    """The id of what is created: what the key stands for within `scope`, which names API and caller; or a random one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{scope} {key}") if key else uuid.uuid4())
