"""JSON Web Tokens as the keystore uses them: HS256 by the phone, ES256 by the server (`powerauth-protocol.md` §2.6)."""

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from api.demo.device import points, wire
from api.demo.device.failures import Untrusted
from api.demo.device.keys import hmac_sha256


def write(claims: Mapping[str, Any], key: bytes) -> str:
    """Claims signed by HS256."""
    signed = f"{wire.b64url(wire.write({'alg': 'HS256', 'typ': 'JWT'}))}.{wire.b64url(wire.write(claims))}"
    return f"{signed}.{wire.b64url(hmac_sha256(key, signed.encode()))}"


def read(jwt: str, signer: points.PublicKey) -> dict[str, Any]:
    """The claims of a token signed by ES256. Raises `Untrusted`."""
    head, _, tail = jwt.partition(".")
    claims, _, signature = tail.partition(".")
    header = wire.read(wire.from_b64url(head))
    if header.get("alg") != "ES256" or header.get("typ") != "JWT":
        raise Untrusted("the keystore's token is no JWT by ES256")
    points.verify(signer, _der(wire.from_b64url(signature)), f"{head}.{claims}".encode(), "the keystore's token")
    return wire.read(wire.from_b64url(claims))


def _der(raw: bytes) -> bytes:
    if len(raw) != 64:
        raise Untrusted("the keystore's signature has not 64 bytes")
    return encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
