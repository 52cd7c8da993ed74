"""An application's key pairs of protocol 4: the public halves are in its apps (`powerauth-protocol-4.md` §4.5, §12)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from activities.powerauth.elliptic_curve import KeyInvalid, PrivateKey
from activities.powerauth.v4 import ecdsa, mldsa
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.mldsa import MlDsa


@dataclass(frozen=True, slots=True)
class V4MasterKeys:
    """One pair on P-384, for every algorithm, and one of each parameter set of ML-DSA, for the hybrid that has it."""

    ecdsa: PrivateKey = field(repr=False)
    ml_dsa: Mapping[MlDsa, mldsa.PrivateKey] = field(repr=False)

    @classmethod
    def generate(cls) -> "V4MasterKeys":
        """New pairs."""
        return cls(ecdsa.generate(), {parameters: parameters.generate() for parameters in MlDsa})

    @classmethod
    def read(cls, data: bytes) -> "V4MasterKeys":
        """The pairs of `private_bytes`. Raises `KeyInvalid`."""
        if len(data) != ecdsa.NUMBER_SIZE + mldsa.SEED_SIZE * len(MlDsa):
            raise KeyInvalid
        number, seeds = data[: ecdsa.NUMBER_SIZE], data[ecdsa.NUMBER_SIZE :]
        starts = range(0, len(seeds), mldsa.SEED_SIZE)
        private = zip(MlDsa, (seeds[start : start + mldsa.SEED_SIZE] for start in starts), strict=True)
        return cls(
            ecdsa.private_key(number), {parameters: parameters.private_key(seed) for parameters, seed in private}
        )

    @property
    def private_bytes(self) -> bytes:
        """The private number on P-384, then the seed of each parameter set, in their order: 112 bytes."""
        seeds = (mldsa.private_bytes(self.ml_dsa[parameters]) for parameters in MlDsa)
        return ecdsa.private_bytes(self.ecdsa) + b"".join(seeds)

    def pairs(self, algorithm: Algorithm) -> KeyPairs:
        """Those that sign for an activation of the algorithm."""
        second = None if algorithm.ml_dsa is None else self.ml_dsa[algorithm.ml_dsa]
        return KeyPairs(algorithm, self.ecdsa, second)
