"""Keys of what a device keeps locked, unlocked by a code (`powerauth-protocol-4.md` §8)."""

from dataclasses import dataclass
from enum import Enum

from activities.powerauth import json_object
from activities.powerauth.base64_text import encode
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys
from activities.powerauth.vault import VaultRequestInvalid, read_object, read_reason

_PIN = frozenset({SignatureType.POSSESSION_KNOWLEDGE})
_TWO_FACTORS = _PIN | {SignatureType.POSSESSION_BIOMETRY}


class VaultKey(Enum):
    """A key by its name on the wire: which it is, and by codes of which types it is unlocked."""

    KEK_DEVICE_PRIVATE = (ActivationKey.KEK_DEVICE_PRIVATE, _PIN)
    KDK_APP_VAULT_KNOWLEDGE = (ActivationKey.KDK_APP_VAULT_KNOWLEDGE, _PIN)
    KDK_APP_VAULT_2FA = (ActivationKey.KDK_APP_VAULT_2FA, _TWO_FACTORS)

    def __init__(self, activation_key: ActivationKey, code_types: frozenset[SignatureType]) -> None:
        self.activation_key = activation_key
        self.code_types = code_types

    def unlocks_by(self, code_type: SignatureType, *, biometry_unlocks_device_key: bool) -> bool:
        """Whether a code of the type unlocks it. For the device's key biometry is a decision of the application."""
        if biometry_unlocks_device_key and self is VaultKey.KEK_DEVICE_PRIVATE:
            return code_type in _TWO_FACTORS
        return code_type in self.code_types


@dataclass(frozen=True, slots=True)
class VaultRequest:
    """Which key is asked for, and why, for the audit."""

    key: VaultKey
    reason: str


def read(plaintext: bytes) -> VaultRequest:
    """The request in a plaintext. Raises `VaultRequestInvalid`."""
    name = read_object(plaintext).get("keyIdentifier")
    if not isinstance(name, str) or name not in VaultKey.__members__:
        raise VaultRequestInvalid
    return VaultRequest(VaultKey[name], read_reason(plaintext))


def answer(key: VaultKey, keys: V4ActivationKeys) -> bytes:
    """The plaintext of the answer: the key itself, which nothing else wraps."""
    return json_object.write({"vaultEncryptionKey": encode(keys.derive(key.activation_key))})
