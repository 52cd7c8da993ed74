"""JSON that goes through the house unchanged: numbers with a fraction are `Decimal`, read and written as they were sent.

What comes from outside is read with `config.strict_json`, which refuses more.
"""

from decimal import Decimal
from typing import Any

import msgspec
import simplejson


def write(value: Any) -> str:
    """Compact JSON; `Decimal` is written as it was read. Raises `TypeError` or `ValueError` for what is no JSON."""
    return _written(_QUICK, _ENCODER, value)


def encode(value: Any) -> bytes:
    """The same in ASCII: whatever a text holds, half of a surrogate pair too, it can be sent and sealed."""
    text: str = _ASCII.encode(value)
    return text.encode("ascii")


def raw(text: str) -> Any:
    """JSON that was written before, for a place in a value that `write` is given."""
    return msgspec.Raw(text.encode())


def canonical(value: Any) -> str:
    """The same for equal values, whatever the order of their members: to be compared, or to make a digest of."""
    return _written(_QUICK_SORTED, _SORTED, value)


def read(text: str | bytes) -> Any:
    """The value that `write` wrote. Raises `ValueError`."""
    return _DECODER.decode(text if isinstance(text, str) else text.decode())


def _written(quick: msgspec.json.Encoder, slow: simplejson.JSONEncoder, value: Any) -> str:
    try:
        text = quick.encode(value)
    except _UNUSUAL:
        return str(slow.encode(value))
    # What is no number msgspec writes by its name (`findings/msgspec-writes-what-is-no-json.sh`), which a text may hold too.
    if b"NaN" in text or b"Infinity" in text:
        return str(slow.encode(value))
    return text.decode()


def _as_it_is(value: object) -> Any:
    if isinstance(value, msgspec.Raw):
        return simplejson.RawJSON(bytes(value).decode())
    raise TypeError(f"{type(value).__name__} is no JSON")


# msgspec takes a twentieth of the time, and writes the same; but for keys that are no texts, halves of pairs and the like.
_QUICK = msgspec.json.Encoder(decimal_format="number")
_QUICK_SORTED = msgspec.json.Encoder(decimal_format="number", order="sorted")
_UNUSUAL = (TypeError, UnicodeEncodeError, OverflowError)
# Made once: what they are set up with takes longer than most values.
_ENCODER = simplejson.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_as_it_is)
_ASCII = simplejson.JSONEncoder(separators=(",", ":"))
_DECODER = simplejson.JSONDecoder(parse_float=Decimal)
_SORTED = simplejson.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
