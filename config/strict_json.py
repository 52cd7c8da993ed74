"""The one reader of JSON from outside: exact numbers, no duplicate keys, bounded depth, text that UTF-8 and SQL can hold."""

from decimal import Decimal, InvalidOperation
from typing import Any

import simplejson

from config.exact_json import write

MAX_DEPTH = 32
_MAX_DIGITS = 100


class JsonInvalid(ValueError):
    """The text is not JSON as it is read here; the message says why."""


def read(body: bytes, *, surplus: bool = False) -> Any:
    """The value that `body` holds; numbers with a fraction are `Decimal`. Raises `JsonInvalid`.

    `surplus`: text after the value is passed over.
    """
    try:
        text = body.decode()
        value = _DECODER.raw_decode(text)[0] if surplus else _DECODER.decode(text)
    except UnicodeDecodeError:
        raise JsonInvalid("the body is not UTF-8") from None
    except RecursionError:
        raise JsonInvalid("the body is nested too deeply") from None
    except simplejson.JSONDecodeError as error:
        raise JsonInvalid(f"the body is not JSON: {error.msg} at character {error.pos}") from None
    # Both checks walk the value, which few bodies need.
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
        raise JsonInvalid("the body is nested too deeply")
    if b"\\u" in body and not _writable(value):
        raise JsonInvalid("a text has a NUL character or half of a surrogate pair")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise JsonInvalid("a key stands twice in one object")
    return value


def _decimal(literal: str) -> Decimal:
    if len(literal) > _MAX_DIGITS:
        raise JsonInvalid("a number is too long")
    try:
        return Decimal(literal)
    except InvalidOperation:
        raise JsonInvalid("a number's exponent is too long") from None


def _integer(literal: str) -> int:
    if len(literal) > _MAX_DIGITS:
        raise JsonInvalid("a number is too long")
    return int(literal)


def _constant(literal: str) -> Any:
    raise JsonInvalid(f"{literal} is not a JSON number")


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _writable(value: Any) -> bool:
    text = write(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in text.replace("\\\\", "")


# Made once: what they are set up with takes longer than most bodies.
_DECODER = simplejson.JSONDecoder(
    object_pairs_hook=_object, parse_float=_decimal, parse_int=_integer, parse_constant=_constant
)
