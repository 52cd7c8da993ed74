"""ML-DSA (FIPS 204): key pairs and signatures of the hybrid algorithms' second half (`powerauth-protocol-4.md` §1).

Pure mode, with an empty context, over the message itself.
"""

from enum import Enum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.powerauth.elliptic_curve import KeyInvalid
from activities.powerauth.v4 import subject_public_key

PrivateKey = mldsa.MLDSA65PrivateKey | mldsa.MLDSA87PrivateKey
PublicKey = mldsa.MLDSA65PublicKey | mldsa.MLDSA87PublicKey

SEED_SIZE = 32


class MlDsa(Enum):
    """A parameter set. The value is its name in JWS headers."""

    ML_DSA_65 = "ML-DSA-65"
    ML_DSA_87 = "ML-DSA-87"

    @property
    def spki_size(self) -> int:
        """Bytes of a public key as SubjectPublicKeyInfo."""
        return _SPKI_SIZES[self]

    def generate(self) -> PrivateKey:
        """A new key pair."""
        return _PRIVATE[self].generate()

    def private_key(self, seed: bytes) -> PrivateKey:
        """The private key of the seed that is kept of it, 32 bytes. Raises `KeyInvalid`."""
        if len(seed) != SEED_SIZE:
            raise KeyInvalid
        return _PRIVATE[self].from_seed_bytes(seed)

    def public_key(self, spki: bytes) -> PublicKey:
        """The public key of these parameters. Raises `KeyInvalid`."""
        return subject_public_key.read(spki, kind=_PUBLIC[self], size=self.spki_size)


def private_bytes(key: PrivateKey) -> bytes:
    """The seed of a private key."""
    return key.private_bytes_raw()


def public_bytes(key: PublicKey) -> bytes:
    """SubjectPublicKeyInfo: how keys are stored and sent."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def is_signed(public: PublicKey, *, data: bytes, signature: bytes) -> bool:
    """Whether `signature` is the key's over `data`."""
    try:
        public.verify(signature, data)
    except InvalidSignature:
        return False
    return True


_PRIVATE: dict[MlDsa, type[PrivateKey]] = {
    MlDsa.ML_DSA_65: mldsa.MLDSA65PrivateKey,
    MlDsa.ML_DSA_87: mldsa.MLDSA87PrivateKey,
}
_PUBLIC: dict[MlDsa, type[PublicKey]] = {
    MlDsa.ML_DSA_65: mldsa.MLDSA65PublicKey,
    MlDsa.ML_DSA_87: mldsa.MLDSA87PublicKey,
}
_SPKI_SIZES = {MlDsa.ML_DSA_65: 1974, MlDsa.ML_DSA_87: 2614}
