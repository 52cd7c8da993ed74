"""Users' credentials: the key of values on their way, and how many are hashed at once."""

import base64
import binascii

from pydantic import Field, SecretStr, field_validator

from config.settings.secret_files import Secret
from config.settings.values import SettingsPart

_KEY_BYTES = (16, 24, 32)


class CredentialSettings(SettingsPart):
    """What checks of credentials need."""

    e2e_encryption_key: Secret = SecretStr("")
    """The key of credentials' values on their way between front ends and this server, where a credential
    definition has them encrypted (`e2eEncryptionEnabled`): base64 of 16, 24 or 32 bytes, the same that front
    ends have.
    """
    credential_hashes: int = Field(2, ge=1, le=64)
    """Values of credentials that a process hashes or compares with their hashes at once; who waits for longer
    than 5 s is answered 503.
    """

    @field_validator("e2e_encryption_key")
    @classmethod
    def _key(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            _decode(value.get_secret_value())
        return value

    @property
    def end_to_end_key(self) -> bytes:
        """The key of AES; empty where none is set."""
        return _decode(self.e2e_encryption_key.get_secret_value()) if self.e2e_encryption_key else b""


def _decode(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) not in _KEY_BYTES:
        raise ValueError("must be base64 of 16, 24 or 32 bytes; make one with: openssl rand -base64 32")
    return key
