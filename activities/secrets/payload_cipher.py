"""Encryption of what others keep for us by the thousand: AES-256-GCM, under keys that each writer derives for itself.

One key for all would serve for 2^32 random nonces, which a busy bank has written in some months. So who writes draws 96 random
bits, derives a key from them and the master key's, and does so again long before that bound. A text is these bits, its nonce,
ciphertext and tag.
"""

import hmac
import os
import re
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from activities.secrets.derived_keys import derive, key_id
from activities.secrets.sealing import Unsealable
from config.master_key import decode

_PURPOSE = "payloads"
_SALT = _NONCE = 12
_NAME = re.compile("[0-9a-f]{8}")
# Far below the bound: processes that were forked from one share its key, and threads may miscount.
_USES = 1 << 24
# Of writers, which are processes: as many as have written what is still read.
_REMEMBERED = 1024


class PayloadCipher:
    """Encrypts under the current master key (null: there is none), decrypts under any: the others are former ones.

    Safe for threads.
    """

    def __init__(self, *master_keys: str, has_current: bool = True) -> None:
        """Of master keys in clear; the first is the current one, unless that one is not among them.

        Raises `ValueError` where one is not base64 of 32 bytes.
        """
        self._keys = {key_id(key): derive(key, _PURPOSE) for key in map(decode, master_keys)}
        self.current = next(iter(self._keys), None) if has_current else None
        self._reader = lru_cache(_REMEMBERED)(self._derive)
        self._uses = _USES
        self._writer: tuple[bytes, AESGCM]

    def encrypt(self, text: bytes) -> tuple[str, bytes]:
        """The id of the current master key, and the text under it. Raises `Unsealable` where there is none."""
        if self.current is None:
            raise Unsealable("there is no master key to encrypt payloads under: set NEXTSTEP_MASTER_KEY")
        if self._uses >= _USES:
            salt = os.urandom(_SALT)
            self._writer, self._uses = (salt, self._derive(self.current, salt)), 0
        self._uses += 1
        salt, cipher = self._writer
        nonce = os.urandom(_NONCE)
        return self.current, salt + nonce + cipher.encrypt(nonce, text, None)

    def decrypt(self, under: str, ciphertext: bytes) -> bytes:
        """The text that was encrypted under the master key of this id. Raises `Unsealable`."""
        if under not in self._keys:
            known = ", ".join(self._keys) or "none"
            name = under if _NAME.fullmatch(under) else "(no name of one)"
            raise Unsealable(
                f"a payload was encrypted under the master key {name}, and there are: {known}; give that one in "
                "NEXTSTEP_FORMER_MASTER_KEYS"
            )
        salt, nonce = ciphertext[:_SALT], ciphertext[_SALT : _SALT + _NONCE]
        try:
            return self._reader(under, salt).decrypt(nonce, ciphertext[_SALT + _NONCE :], None)
        except (InvalidTag, ValueError):
            raise Unsealable("a payload was changed after it was encrypted") from None

    def _derive(self, under: str, salt: bytes) -> AESGCM:
        return AESGCM(hmac.digest(self._keys[under], salt, "sha256"))
