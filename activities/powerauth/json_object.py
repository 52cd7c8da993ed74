"""JSON objects from phones, read strictly: no key twice, bounded depth and numbers, text that UTF-8 and SQL can hold."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

MOST_DEPTH = 32
_MOST_DIGITS = 100
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class JsonInvalid(ValueError):
    """The bytes are not a JSON object as it is read here."""


def read(body: bytes, *, most_bytes: int) -> dict[str, Any]:
    """The object. Raises `JsonInvalid`, whatever the bytes are."""
    if len(body) > most_bytes:
        raise JsonInvalid("too long")
    try:
        value = _DECODER.decode(body.decode())
    except (ValueError, RecursionError):
        raise JsonInvalid("not JSON") from None
    if not isinstance(value, dict):
        raise JsonInvalid("not an object")
    _check(value, MOST_DEPTH)
    return value


def write(value: Mapping[str, Any]) -> bytes:
    """Compact JSON in UTF-8."""
    return _ENCODER.encode(value).encode()


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict | list):
        if depth == 0:
            raise JsonInvalid("too deep")
        if isinstance(value, dict):
            for key in value:
                _check_text(key)
            value = value.values()
        for item in value:
            _check(item, depth - 1)


def _check_text(text: str) -> None:
    if _UNSTORABLE.search(text):
        raise JsonInvalid("a text has a NUL character or half of a surrogate pair")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise JsonInvalid("a key stands twice")
    return value


def _integer(literal: str) -> int:
    if len(literal) > _MOST_DIGITS:
        raise JsonInvalid("a number is too long")
    return int(literal)


def _fraction(literal: str) -> float:
    value = float(literal)
    if len(literal) > _MOST_DIGITS or not math.isfinite(value):
        raise JsonInvalid("a number is too long")
    return value


def _constant(literal: str) -> Any:
    raise JsonInvalid(f"{literal} is not a number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_fraction, parse_constant=_constant
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
