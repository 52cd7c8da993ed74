"""Signatures of requests (`powerauth-protocol.md` §5.2, §5.3)."""

from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import quote_plus, unquote_plus

from api.demo.device import wire
from api.demo.device.keys import hmac_sha256
from api.demo.device.versions import Version


class Factors(StrEnum):
    """What the user proves: that they have the phone, know the PIN, are themselves."""

    POSSESSION = "possession"
    KNOWLEDGE = "knowledge"
    BIOMETRY = "biometry"
    POSSESSION_KNOWLEDGE = "possession_knowledge"
    POSSESSION_BIOMETRY = "possession_biometry"
    POSSESSION_KNOWLEDGE_BIOMETRY = "possession_knowledge_biometry"

    @property
    def each(self) -> list["Factors"]:
        """The single factors, in the order in which they sign."""
        return [Factors(one) for one in self.split("_")]


def base_string(method: str, uri_id: str, nonce: bytes, body: bytes, secret: str) -> bytes:
    """What is signed. `body` is a request's body, or for GET its query; `secret` the app's as text, or `offline`."""
    if method.upper() == "GET":
        body = canonical_query(body.decode())
    return "&".join([method.upper(), *map(wire.b64, (uri_id.encode(), nonce, body)), secret]).encode()


def canonical_query(query: str) -> bytes:
    """A query whose parameters are decoded once, sorted as UTF-16 and encoded again; those without `=` are dropped."""
    pairs = [item.partition("=") for item in query.split("&") if "=" in item]
    decoded = [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs]
    decoded.sort(key=lambda pair: (pair[0].encode("utf-16-be"), pair[1].encode("utf-16-be")))
    return "&".join(f"{_encode_form(name)}={_encode_form(value)}" for name, value in decoded).encode()


def online(keys: Iterable[bytes], counter_data: bytes, data: bytes, version: Version) -> str:
    """The signature of a request: Base64, in protocol 3.0 digits."""
    if version.has_nonce:
        return wire.b64(b"".join(one[16:] for one in components(list(keys), counter_data, data)))
    return decimal(keys, counter_data, data, digits=8)


def decimal(keys: Iterable[bytes], counter_data: bytes, data: bytes, *, digits: int) -> str:
    """The signature as so many digits for each factor, joined by dashes."""
    numbers = [int.from_bytes(one[-4:], "big") & 0x7FFFFFFF for one in components(list(keys), counter_data, data)]
    return "-".join(f"{number % 10**digits:0{digits}}" for number in numbers)


def components(keys: list[bytes], counter_data: bytes, data: bytes) -> list[bytes]:
    """32 bytes for each factor key. The later ones depend on all keys from the second on.

    Source: `powerauth-protocol.md` §5.3's gotcha.
    """
    stepped = [hmac_sha256(key, counter_data) for key in keys]
    found = []
    for position, derived in enumerate(stepped):
        for other in stepped[1 : position + 1]:
            derived = hmac_sha256(other, derived)
        found.append(hmac_sha256(derived, data))
    return found


def _encode_form(text: str) -> str:
    return quote_plus(text, safe="*").replace("~", "%7E")
