"""Keys of the curve P-384: points on the wire, shared secrets, signatures (`powerauth-protocol-4.md` §1)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.demo.device.failures import Untrusted
from api.demo.device.points import PrivateKey, PublicKey

_CURVE = ec.SECP384R1()
_SIZE = 48


def new_key() -> PrivateKey:
    """A fresh private key."""
    return ec.generate_private_key(_CURVE)


def private_key(number: bytes) -> PrivateKey:
    """The key whose private number this is. Raises `ValueError`."""
    return ec.derive_private_key(int.from_bytes(number, "big"), _CURVE)


def private_bytes(key: PrivateKey) -> bytes:
    """The private number as 48 bytes."""
    return key.private_numbers().private_value.to_bytes(_SIZE, "big")


def public_key(point: bytes) -> PublicKey:
    """The key of a point, compressed or not. Raises `Untrusted`, off the curve too."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError:
        raise Untrusted("the public key is no point of P-384") from None


def public_bytes(key: PublicKey) -> bytes:
    """The uncompressed point, 97 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sign(key: PrivateKey, data: bytes) -> bytes:
    """ECDSA with SHA-384, DER."""
    return key.sign(data, ec.ECDSA(SHA384()))


def is_signed(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether `signature` (DER) is the key's over `data`."""
    try:
        key.verify(signature, data, ec.ECDSA(SHA384()))
    except InvalidSignature:
        return False
    return True


def der(raw: bytes) -> bytes:
    """A signature of 96 bytes, as JWS has it, in DER. Raises `Untrusted`."""
    if len(raw) != 2 * _SIZE:
        raise Untrusted("a signature by ES384 has 96 bytes")
    return encode_dss_signature(int.from_bytes(raw[:_SIZE], "big"), int.from_bytes(raw[_SIZE:], "big"))
