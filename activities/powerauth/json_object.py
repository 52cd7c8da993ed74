"""JSON objects from phones and for them: read and written as all JSON is, within a bound of length."""

from collections.abc import Mapping
from typing import Any

from config import exact_json, strict_json
from config.strict_json import JsonInvalid


class JsonObjectInvalid(ValueError):
    """The bytes are not a JSON object as it is read here."""


def read(body: bytes, *, most_bytes: int) -> dict[str, Any]:
    """The object; numbers with a fraction are `Decimal`. Raises `JsonObjectInvalid`, whatever the bytes are."""
    if len(body) > most_bytes:
        raise JsonObjectInvalid("too long")
    try:
        value = strict_json.read(body)
    except JsonInvalid as error:
        raise JsonObjectInvalid(str(error)) from None
    if not isinstance(value, dict):
        raise JsonObjectInvalid("not an object")
    return value


def write(value: Mapping[str, Any]) -> bytes:
    """Compact JSON in UTF-8."""
    return exact_json.write(value).encode()
