"""DHKEM(P-384): a secret exported from HPKE, which is not the KEM's own one (`powerauth-protocol-4.md` §3.2).

RFC 9180 in base mode with the export-only AEAD. `cryptography`'s HPKE encrypts and decrypts, but exports nothing.
"""

from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from activities.powerauth.elliptic_curve import PrivateKey, PublicKey, public_bytes, shared_secret
from activities.powerauth.v4 import ecdsa
from activities.powerauth.v4.encapsulated import Encapsulated

SECRET_SIZE = 48
_HASH = SHA384()
# KEM 0x0011 DHKEM(P-384, HKDF-SHA384), KDF 0x0002 HKDF-SHA384, AEAD 0xFFFF export only.
_KEM_SUITE = b"KEM\x00\x11"
_SUITE = b"HPKE\x00\x11\x00\x02\xff\xff"
_BASE_MODE = b"\x00"
# Both `info` and the exporter's context.
_CONTEXT = b"DHKEM-P384"


def encapsulate(recipient: PublicKey, ephemeral: PrivateKey | None = None) -> Encapsulated:
    """A new secret of 48 bytes, and the ephemeral point that tells it to the recipient. The pair is random unless given."""
    ephemeral = ephemeral or ecdsa.generate()
    point = public_bytes(ephemeral.public_key())
    return Encapsulated(point, export(shared_secret(ephemeral, recipient), point, public_bytes(recipient)))


def export(shared_point: bytes, ephemeral_point: bytes, recipient_point: bytes) -> bytes:
    """The exported secret of an agreement: the same for both sides."""
    key = _extract(_KEM_SUITE, b"", b"eae_prk", shared_point)
    kem_secret = _expand(_KEM_SUITE, key, b"shared_secret", ephemeral_point + recipient_point)
    schedule = _BASE_MODE + _extract(_SUITE, b"", b"psk_id_hash", b"") + _extract(_SUITE, b"", b"info_hash", _CONTEXT)
    secret = _extract(_SUITE, kem_secret, b"secret", b"")
    return _expand(_SUITE, _expand(_SUITE, secret, b"exp", schedule), b"sec", _CONTEXT)


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return HKDF.extract(_HASH, salt, b"HPKE-v1" + suite + label + material)


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes) -> bytes:
    """48 bytes, as all of this suite are."""
    size = SECRET_SIZE.to_bytes(2, "big")
    return HKDFExpand(_HASH, SECRET_SIZE, size + b"HPKE-v1" + suite + label + info).derive(key)
