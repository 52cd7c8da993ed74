"""The keys of registrations by version 4.0: sealed when they are made, opened when they are needed, never kept."""

import secrets
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from activities.powerauth.base64_text import decode, encode
from activities.powerauth.v4 import ecdsa, key_pairs, mldsa
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.factor_keys import FactorKeys, ReplaceableKey
from activities.powerauth.v4.kdf import KEY_SIZE
from activities.powerauth.v4.key_pairs import KeyPairs, PublicKeys
from activities.secrets.sealing import Sealer
from activities.store.v4_keys import StoredV4Keys
from config import exact_json

# Of keys that nobody has: the one that phones ask for unless they are told otherwise.
_USUAL = Algorithm.EC_P384_ML_L3


@dataclass(frozen=True, slots=True)
class V4OpenedKeys:
    """The keys of one registration. Key pairs are made of their bytes when they are asked for: codes need none."""

    algorithm: Algorithm
    secret: V4ActivationKeys
    factor_keys: FactorKeys
    server_private_keys: bytes = field(repr=False)
    server_public_keys: str
    device_public_keys: str

    @property
    def server(self) -> KeyPairs:
        """The server's key pairs for this registration."""
        number, seed = self.server_private_keys[: ecdsa.NUMBER_SIZE], self.server_private_keys[ecdsa.NUMBER_SIZE :]
        second = None if self.algorithm.ml_dsa is None else self.algorithm.ml_dsa.private_key(seed)
        return KeyPairs(self.algorithm, ecdsa.private_key(number), second)

    @property
    def server_public(self) -> PublicKeys:
        """Their public keys."""
        return key_pairs.read(self.algorithm, exact_json.read(self.server_public_keys))

    @property
    def device_public(self) -> PublicKeys:
        """The device's public keys."""
        return key_pairs.read(self.algorithm, exact_json.read(self.device_public_keys))


class V4DeviceKeys:
    """Opens and seals the keys of registrations. What opens raises `Unsealable` where the master key is another."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def open(self, stored: StoredV4Keys) -> V4OpenedKeys:
        """The keys of a row."""
        context = _context(stored.registration_id, stored.user_id, stored.algorithm, stored.device_public_keys)
        opened = self._sealer.open(stored.secrets, *context, "secrets")
        factors = exact_json.read(self._sealer.open(stored.factor_keys, *context, "factor_keys"))
        return V4OpenedKeys(
            algorithm=Algorithm(stored.algorithm),
            secret=V4ActivationKeys(opened[:KEY_SIZE]),
            factor_keys=FactorKeys(
                possession=decode(factors["possession"]),
                knowledge=_read(factors["knowledge"]),
                biometry=_read(factors["biometry"]) if factors["biometry"] else None,
                biometry_enabled=stored.biometry_enabled,
            ),
            server_private_keys=opened[KEY_SIZE:],
            server_public_keys=stored.server_public_keys,
            device_public_keys=stored.device_public_keys,
        )

    def seal(
        self, registration_id: str, user_id: str, secret: V4ActivationKeys, *, server: KeyPairs, device: PublicKeys
    ) -> StoredV4Keys:
        """The row of a new registration, not confirmed yet, with the factors' first keys. Both sides are of one algorithm."""
        if device.algorithm is not server.algorithm:
            raise ValueError("both sides of a registration have keys of its algorithm")
        device_keys = exact_json.write(device.members())
        context = _context(registration_id, user_id, device.algorithm.value, device_keys)
        seed = b"" if server.ml_dsa is None else mldsa.private_bytes(server.ml_dsa)
        private = secret.secret + ecdsa.private_bytes(server.ecdsa) + seed
        factors = FactorKeys.initial(secret, biometry_enabled=False)
        return StoredV4Keys(
            registration_id=registration_id,
            user_id=user_id,
            algorithm=device.algorithm.value,
            device_public_keys=device_keys,
            server_public_keys=exact_json.write(server.public.members()),
            secrets=self._sealer.seal(private, *context, "secrets"),
            factor_keys=self._sealer.seal(_write(factors), *context, "factor_keys"),
        )

    def seal_factor_keys(self, stored: StoredV4Keys, keys: FactorKeys) -> str:
        """Other keys of the factors, for the same row; whether biometry is enabled is a column of its own."""
        context = _context(stored.registration_id, stored.user_id, stored.algorithm, stored.device_public_keys)
        return self._sealer.seal(_write(keys), *context, "factor_keys")

    @cached_property
    def nobody(self) -> StoredV4Keys:
        """The row of a registration that nobody has, with keys that nobody knows.

        What is checked for a registration that does not exist is checked for this one, so that it takes as long.
        """
        server, device = KeyPairs.generate(_USUAL), KeyPairs.generate(_USUAL)
        return self.seal("", "", V4ActivationKeys(secrets.token_bytes(KEY_SIZE)), server=server, device=device.public)


def _context(*row: str) -> tuple[str, ...]:
    """What secrets are sealed for: the row's registration, its user, its algorithm and the device's public keys."""
    return ("v4_keys", *row)


def _write(keys: FactorKeys) -> bytes:
    biometry = keys.biometry and _members(keys.biometry)
    factors = {"possession": encode(keys.possession), "knowledge": _members(keys.knowledge), "biometry": biometry}
    return exact_json.encode(factors)


def _members(key: ReplaceableKey) -> list[str]:
    """The current key, and the waiting one if there is one."""
    return [encode(one) for one in (key.current, key.pending) if one is not None]


def _read(texts: list[Any]) -> ReplaceableKey:
    return ReplaceableKey(*map(decode, texts))
