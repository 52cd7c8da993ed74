"""How bytes and objects travel: standard Base64 with padding, in tokens that of addresses without, and JSON."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from api.demo.device.failures import Untrusted


def b64(value: bytes) -> str:
    """Bytes as they are sent."""
    return base64.b64encode(value).decode()


def from_b64(text: str) -> bytes:
    """The bytes of canonical Base64. Raises `ValueError`."""
    try:
        value = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(f"not Base64: {error}") from None
    if b64(value) != text:
        raise ValueError("not canonical Base64")
    return value


def b64url(value: bytes) -> str:
    """Bytes as tokens have them: the alphabet of addresses, no padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def from_b64url(segment: str) -> bytes:
    """The bytes of a token's segment. Raises `Untrusted`."""
    try:
        value = base64.b64decode(segment.encode("ascii") + b"=" * (-len(segment) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Untrusted("the keystore's token is damaged") from None
    if b64url(value) != segment:
        raise Untrusted("the keystore's token is not written as tokens are")
    return value


def prefix_length(value: bytes | None) -> bytes:
    """`lp`: the length in four bytes, then the value; null is as long as nothing (`powerauth-protocol.md` §0.2)."""
    return len(value or b"").to_bytes(4, "big") + (value or b"")


def text_of(answer: Mapping[str, Any], name: str) -> str:
    """A member of the server's answer that has to be text. Raises `Untrusted`."""
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise Untrusted(f"{name} is missing")
    return value


def bytes_of(answer: Mapping[str, Any], name: str, length: int | None = None) -> bytes:
    """A member of the server's answer that has to be Base64, of `length` bytes where given. Raises `Untrusted`."""
    try:
        value = from_b64(text_of(answer, name))
    except ValueError as error:
        raise Untrusted(f"{name}: {error}") from None
    if length is not None and len(value) != length:
        raise Untrusted(f"{name} has {len(value)} bytes instead of {length}")
    return value


def timestamp_of(answer: Mapping[str, Any]) -> int:
    """When an encrypted answer was made, in milliseconds. Raises `Untrusted`."""
    value = answer.get("timestamp")
    if type(value) is not int or not 0 <= value < 2**63:
        raise Untrusted("the answer's timestamp is missing")
    return value


def write(value: Mapping[str, Any]) -> bytes:
    """An object as a request's body."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def read(body: bytes) -> dict[str, Any]:
    """The object in an answer's body. Raises `Untrusted`."""
    try:
        value = json.loads(body)
    except ValueError:
        raise Untrusted("the answer is not JSON") from None
    if not isinstance(value, dict):
        raise Untrusted("the answer is not an object")
    return value


def unwrap(answer: Mapping[str, Any]) -> Any:
    """The object or list that `{"status": "OK", "responseObject": ...}` holds; an empty one for none. Raises `Untrusted`."""
    if answer.get("status") != "OK":
        raise Untrusted("the answer is not wrapped")
    content = answer.get("responseObject")
    if content is None:
        return {}
    if not isinstance(content, dict | list):
        raise Untrusted("responseObject is neither an object nor a list")
    return content
