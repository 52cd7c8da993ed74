"""Key pairs on P-384: their bytes, and ECDSA signatures with SHA-384 (`powerauth-protocol-4.md` §1)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.powerauth.keys import KeyInvalid

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey

POINT_SIZE = 97
_CURVE = ec.SECP384R1()
_ECDSA = ec.ECDSA(SHA384())
_SIZE = 48
# The length of a point's encoding by its first byte.
_POINT_SIZES = {2: 49, 3: 49, 4: POINT_SIZE}


def generate() -> PrivateKey:
    """A new key pair."""
    return ec.generate_private_key(_CURVE)


def private_key(number: bytes) -> PrivateKey:
    """The private key of an unsigned big-endian number of 48 bytes. Raises `KeyInvalid`."""
    if len(number) != _SIZE:
        raise KeyInvalid
    try:
        return ec.derive_private_key(int.from_bytes(number, "big"), _CURVE)
    except ValueError:
        raise KeyInvalid from None


def private_bytes(key: PrivateKey) -> bytes:
    """The private number, 48 bytes big endian."""
    return key.private_numbers().private_value.to_bytes(_SIZE, "big")


def public_key(point: bytes, *, may_be_compressed: bool = False) -> PublicKey:
    """The public key of an X9.62 point: 97 bytes, or where it may be compressed also 49.

    Raises `KeyInvalid`, also for a point off the curve and for infinity.
    """
    if not point or _POINT_SIZES.get(point[0]) != len(point) or (len(point) != POINT_SIZE and not may_be_compressed):
        raise KeyInvalid
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError:
        raise KeyInvalid from None


def public_bytes(key: PublicKey) -> bytes:
    """The point, 97 bytes: how keys are stored and sent."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def shared_secret(private: PrivateKey, public: PublicKey) -> bytes:
    """ECDH: the x coordinate, 48 bytes."""
    return private.exchange(ec.ECDH(), public)


def sign(private: PrivateKey, data: bytes) -> bytes:
    """A signature in ASN.1 DER; another one each time."""
    return private.sign(data, _ECDSA)


def sign_raw(private: PrivateKey, data: bytes) -> bytes:
    """A signature as JWS has it: r and s, 48 bytes each."""
    r, s = decode_dss_signature(sign(private, data))
    return r.to_bytes(_SIZE, "big") + s.to_bytes(_SIZE, "big")


def is_signed(public: PublicKey, *, data: bytes, signature: bytes) -> bool:
    """Whether `signature` (DER) is the key's over `data`."""
    try:
        public.verify(signature, data, _ECDSA)
    except InvalidSignature:
        return False
    return True
