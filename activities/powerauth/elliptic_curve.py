"""Key pairs on an elliptic curve: their bytes, the shared secret of two, and ECDSA signatures."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey


class KeyInvalid(ValueError):
    """The bytes are no key: no point of the curve, no number below its order, or not of a key's length."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve, the hash that its signatures are made with, and the bytes of a number on it."""

    curve: ec.EllipticCurve
    hash: HashAlgorithm
    size: int

    def generate(self) -> PrivateKey:
        """A new key pair."""
        return ec.generate_private_key(self.curve)

    def private_key(self, number: bytes) -> PrivateKey:
        """The private key of an unsigned big-endian number. Raises `KeyInvalid`."""
        try:
            return ec.derive_private_key(int.from_bytes(number, "big"), self.curve)
        except ValueError:
            raise KeyInvalid from None

    def private_bytes(self, key: PrivateKey) -> bytes:
        """The private number, big endian, in all its bytes."""
        return key.private_numbers().private_value.to_bytes(self.size, "big")

    def public_key(self, point: bytes) -> PublicKey:
        """The public key of an X9.62 point, compressed or not.

        Raises `KeyInvalid`, also for a point off the curve, for infinity (a single 00) and for the hybrid form.
        """
        sizes = {2: 1 + self.size, 3: 1 + self.size, 4: 1 + 2 * self.size}
        if not point or sizes.get(point[0]) != len(point):
            raise KeyInvalid
        try:
            return ec.EllipticCurvePublicKey.from_encoded_point(self.curve, point)
        except ValueError:
            raise KeyInvalid from None

    def sign(self, private: PrivateKey, data: bytes) -> bytes:
        """An ECDSA signature in ASN.1 DER; another one each time."""
        return private.sign(data, ec.ECDSA(self.hash))

    def is_signed(self, public: PublicKey, *, data: bytes, signature: bytes) -> bool:
        """Whether `signature` (DER) is the key's over `data`."""
        try:
            public.verify(signature, data, ec.ECDSA(self.hash))
        except InvalidSignature:
            return False
        return True


def public_bytes(key: PublicKey) -> bytes:
    """The uncompressed point: how keys are stored and sent."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def shared_secret(private: PrivateKey, public: PublicKey) -> bytes:
    """ECDH: the x coordinate, not folded."""
    return private.exchange(ec.ECDH(), public)
