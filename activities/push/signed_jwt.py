"""JWTs by which we prove to providers who we are: ES256 for APNs, RS256 for Google (RFC 7515, RFC 7518 §3.3, §3.4)."""

import base64
import json
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

_ES256_BYTES = 32

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def sign(claims: Mapping[str, str | int], key: Key, *, key_id: str) -> str:
    """The claims, signed by the key: a P-256 key makes it ES256, an RSA key RS256."""
    elliptic = isinstance(key, ec.EllipticCurvePrivateKey)
    header = {"alg": "ES256" if elliptic else "RS256", "kid": key_id, "typ": "JWT"}
    text = f"{_segment(_json(header))}.{_segment(_json(claims))}"
    return f"{text}.{_segment(_signature(text.encode(), key))}"


def _signature(data: bytes, key: Key) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), SHA256())
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(SHA256())))
    return r.to_bytes(_ES256_BYTES, "big") + s.to_bytes(_ES256_BYTES, "big")


def _json(value: Mapping[str, str | int]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
