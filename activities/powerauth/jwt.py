"""JWTs of the two kinds that the protocol has: HS256 read, ES256 written (`powerauth-protocol.md` §2.6).

By hand, for the secrets of HS256 have 16 bytes here, which libraries refuse.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from activities.powerauth import json_object
from activities.powerauth.base64_text import Base64Invalid, decode_url, encode_url
from activities.powerauth.derivation import hmac_sha256
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.json_object import JsonObjectInvalid
from activities.powerauth.keys import PrivateKey, sign

MAX_CHARACTERS = 4096
_ES256_HEADER = {"alg": "ES256", "typ": "JWT"}  # phones want both members


class JwtInvalid(ValueError):
    """A text is no JWT with HS256."""


@dataclass(frozen=True, slots=True)
class UnverifiedJwt:
    """What a JWT claims. It says itself by whose secret it can be verified, so the claims come first."""

    claims: Mapping[str, Any]
    content: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def is_signed_with(self, secret: bytes) -> bool:
        """Whether it is signed with this secret."""
        return constant_time_equal(self.signature, hmac_sha256(secret, self.content))


def read_hs256(text: object) -> UnverifiedJwt:
    """Read a JWT whose algorithm is HS256, and no other. Raises `JwtInvalid`."""
    if not isinstance(text, str) or len(text) > MAX_CHARACTERS or text.count(".") != 2:
        raise JwtInvalid
    header, claims, signature = text.split(".")
    try:
        if _object(header).get("alg") != "HS256":
            raise JwtInvalid
        return UnverifiedJwt(_object(claims), f"{header}.{claims}".encode(), decode_url(signature))
    except (Base64Invalid, JsonObjectInvalid):
        raise JwtInvalid from None


def write_es256(claims: Mapping[str, Any], key: PrivateKey) -> str:
    """A JWT signed by the key: r and s, 32 bytes each."""
    signed = f"{encode_url(json_object.write(_ES256_HEADER))}.{encode_url(json_object.write(claims))}"
    r, s = decode_dss_signature(sign(key, signed.encode()))
    return f"{signed}.{encode_url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _object(segment: str) -> dict[str, Any]:
    return json_object.read(decode_url(segment), most_bytes=MAX_CHARACTERS)
