"""Agreement on a secret: the phone sends keys made for one use, the server encapsulates to them.

Source: `powerauth-protocol-4.md` §3.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha384
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.demo.device import points, wire
from api.demo.device.failures import Untrusted
from api.demo.device.v4 import curve
from api.demo.device.v4.algorithms import MlKemPrivateKey, PhoneAlgorithm
from api.demo.device.v4.kmac import kmac256

# Of RFC 9180: DHKEM(P-384, HKDF-SHA384), and the whole suite, HKDF-SHA384 with export alone.
_KEM = b"KEM\x00\x11"
_HPKE = b"HPKE\x00\x11\x00\x02\xff\xff"
_SECRET = 48
_CONTEXT = b"DHKEM-P384"


@dataclass(frozen=True, slots=True)
class PhoneAgreement:
    """The private keys of one request."""

    algorithm: PhoneAlgorithm
    ec: points.PrivateKey
    ml_kem: MlKemPrivateKey | None

    def members(self) -> dict[str, Any]:
        """The request, as it travels."""
        keys = [curve.public_bytes(self.ec.public_key())]
        if self.ml_kem is not None:
            keys.append(self.ml_kem.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
        return {"algorithm": self.algorithm, "encapsulationKeys": [wire.b64(key) for key in keys]}

    def secret(self, answer: object) -> bytes:
        """The 32 bytes that the answer tells to these keys alone. Raises `Untrusted` for an answer of another form.

        One made for other keys gives another secret, and no hint.
        """
        members: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
        found = members.get("encapsulatedKeys")
        if not isinstance(found, list) or len(found) != (1 if self.ml_kem is None else 2):
            raise Untrusted("the answer encapsulates for another algorithm")
        encapsulated = [wire.bytes_of({"encapsulatedKeys": one}, "encapsulatedKeys") for one in found]
        parts = [_exported(self.ec, encapsulated[0])]
        if self.ml_kem is not None:
            try:
                parts.append(self.ml_kem.decapsulate(encapsulated[1]))
            except ValueError:
                raise Untrusted("the ML-KEM ciphertext has another length") from None
        return combine(self.algorithm, wire.bytes_of(members, "salt", 32), parts)


def ask(algorithm: PhoneAlgorithm) -> PhoneAgreement:
    """A request with new keys."""
    return PhoneAgreement(algorithm, curve.new_key(), None if algorithm.kem is None else algorithm.kem.generate())


def combine(algorithm: str, salt: bytes, parts: list[bytes]) -> bytes:
    """One secret of two, first that of the curve."""
    texts = [f"shared-secret/{algorithm}".encode(), b"4.0"]
    return kmac256(salt, b"\0\0\0\1" + b"".join(map(wire.prefix_length, [*parts, *texts])), "KDF")


def _exported(own: points.PrivateKey, encapsulation: bytes) -> bytes:
    """What HPKE exports, which is not the KEM's own secret."""
    if len(encapsulation) != 97:
        raise Untrusted("the encapsulated point has not 97 bytes")
    shared = points.shared_x(own, curve.public_key(encapsulation))
    extracted = _extract(_KEM, b"", b"eae_prk", shared)
    kem_secret = _expand(_KEM, extracted, b"shared_secret", encapsulation + curve.public_bytes(own.public_key()))
    schedule = b"\0" + _extract(_HPKE, b"", b"psk_id_hash", b"") + _extract(_HPKE, b"", b"info_hash", _CONTEXT)
    exporter = _expand(_HPKE, _extract(_HPKE, kem_secret, b"secret", b""), b"exp", schedule)
    return _expand(_HPKE, exporter, b"sec", _CONTEXT)


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + suite + label + material, sha384)


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes) -> bytes:
    """48 bytes, the size of one block: HKDF's first is its last."""
    return hmac.digest(key, _SECRET.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\1", sha384)
