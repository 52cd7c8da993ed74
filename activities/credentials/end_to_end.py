"""Values encrypted between the front end and this server: `base64(iv):base64(ciphertext)` (`nextstep.md` §6).

CBC and CTR say nothing of whether a text was changed on its way; that is TLS's part.
"""

import base64
import binascii
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

from activities.credentials.policy import CredentialTerms
from config.identity_vocabulary import CredentialType
from config.reasons import Reason
from config.refused import Refused

_BLOCK_BYTES: Final = 16
_GCM_IV_BYTES: Final = 12
_COUNTED, _AUTHENTICATED = "AES/CTR/NoPadding", "AES/GCM/NoPadding"


class EndToEnd:
    """One per process; safe for threads. `key`: 16, 24 or 32 bytes; empty: there is none.

    Both methods raise `Refused` CONFIGURATION_INVALID without a key.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def read(self, terms: CredentialTerms, text: str) -> str:
        """A value as it was sent. Raises `Refused` REQUEST_INVALID, or ENCRYPTION_FAILED."""
        if terms.end_to_end is None:
            return text
        self._require_key()
        first, colon, second = text.partition(":")
        try:
            iv, data = base64.b64decode(first, validate=True), base64.b64decode(second, validate=True)
        except (binascii.Error, ValueError):
            colon = ""
        if not colon or not iv or not data:
            raise Refused(Reason.REQUEST_INVALID, "the encrypted value is not base64(iv):base64(ciphertext)")
        try:
            return self._decrypt(terms.end_to_end.cipher_transformation, iv, data).decode()
        except (ValueError, InvalidTag):
            raise Refused(Reason.ENCRYPTION_FAILED) from None

    def write(self, terms: CredentialTerms, credential_type: CredentialType, value: str) -> str:
        """A value as it is answered; temporary ones are encrypted where the definition says so."""
        encryption = terms.end_to_end
        if encryption is None or (credential_type is CredentialType.TEMPORARY and not encryption.for_temporary):
            return value
        self._require_key()
        iv, data = self._encrypt(encryption.cipher_transformation, value.encode())
        return f"{base64.b64encode(iv).decode()}:{base64.b64encode(data).decode()}"

    def _require_key(self) -> None:
        if not self._key:
            raise Refused(Reason.CONFIGURATION_INVALID, "there is no key: set NEXTSTEP_E2E_ENCRYPTION_KEY")

    def _decrypt(self, transformation: str, iv: bytes, data: bytes) -> bytes:
        if transformation == _AUTHENTICATED:
            return AESGCM(self._key).decrypt(iv, data, None)
        if transformation == _COUNTED:
            counted = Cipher(algorithms.AES(self._key), modes.CTR(iv)).decryptor()
            return counted.update(data) + counted.finalize()
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(iv)).decryptor()
        padded = decryptor.update(data) + decryptor.finalize()
        unpadder = PKCS7(8 * _BLOCK_BYTES).unpadder()
        return unpadder.update(padded) + unpadder.finalize()

    def _encrypt(self, transformation: str, value: bytes) -> tuple[bytes, bytes]:
        if transformation == _AUTHENTICATED:
            iv = os.urandom(_GCM_IV_BYTES)
            return iv, AESGCM(self._key).encrypt(iv, value, None)
        iv = os.urandom(_BLOCK_BYTES)
        if transformation == _COUNTED:
            counted = Cipher(algorithms.AES(self._key), modes.CTR(iv)).encryptor()
            return iv, counted.update(value) + counted.finalize()
        padder = PKCS7(8 * _BLOCK_BYTES).padder()
        padded = padder.update(value) + padder.finalize()
        encryptor = Cipher(algorithms.AES(self._key), modes.CBC(iv)).encryptor()
        return iv, encryptor.update(padded) + encryptor.finalize()
