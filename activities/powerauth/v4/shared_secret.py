"""A secret agreed with a phone: its request read, and answered (`powerauth-protocol-4.md` §3)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from activities.powerauth import elliptic_curve
from activities.powerauth.base64_text import Base64Invalid, decode, encode
from activities.powerauth.elliptic_curve import KeyInvalid
from activities.powerauth.v4 import dhkem, ecdsa, mlkem
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.kdf import with_length
from activities.powerauth.v4.kmac import kmac256
from activities.powerauth.v4.version import VERSION

SALT_SIZE = 32
_FIRST = (1).to_bytes(4, "big")


class SharedSecretInvalid(ValueError):
    """A request for a shared secret is not as its section says, or one of its keys is none of its algorithm."""


@dataclass(frozen=True, slots=True)
class SharedSecretRequest:
    """What a phone asks with: its keys for one use. There is one of ML-KEM where the algorithm is a hybrid."""

    algorithm: Algorithm
    ec_key: elliptic_curve.PublicKey
    ml_kem_key: mlkem.PublicKey | None


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """The agreed secret of 32 bytes, and the members by which the phone finds it."""

    members: Mapping[str, str | list[str]]
    secret: bytes = field(repr=False)


def read(value: object) -> SharedSecretRequest:
    """The request in a JSON value. Raises `SharedSecretInvalid`."""
    if not isinstance(value, Mapping):
        raise SharedSecretInvalid
    keys = value.get("encapsulationKeys")
    try:
        algorithm = Algorithm(value.get("algorithm"))
        if not isinstance(keys, list) or len(keys) != (1 if algorithm.ml_kem is None else 2):
            raise SharedSecretInvalid
        ec_key = ecdsa.public_key(decode(keys[0]))
        ml_kem_key = None if algorithm.ml_kem is None else algorithm.ml_kem.public_key(decode(keys[1]))
    except (Base64Invalid, KeyInvalid, ValueError):
        raise SharedSecretInvalid from None
    return SharedSecretRequest(algorithm, ec_key, ml_kem_key)


def agree(request: SharedSecretRequest) -> SharedSecret:
    """A new secret for who sent the request; another one each time."""
    made = [dhkem.encapsulate(request.ec_key)]
    if request.ml_kem_key is not None:
        made.append(mlkem.encapsulate(request.ml_kem_key))
    salt = secrets.token_bytes(SALT_SIZE)
    members: dict[str, str | list[str]] = {
        "salt": encode(salt),
        "encapsulatedKeys": [encode(one.encapsulation) for one in made],
    }
    return SharedSecret(members, combine(request.algorithm.value, salt, [one.secret for one in made]))


def combine(algorithm: str, salt: bytes, parts: Sequence[bytes]) -> bytes:
    """The secret of an algorithm's parts, first that of DHKEM: it is safe while one of them is."""
    values = [*parts, f"shared-secret/{algorithm}".encode(), VERSION.encode()]
    return kmac256(salt, _FIRST + b"".join(map(with_length, values)), custom="KDF")
