"""The algorithms that an activation may be of, for life, and all that differs between them (`powerauth-protocol-4.md` §0.1)."""

from enum import Enum

from activities.powerauth.v4.mldsa import MlDsa
from activities.powerauth.v4.mlkem import MlKem


class Algorithm(Enum):
    """A classical algorithm, and two hybrids whose second half also withstands quantum computers.

    The value is its text on the wire; unknown text raises `ValueError`. So do `ML_L3` and `ML_L5`, which have no classical
    half: the vendor's library has them for tests.
    """

    EC_P384 = "EC_P384"
    EC_P384_ML_L3 = "EC_P384_ML_L3"
    EC_P384_ML_L5 = "EC_P384_ML_L5"

    @property
    def ml_kem(self) -> MlKem | None:
        """By what a secret is agreed besides DHKEM(P-384)."""
        return _ML_KEM.get(self)

    @property
    def ml_dsa(self) -> MlDsa | None:
        """By what is signed besides ECDSA on P-384."""
        return _ML_DSA.get(self)


_ML_KEM = {Algorithm.EC_P384_ML_L3: MlKem.ML_KEM_768, Algorithm.EC_P384_ML_L5: MlKem.ML_KEM_1024}
_ML_DSA = {Algorithm.EC_P384_ML_L3: MlDsa.ML_DSA_65, Algorithm.EC_P384_ML_L5: MlDsa.ML_DSA_87}
