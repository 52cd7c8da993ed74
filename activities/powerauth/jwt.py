"""JWTs as the protocol has them: HS256 and HS384 read, ES256 written.

Sources: `powerauth-protocol.md` §2.6, `powerauth-protocol-4.md` §4.5.

By hand, for the secrets of HS256 have 16 bytes here, which libraries refuse.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from activities.powerauth import json_object
from activities.powerauth.base64_text import Base64Invalid, decode_url, encode_url
from activities.powerauth.elliptic_curve import PrivateKey
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.json_object import JsonObjectInvalid
from activities.powerauth.keys import sign

_ES256_HEADER = {"alg": "ES256", "typ": "JWT"}  # phones want both members


class JwtInvalid(ValueError):
    """A text is no JWT of the algorithm."""


class HmacAlgorithm(Enum):
    """By what a phone signs: the algorithm's name, its hash, and the characters of the longest JWT that is read of it."""

    HS256 = ("HS256", "sha256", 4096)
    HS384 = ("HS384", "sha384", 16_384)  # holds keys of ML-KEM

    def __init__(self, title: str, hash_name: str, most_characters: int) -> None:
        self.title = title
        self.hash_name = hash_name
        self.most_characters = most_characters


@dataclass(frozen=True, slots=True)
class UnverifiedJwt:
    """What a JWT claims. It says itself by whose secret it can be verified, so the claims come first."""

    algorithm: HmacAlgorithm
    claims: Mapping[str, Any]
    content: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def is_signed_with(self, secret: bytes) -> bool:
        """Whether it is signed with this secret."""
        return constant_time_equal(self.signature, hmac.digest(secret, self.content, self.algorithm.hash_name))


def read(algorithm: HmacAlgorithm, text: object) -> UnverifiedJwt:
    """Read a JWT of this algorithm, and of no other. Raises `JwtInvalid`."""
    if not isinstance(text, str) or len(text) > algorithm.most_characters or text.count(".") != 2:
        raise JwtInvalid
    header, claims, signature = text.split(".")
    try:
        if _object(header).get("alg") != algorithm.title:
            raise JwtInvalid
        return UnverifiedJwt(algorithm, _object(claims), f"{header}.{claims}".encode(), decode_url(signature))
    except (Base64Invalid, JsonObjectInvalid):
        raise JwtInvalid from None


def write_es256(claims: Mapping[str, Any], key: PrivateKey) -> str:
    """A JWT signed by the key: r and s, 32 bytes each."""
    signed = f"{encode_url(json_object.write(_ES256_HEADER))}.{encode_url(json_object.write(claims))}"
    r, s = decode_dss_signature(sign(key, signed.encode()))
    return f"{signed}.{encode_url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _object(segment: str) -> dict[str, Any]:
    return json_object.read(decode_url(segment), most_bytes=len(segment))
