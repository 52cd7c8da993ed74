"""The keys that sign, of either side: one on P-384, and in a hybrid algorithm one of ML-DSA.

Source: `powerauth-protocol-4.md` §1, §5.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from api.demo.device import wire
from api.demo.device.failures import Untrusted
from api.demo.device.points import PrivateKey, PublicKey
from api.demo.device.v4 import curve
from api.demo.device.v4.algorithms import MlDsaPrivateKey, MlDsaPublicKey, PhoneAlgorithm

_SEED = 32


@dataclass(frozen=True, slots=True)
class PhonePublicKeys:
    """`ml_dsa` is null where the algorithm is classical."""

    algorithm: PhoneAlgorithm
    ecdsa: PublicKey
    ml_dsa: MlDsaPublicKey | None

    @property
    def spki(self) -> bytes:
        """SubjectPublicKeyInfo of the second key, nothing where there is none."""
        if self.ml_dsa is None:
            return b""
        return self.ml_dsa.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def members(self) -> dict[str, str]:
        """As they travel."""
        second = {} if self.ml_dsa is None else {"mldsa": wire.b64(self.spki)}
        return {"ecdsa": wire.b64(curve.public_bytes(self.ecdsa))} | second

    def verify(self, signatures: list[bytes], texts: list[bytes], what: str) -> None:
        """Raises `Untrusted`, naming `what`, unless each key made its signature over its text; that of P-384 is DER."""
        right = [curve.is_signed(self.ecdsa, signatures[0], texts[0])]
        if self.ml_dsa is not None:
            right.append(_is_signed(self.ml_dsa, signatures[1], texts[1]))
        if not all(right):
            raise Untrusted(f"the signature of {what} is not the server's")


@dataclass(frozen=True, slots=True)
class PhoneKeyPairs:
    """The private halves."""

    algorithm: PhoneAlgorithm
    ecdsa: PrivateKey
    ml_dsa: MlDsaPrivateKey | None

    @property
    def public(self) -> PhonePublicKeys:
        """The public halves."""
        second = None if self.ml_dsa is None else self.ml_dsa.public_key()
        return PhonePublicKeys(self.algorithm, self.ecdsa.public_key(), second)

    def private_bytes(self) -> bytes:
        """The private number of 48 bytes, and the seed of 32 of the second key."""
        return curve.private_bytes(self.ecdsa) + (b"" if self.ml_dsa is None else self.ml_dsa.private_bytes_raw())


def generate(algorithm: PhoneAlgorithm) -> PhoneKeyPairs:
    """New pairs."""
    signer = algorithm.signer
    return PhoneKeyPairs(algorithm, curve.new_key(), None if signer is None else signer.generate())


def of_private_bytes(algorithm: PhoneAlgorithm, private: bytes) -> PhoneKeyPairs:
    """The reverse of `PhoneKeyPairs.private_bytes`. Raises `ValueError`."""
    number, seed = private[:48], private[48:]
    if len(private) != 48 + (0 if algorithm.signer is None else _SEED):
        raise ValueError("the private keys have another length")
    second = None if algorithm.signer is None else algorithm.signer.from_seed_bytes(seed)
    return PhoneKeyPairs(algorithm, curve.private_key(number), second)


def read(algorithm: PhoneAlgorithm, members: object) -> PhonePublicKeys:
    """The server's keys out of its answer. Raises `Untrusted`."""
    if not isinstance(members, Mapping):
        raise Untrusted("the server's public keys are missing")
    found: Mapping[str, Any] = members
    second = None if algorithm.verifier is None else wire.bytes_of(found, "mldsa")
    return of_public_bytes(algorithm, wire.bytes_of(found, "ecdsa", 97), second)


def of_public_bytes(algorithm: PhoneAlgorithm, point: bytes, spki: bytes | None) -> PhonePublicKeys:
    """The keys of a point and of a SubjectPublicKeyInfo. Raises `Untrusted`."""
    first, verifier = curve.public_key(point), algorithm.verifier
    if verifier is None or spki is None:
        if verifier is not None or spki is not None:
            raise Untrusted("the keys are of another algorithm")
        return PhonePublicKeys(algorithm, first, None)
    try:
        second = load_der_public_key(spki)
    except ValueError:
        raise Untrusted("the ML-DSA key is damaged") from None
    if not isinstance(second, verifier):
        raise Untrusted("the ML-DSA key is of another algorithm")
    return PhonePublicKeys(algorithm, first, second)


def _is_signed(key: MlDsaPublicKey, signature: bytes, data: bytes) -> bool:
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True
