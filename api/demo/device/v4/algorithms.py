"""The algorithms of which an activation has one for life (`powerauth-protocol-4.md` §0.1)."""

from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric import mldsa, mlkem

from api.demo.device.failures import Unreadable

MlKemPrivateKey = mlkem.MLKEM768PrivateKey | mlkem.MLKEM1024PrivateKey
MlDsaPrivateKey = mldsa.MLDSA65PrivateKey | mldsa.MLDSA87PrivateKey
MlDsaPublicKey = mldsa.MLDSA65PublicKey | mldsa.MLDSA87PublicKey


class PhoneAlgorithm(StrEnum):
    """As it travels: a classical one, and two that are safe as long as either of their halves is."""

    EC_P384 = "EC_P384"
    EC_P384_ML_L3 = "EC_P384_ML_L3"
    EC_P384_ML_L5 = "EC_P384_ML_L5"

    @property
    def kem(self) -> type[MlKemPrivateKey] | None:
        """The keys by which a secret is agreed besides those on P-384."""
        return _KEMS.get(self)

    @property
    def signer(self) -> type[MlDsaPrivateKey] | None:
        """The keys that sign besides those on P-384."""
        return _SIGNERS.get(self)

    @property
    def verifier(self) -> type[MlDsaPublicKey] | None:
        """The public halves of `signer`."""
        return _VERIFIERS.get(self)

    @property
    def signatures(self) -> list[str]:
        """The names of its signatures in the header of a JWS."""
        return _SIGNATURES[self]


def algorithm_of(name: str) -> PhoneAlgorithm:
    """The algorithm of this name. Raises `Unreadable`."""
    try:
        return PhoneAlgorithm(name)
    except ValueError:
        raise Unreadable(f"{name} is no algorithm of protocol 4: {', '.join(PhoneAlgorithm)}") from None


_KEMS: dict[PhoneAlgorithm, type[MlKemPrivateKey]] = {
    PhoneAlgorithm.EC_P384_ML_L3: mlkem.MLKEM768PrivateKey,
    PhoneAlgorithm.EC_P384_ML_L5: mlkem.MLKEM1024PrivateKey,
}
_SIGNERS: dict[PhoneAlgorithm, type[MlDsaPrivateKey]] = {
    PhoneAlgorithm.EC_P384_ML_L3: mldsa.MLDSA65PrivateKey,
    PhoneAlgorithm.EC_P384_ML_L5: mldsa.MLDSA87PrivateKey,
}
_VERIFIERS: dict[PhoneAlgorithm, type[MlDsaPublicKey]] = {
    PhoneAlgorithm.EC_P384_ML_L3: mldsa.MLDSA65PublicKey,
    PhoneAlgorithm.EC_P384_ML_L5: mldsa.MLDSA87PublicKey,
}
_SIGNATURES = {
    PhoneAlgorithm.EC_P384: ["ES384"],
    PhoneAlgorithm.EC_P384_ML_L3: ["ES384", "ML-DSA-65"],
    PhoneAlgorithm.EC_P384_ML_L5: ["ES384", "ML-DSA-87"],
}
