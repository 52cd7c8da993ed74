"""Unlocking the vault in which a device keeps its private key (`powerauth-protocol.md` §8.1).

What the device signs by that key, `keys.is_signed` verifies with its public key.
"""

import re
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from activities.powerauth import json_object
from activities.powerauth.activation_keys import ActivationKeys
from activities.powerauth.base64_text import encode
from activities.powerauth.derivation import ZERO_IV
from activities.powerauth.json_object import JsonObjectInvalid

NO_REASON = "NOT_SPECIFIED"
_MAX_BYTES = 65_536
_REASON = re.compile(r"[A-Za-z0-9_\-.]{3,255}")
_PKCS7 = PKCS7(128)


class VaultRequestInvalid(ValueError):
    """A request to unlock the vault is not as its section says."""


def read_reason(plaintext: bytes) -> str:
    """The reason in a request's plaintext, for the audit; `NOT_SPECIFIED` without one. Raises `VaultRequestInvalid`."""
    reason = read_object(plaintext).get("reason")
    if reason is None:
        return NO_REASON
    if not isinstance(reason, str) or not _REASON.fullmatch(reason):
        raise VaultRequestInvalid
    return reason


def read_object(plaintext: bytes) -> dict[str, Any]:
    """The members of a request's plaintext. Raises `VaultRequestInvalid`."""
    try:
        return json_object.read(plaintext, most_bytes=_MAX_BYTES)
    except JsonObjectInvalid:
        raise VaultRequestInvalid from None


def answer(keys: ActivationKeys) -> bytes:
    """The plaintext of the answer, which holds the vault's key encrypted by the transport key: 32 bytes in base64."""
    padder = _PKCS7.padder()
    encryptor = Cipher(algorithms.AES128(keys.transport), modes.CBC(ZERO_IV)).encryptor()
    wrapped = encryptor.update(padder.update(keys.vault) + padder.finalize()) + encryptor.finalize()
    return json_object.write({"encryptedVaultEncryptionKey": encode(wrapped)})
