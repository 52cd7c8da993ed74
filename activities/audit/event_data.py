"""What a row repeats of its request: METHOD, resource id and body, one a line, as document 004 has it.

Bounded, and without secrets: members by whose names one may be told are left empty of their value, and a body that is no JSON
object, or too large to be looked through, is told by its size.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from activities.powerauth import json_object
from activities.powerauth.json_object import JsonObjectInvalid
from config import exact_json

MAX_CHARACTERS = 4000
_MAX_READ = 16_384
_HIDDEN = "***"
# Parts of names, small and without separators.
_SECRET = (
    "otp", "token", "pin", "puk", "password", "passphrase", "passcode", "secret", "credential", "key", "signature",
    "seed", "cvv", "cvc",
)  # fmt: skip
# What is told although its name holds such a part.
_PLAIN = frozenset({"keyvalue", "mappin", "opinion"})


def event_data(method: str, resource: str, body: str, *, is_whole: bool = False) -> str:
    """The three lines, cut off where they are too long, unless they are to be whole."""
    lines = f"{method}\n{resource}\n{body}"
    return lines if is_whole or len(lines) <= MAX_CHARACTERS else f"{lines[: MAX_CHARACTERS - 1]}…"


def format_details(details: Mapping[str, Any]) -> str:
    """Details in the place of a body; nothing where there are none."""
    return json_object.write(details).decode() if details else ""


def without_secrets(body: bytes) -> str:
    """A body as it was sent, where it holds no secret; else with secrets hidden, or only its size."""
    if not body:
        return ""
    try:
        document = json_object.read(body, most_bytes=_MAX_READ)
    except JsonObjectInvalid:
        return _query(body) or f"({len(body)} bytes)"
    hidden = _hide(document)
    return body.decode() if hidden == document else exact_json.write(hidden)


def _hide(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _HIDDEN if _is_secret(name) and _has_value(inner) else _hide(inner) for name, inner in value.items()
        }
    return [_hide(inner) for inner in value] if isinstance(value, list) else value


def _has_value(value: Any) -> bool:
    return value is not None and value != "" and not isinstance(value, bool)


# The names are those of our APIs, and what apps call their own.
@lru_cache(1024)
def _is_secret(name: str) -> bool:
    plain = "".join(letter for letter in name.lower() if letter.isalnum())
    return plain not in _PLAIN and any(part in plain for part in _SECRET)


def _query(body: bytes) -> str:
    """A canonical query's names; their values may be anything. Empty where it is none."""
    names = [part.partition(b"=")[0] for part in body.split(b"&")]
    if b"=" not in body or len(body) > _MAX_READ or not all(name.isalnum() and len(name) <= 64 for name in names):
        return ""
    return "&".join(f"{name.decode()}={_HIDDEN}" for name in names)
