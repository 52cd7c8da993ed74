"""A provider's public keys, as it publishes them (RFC 7517): those that verify signatures, and with which algorithm each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

Key = RSAKey | ECKey | OKPKey

_MAX_KEYS: Final = 100
_MAX_NAME: Final = 500
_LEAST_RSA_BITS: Final = 2048
_KINDS: Final[Mapping[str, type[Key]]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
# Which kind of key, on which curve, an algorithm takes.
_TAKES: Final[Mapping[str, tuple[type[Key], str | None]]] = {
    "RS256": (RSAKey, None),
    "PS256": (RSAKey, None),
    "ES256": (ECKey, "P-256"),
    "EdDSA": (OKPKey, "Ed25519"),
    "Ed25519": (OKPKey, "Ed25519"),
}


class KeySetInvalid(ValueError):
    """It is no set of keys, or none of them verifies signatures."""


@dataclass(frozen=True, slots=True)
class _Published:
    key_id: str | None
    algorithm: str | None
    key: Key


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys of a provider at a time."""

    keys: tuple[_Published, ...]

    @classmethod
    def of(cls, document: Any) -> "KeySet":
        """The set that is written so; keys that are of no use here are passed over. Raises `KeySetInvalid`."""
        listed = document.get("keys") if isinstance(document, Mapping) else None
        if not isinstance(listed, list):
            raise KeySetInvalid("it has no list of keys")
        found = tuple(key for one in listed[:_MAX_KEYS] if (key := _read(one)) is not None)
        if not found:
            raise KeySetInvalid("none of its keys verifies signatures")
        return cls(found)

    def find(self, key_id: str | None, algorithm: str) -> Key | None:
        """The key of that name, for that algorithm; without a name, the only one that fits. Null: there is none."""
        fitting = [one.key for one in self.keys if key_id in (None, one.key_id) and _fits(one, algorithm)]
        return fitting[0] if len(fitting) == 1 else None

    def verifies(self, algorithm: str) -> bool:
        """Whether one of them is for the algorithm."""
        return any(_fits(one, algorithm) for one in self.keys)

    def __len__(self) -> int:
        return len(self.keys)


def _read(jwk: Any) -> _Published | None:
    """Null: not for signatures, too weak, of another kind, or private, and so known to whoever has read the set."""
    if not isinstance(jwk, Mapping) or "d" in jwk or "k" in jwk:
        return None
    name, kind = jwk.get("kid"), _KINDS.get(str(jwk.get("kty")))
    operations = jwk.get("key_ops", ["verify"])
    if (
        kind is None
        or jwk.get("use", "sig") != "sig"
        or not (isinstance(operations, list) and "verify" in operations)
        or not (name is None or (isinstance(name, str) and len(name) <= _MAX_NAME))
    ):
        return None
    members = {member: jwk[member] for member in ("kty", "n", "e", "crv", "x", "y") if member in jwk}
    try:
        key = kind.import_key(members)
        if isinstance(key, RSAKey) and key.public_key.key_size < _LEAST_RSA_BITS:
            return None
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    algorithm = jwk.get("alg")
    return _Published(name, algorithm if isinstance(algorithm, str) else None, key)


def _fits(one: _Published, algorithm: str) -> bool:
    kind, curve = _TAKES[algorithm]
    if not isinstance(one.key, kind) or one.algorithm not in (None, algorithm):
        return False
    return curve is None or (not isinstance(one.key, RSAKey) and one.key.curve_name == curve)
