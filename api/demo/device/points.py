"""Keys of the curve P-256: points on the wire, shared secrets, signatures (`powerauth-protocol.md` §0.2)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.demo.device.failures import Untrusted

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey


def new_key() -> PrivateKey:
    """A fresh private key."""
    return ec.generate_private_key(ec.SECP256R1())


def private_key(number: bytes) -> PrivateKey:
    """The key whose private number this is, big endian and unsigned, of any length. Raises `ValueError`."""
    return ec.derive_private_key(int.from_bytes(number, "big"), ec.SECP256R1())


def private_bytes(key: PrivateKey) -> bytes:
    """The private number as 32 bytes, big endian."""
    return key.private_numbers().private_value.to_bytes(32, "big")


def public_key(point: bytes) -> PublicKey:
    """The key of a compressed (33 bytes) or uncompressed (65 bytes) point. Raises `Untrusted`, off the curve too."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise Untrusted("the public key is no point of the curve") from None


def public_bytes(key: PublicKey, *, compressed: bool) -> bytes:
    """The point as 33 or 65 bytes; phones of the field send compressed ones."""
    form = PublicFormat.CompressedPoint if compressed else PublicFormat.UncompressedPoint
    return key.public_bytes(Encoding.X962, form)


def shared_x(own: PrivateKey, other: PublicKey) -> bytes:
    """ECDH: the 32 bytes of the shared point's x coordinate."""
    return own.exchange(ec.ECDH(), other)


def sign(key: PrivateKey, data: bytes) -> bytes:
    """ECDSA with SHA-256, DER."""
    return key.sign(data, ec.ECDSA(SHA256()))


def verify(key: PublicKey, signature: bytes, data: bytes, what: str) -> None:
    """Raises `Untrusted`, naming `what`, unless `signature` (DER) is the key's own over `data`."""
    try:
        key.verify(signature, data, ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise Untrusted(f"the signature of {what} is not the server's") from None
