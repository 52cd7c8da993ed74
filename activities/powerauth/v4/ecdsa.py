"""Key pairs on P-384: their bytes, and ECDSA signatures with SHA-384 (`powerauth-protocol-4.md` §1).

A private key is 48 bytes; a point 97, as it is stored and sent.
"""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384

from activities.powerauth.elliptic_curve import Curve, KeyInvalid, PrivateKey, PublicKey

POINT_SIZE = 97
NUMBER_SIZE = 48
JWS_NAME = "ES384"
_P384 = Curve(ec.SECP384R1(), SHA384(), NUMBER_SIZE)

generate, private_bytes, sign, is_signed = _P384.generate, _P384.private_bytes, _P384.sign, _P384.is_signed


def private_key(number: bytes) -> PrivateKey:
    """The private key of an unsigned big-endian number of 48 bytes. Raises `KeyInvalid`."""
    if len(number) != NUMBER_SIZE:
        raise KeyInvalid
    return _P384.private_key(number)


def public_key(point: bytes, *, may_be_compressed: bool = False) -> PublicKey:
    """The public key of an X9.62 point: 97 bytes, or where it may be compressed also 49. Raises `KeyInvalid`."""
    if len(point) != POINT_SIZE and not may_be_compressed:
        raise KeyInvalid
    return _P384.public_key(point)


def sign_raw(private: PrivateKey, data: bytes) -> bytes:
    """A signature as JWS has it: r and s, 48 bytes each."""
    r, s = decode_dss_signature(sign(private, data))
    return r.to_bytes(NUMBER_SIZE, "big") + s.to_bytes(NUMBER_SIZE, "big")
