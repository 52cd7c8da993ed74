"""The key pairs of an algorithm that sign, of a phone and of the server (`powerauth-protocol-4.md` §1, §5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from activities.powerauth import elliptic_curve
from activities.powerauth.base64_text import Base64Invalid, decode, encode
from activities.powerauth.elliptic_curve import KeyInvalid, PrivateKey, PublicKey
from activities.powerauth.v4 import ecdsa, mldsa
from activities.powerauth.v4.algorithm import Algorithm


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The public keys of one side. There is one of ML-DSA where the algorithm is a hybrid."""

    algorithm: Algorithm
    ecdsa: PublicKey
    ml_dsa: mldsa.PublicKey | None = None

    def __post_init__(self) -> None:
        _check(self.algorithm, self.ml_dsa)

    @property
    def ml_dsa_bytes(self) -> bytes:
        """SubjectPublicKeyInfo of the second key; empty where there is none."""
        return b"" if self.ml_dsa is None else mldsa.public_bytes(self.ml_dsa)

    def members(self) -> dict[str, str]:
        """The keys as JSON has them."""
        members = {"ecdsa": encode(elliptic_curve.public_bytes(self.ecdsa))}
        return members if self.ml_dsa is None else members | {"mldsa": encode(self.ml_dsa_bytes)}

    def are_signers(self, *, data: bytes, ecdsa_signature: bytes, ml_dsa_signature: bytes | None) -> bool:
        """Whether both signatures are theirs over `data`: half of a hybrid signature is none. That of ECDSA is DER."""
        if self.ml_dsa is None or ml_dsa_signature is None:
            second = self.ml_dsa is None and ml_dsa_signature is None
        else:
            second = mldsa.is_signed(self.ml_dsa, data=data, signature=ml_dsa_signature)
        return ecdsa.is_signed(self.ecdsa, data=data, signature=ecdsa_signature) and second


@dataclass(frozen=True, slots=True)
class KeyPairs:
    """The private keys of one side."""

    algorithm: Algorithm
    ecdsa: PrivateKey = field(repr=False)
    ml_dsa: mldsa.PrivateKey | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _check(self.algorithm, self.ml_dsa)

    @classmethod
    def generate(cls, algorithm: Algorithm) -> "KeyPairs":
        """New pairs."""
        return cls(algorithm, ecdsa.generate(), None if algorithm.ml_dsa is None else algorithm.ml_dsa.generate())

    @property
    def public(self) -> PublicKeys:
        """Their public keys."""
        second = None if self.ml_dsa is None else self.ml_dsa.public_key()
        return PublicKeys(self.algorithm, self.ecdsa.public_key(), second)


def read(algorithm: Algorithm, value: object) -> PublicKeys:
    """The public keys in a JSON value, which has those of the algorithm and no more. Raises `KeyInvalid`."""
    if not isinstance(value, Mapping):
        raise KeyInvalid
    second = value.get("mldsa")
    if (second is None) is not (algorithm.ml_dsa is None):
        raise KeyInvalid
    try:
        point = ecdsa.public_key(decode(value.get("ecdsa")))
        ml_dsa = None if algorithm.ml_dsa is None else algorithm.ml_dsa.public_key(decode(second))
    except Base64Invalid:
        raise KeyInvalid from None
    return PublicKeys(algorithm, point, ml_dsa)


def _check(algorithm: Algorithm, ml_dsa: mldsa.PublicKey | mldsa.PrivateKey | None) -> None:
    if (ml_dsa is None) is not (algorithm.ml_dsa is None):
        raise ValueError("a hybrid algorithm has two keys of each side, the other one")
