"""ML-KEM (FIPS 203): the hybrid algorithms' second shared secret (`powerauth-protocol-4.md` §1, §3).

The server only encapsulates, to a key that a phone made for one use. It never decapsulates: nobody can make it tell by its
answers or by its time what became of a ciphertext.
"""

from enum import Enum

from cryptography.hazmat.primitives.asymmetric import mlkem

from activities.powerauth.v4 import subject_public_key
from activities.powerauth.v4.encapsulated import Encapsulated

PublicKey = mlkem.MLKEM768PublicKey | mlkem.MLKEM1024PublicKey


class MlKem(Enum):
    """A parameter set."""

    ML_KEM_768 = "ML-KEM-768"
    ML_KEM_1024 = "ML-KEM-1024"

    def public_key(self, spki: bytes) -> PublicKey:
        """The encapsulation key of these parameters, its coefficients below the modulus. Raises `KeyInvalid`."""
        return subject_public_key.read(spki, kind=_PUBLIC[self], size=_SPKI_SIZES[self])


def encapsulate(recipient: PublicKey) -> Encapsulated:
    """A new secret of 32 bytes, and what tells it to the recipient: 1088 or 1568 bytes."""
    secret, ciphertext = recipient.encapsulate()
    return Encapsulated(ciphertext, secret)


_PUBLIC: dict[MlKem, type[PublicKey]] = {
    MlKem.ML_KEM_768: mlkem.MLKEM768PublicKey,
    MlKem.ML_KEM_1024: mlkem.MLKEM1024PublicKey,
}
_SPKI_SIZES = {MlKem.ML_KEM_768: 1206, MlKem.ML_KEM_1024: 1590}
