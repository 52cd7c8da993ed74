"""Key pairs on P-256: their bytes, the shared secret of two, and ECDSA signatures (`powerauth-protocol.md` §0.2)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey

_CURVE = ec.SECP256R1()
_ECDSA = ec.ECDSA(SHA256())
_SIZE = 32
# The length of a point's encoding by its first byte. Infinity (a single 00) and the hybrid form are not among them.
_POINT_SIZES = {2: 33, 3: 33, 4: 65}


class KeyInvalid(ValueError):
    """The bytes are no key: no point of the curve, no number below its order, or not of a key's length."""


def generate() -> PrivateKey:
    """A new key pair."""
    return ec.generate_private_key(_CURVE)


def private_key(number: bytes) -> PrivateKey:
    """The private key of an unsigned big-endian number. Raises `KeyInvalid`.

    Our own are 32 bytes. Java writes the shortest signed number, so foreign ones may be shorter, or 33 bytes with a leading 00.
    """
    if not 1 <= len(number) <= _SIZE + 1:
        raise KeyInvalid
    try:
        return ec.derive_private_key(int.from_bytes(number, "big"), _CURVE)
    except ValueError:
        raise KeyInvalid from None


def private_bytes(key: PrivateKey) -> bytes:
    """The private number, 32 bytes big endian."""
    return key.private_numbers().private_value.to_bytes(_SIZE, "big")


def public_key(point: bytes) -> PublicKey:
    """The public key of an X9.62 point: 33 bytes compressed (phones) or 65 uncompressed. Raises `KeyInvalid`."""
    if not point or _POINT_SIZES.get(point[0]) != len(point):
        raise KeyInvalid
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError:
        raise KeyInvalid from None


def public_bytes(key: PublicKey) -> bytes:
    """The uncompressed point, 65 bytes: how keys are stored and sent."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def shared_secret(private: PrivateKey, public: PublicKey) -> bytes:
    """ECDH: the x coordinate, 32 bytes, not folded."""
    return private.exchange(ec.ECDH(), public)


def sign(private: PrivateKey, data: bytes) -> bytes:
    """An ECDSA signature with SHA-256 in ASN.1 DER; another one each time."""
    return private.sign(data, _ECDSA)


def is_signed(public: PublicKey, *, data: bytes, signature: bytes) -> bool:
    """Whether `signature` (DER) is the key's over `data`."""
    try:
        public.verify(signature, data, _ECDSA)
    except InvalidSignature:
        return False
    return True
