"""Encryption of what others keep for us by the thousand: AES-256-GCM, each text under a key of its own.

A key that all shared would serve for 2^32 random nonces, which a busy bank has written in some months. So each text draws 192
random bits: from the first half its key is derived, the other is its nonce; there is no end to those in practice. A text is these
24 bytes, ciphertext and tag.
"""

import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from activities.secrets.derived_keys import derive, key_id
from activities.secrets.sealing import Unsealable
from config.master_key import decode

_PURPOSE = "payloads"
_HALF = 12
_NAME = re.compile("[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class PayloadCipher:
    """Encrypts under the current master key (null: there is none), decrypts under any: the others are former ones."""

    current: str | None = None
    _keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, *master_keys: str, current: bool = True) -> "PayloadCipher":
        """From master keys in clear; the first is the current one, unless it is said that this one is not among them.

        Raises `ValueError` where one is not base64 of 32 bytes.
        """
        keys = {key_id(key): derive(key, _PURPOSE) for key in map(decode, master_keys)}
        return cls(next(iter(keys), None) if current else None, keys)

    def encrypt(self, text: bytes) -> tuple[str, bytes]:
        """The id of the current master key, and the text under it. Raises `Unsealable` where there is none."""
        if self.current is None:
            raise Unsealable("there is no master key to encrypt payloads under: set NEXTSTEP_MASTER_KEY")
        salt = os.urandom(2 * _HALF)
        return self.current, salt + self._cipher(self.current, salt).encrypt(salt[_HALF:], text, None)

    def decrypt(self, under: str, ciphertext: bytes) -> bytes:
        """The text that was encrypted under the master key of this id. Raises `Unsealable`."""
        if under not in self._keys:
            known = ", ".join(self._keys) or "none"
            name = under if _NAME.fullmatch(under) else "(no name of one)"
            raise Unsealable(
                f"a payload was encrypted under the master key {name}, and there are: {known}; give that one in "
                "NEXTSTEP_FORMER_MASTER_KEYS"
            )
        try:
            return self._cipher(under, ciphertext).decrypt(ciphertext[_HALF : 2 * _HALF], ciphertext[2 * _HALF :], None)
        except (InvalidTag, ValueError):
            raise Unsealable("a payload was changed after it was encrypted") from None

    def _cipher(self, under: str, salt: bytes) -> AESGCM:
        return AESGCM(hmac.digest(self._keys[under], salt[:_HALF], "sha256"))
