"""What the keystore speaks: a JWT by HS384 from the phone, a JWS in the general JSON form from the server.

Source: `powerauth-protocol-4.md` §4.5.
"""

import hmac
from collections.abc import Mapping
from hashlib import sha384
from typing import Any

from api.demo.device import wire
from api.demo.device.failures import Untrusted
from api.demo.device.v4 import curve
from api.demo.device.v4.key_pairs import PhonePublicKeys

_WHAT = "the keystore's token"


def write(claims: Mapping[str, Any], key: bytes) -> str:
    """Claims signed by HS384."""
    signed = f"{wire.b64url(wire.write({'alg': 'HS384', 'typ': 'JWT'}))}.{wire.b64url(wire.write(claims))}"
    return f"{signed}.{wire.b64url(hmac.digest(key, signed.encode(), sha384))}"


def read(text: str, signers: PhonePublicKeys) -> dict[str, Any]:
    """The claims of a document that has the signatures of the signers' algorithm, each once. Raises `Untrusted`."""
    document = wire.read(text.encode())
    payload, listed = wire.text_of(document, "payload"), document.get("signatures")
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise Untrusted(f"{_WHAT} has no signatures")
    by_name = {_algorithm(one): one for one in listed}
    names = signers.algorithm.signatures
    if len(listed) != len(names) or set(by_name) != set(names):
        raise Untrusted(f"{_WHAT} is not signed by {' and '.join(names)}")
    found = [by_name[name] for name in names]
    signatures = [wire.from_b64url(wire.text_of(one, "signature")) for one in found]
    signed = [f"{one['protected']}.{payload}".encode() for one in found]
    signers.verify([curve.der(signatures[0]), *signatures[1:]], signed, _WHAT)
    return wire.read(wire.from_b64url(payload))


def _algorithm(signature: Mapping[str, Any]) -> object:
    name = wire.read(wire.from_b64url(wire.text_of(signature, "protected"))).get("alg")
    return name if isinstance(name, str) else None
