"""JWTs as providers read them: verified by the public key, by a reader of the tests' own."""

import base64
import json

from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256


def decode(segment):
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def verified(text, key):
    """Header and claims of a JWT that `key` (a public one) signed. Raises InvalidSignature."""
    signed, _, signature = text.rpartition(".")
    header, claims = (json.loads(decode(part)) for part in signed.split("."))
    raw = decode(signature)
    if header["alg"] == "ES256":
        assert len(raw) == 64
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        key.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(SHA256()))
    else:
        assert header["alg"] == "RS256"
        key.verify(raw, signed.encode(), padding.PKCS1v15(), SHA256())
    return header, claims
