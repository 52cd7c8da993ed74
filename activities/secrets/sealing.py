"""Secrets at rest: AES-256-GCM under the master key, each bound to the row and column that it belongs to.

A sealed text is `v1.<key id>.<base64 of nonce, ciphertext and tag>`. It opens only with the context it was sealed for, so that
nobody with access to the database can move a secret to another row.
"""

import base64
import binascii
import hmac
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from activities.secrets.derived_keys import derive, key_id
from config.master_key import decode

_FORMAT = "v1"
_NONCE_BYTES = 12


class Unsealable(Exception):
    """A sealed text that no key of the ring opens: the master key is missing or another, or the text was tampered with."""


@dataclass(frozen=True, slots=True)
class _Key:
    key_id: str
    cipher: AESGCM
    digest_key: bytes


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals under the first key, opens under any: the others are former master keys, until everything is sealed anew."""

    _keys: tuple[_Key, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, *master_keys: str) -> "Sealer":
        """From master keys as the settings hold them, the current one first; empty ones count as absent.

        Raises `ValueError` where one is not base64 of 32 bytes.
        """
        return cls(tuple(_key(decode(text)) for text in master_keys if text))

    def seal(self, secret: bytes, *context: str) -> str:
        """`secret` as it may be stored. `context` names table, row and column. Raises `Unsealable` without any key."""
        if not self._keys:
            raise Unsealable("there is no master key: set NEXTSTEP_MASTER_KEY")
        key, nonce = self._keys[0], os.urandom(_NONCE_BYTES)
        sealed = nonce + key.cipher.encrypt(nonce, secret, _bind(context))
        return f"{_FORMAT}.{key.key_id}.{base64.b64encode(sealed).decode()}"

    def open(self, text: str, *context: str) -> bytes:
        """The secret that was sealed for the same context. Raises `Unsealable`."""
        version, _, rest = text.partition(".")
        key_id, _, encoded = rest.partition(".")
        key = next((key for key in self._keys if key.key_id == key_id), None)
        if version != _FORMAT or key is None:
            raise Unsealable("a stored secret was sealed under another master key than those of NEXTSTEP_MASTER_KEY")
        try:
            sealed = base64.b64decode(encoded, validate=True)
            return key.cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bind(context))
        except (binascii.Error, ValueError, InvalidTag):
            raise Unsealable("a stored secret was changed, or belongs to another row") from None

    def digests(self, text: bytes, *context: str) -> list[str]:
        """Digests of `text`, one under each key, the current one's first: without a key nobody finds short secrets by trying."""
        keys = [key.digest_key for key in self._keys] or [b""]
        return [hmac.digest(key, _bind(context) + b"\0" + text, "sha256").hex() for key in keys]

    @property
    def key_id(self) -> str:
        """What tells the current key from others, and says nothing about it; empty where there is none."""
        return self._keys[0].key_id if self._keys else ""

    def is_current(self, text: str) -> bool:
        """Whether the text is sealed under the current key."""
        return bool(self._keys) and text.startswith(f"{_FORMAT}.{self._keys[0].key_id}.")


def _key(key: bytes) -> _Key:
    return _Key(key_id(key), AESGCM(key), derive(key, "digests"))


def _bind(context: tuple[str, ...]) -> bytes:
    return "\0".join(context).encode()
