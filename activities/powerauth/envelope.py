"""The keys of one ECIES exchange, and a message under them (`powerauth-protocol.md` §2.2)."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from activities.powerauth.derivation import KEY_SIZE, ZERO_IV, hmac_sha256, kdf_internal, x963
from activities.powerauth.elliptic_curve import KeyInvalid, PrivateKey, shared_secret
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.keys import public_key
from activities.powerauth.version import ProtocolVersion

_PKCS7 = PKCS7(128)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ciphertext and its MAC."""

    encrypted_data: bytes
    mac: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """ENV: a request's keys, which serve for its one response too."""

    encryption_key: bytes = field(repr=False)
    mac_key: bytes = field(repr=False)
    iv_key: bytes = field(repr=False)

    @classmethod
    def agree(
        cls, version: ProtocolVersion, *, recipient: PrivateKey, ephemeral_point: bytes, shared_info_1: bytes
    ) -> "Envelope":
        """The keys that the sender of `ephemeral_point` made. Raises `EncryptionFailed` for what is no point."""
        try:
            ephemeral = public_key(ephemeral_point)
        except KeyInvalid:
            raise EncryptionFailed(EncryptionFailure.EPHEMERAL_KEY) from None
        secret = shared_secret(recipient, ephemeral)
        keys = x963(secret, version.kdf_prefix + shared_info_1 + ephemeral_point, 3 * KEY_SIZE)
        return cls(keys[:16], keys[16:32], keys[32:])

    def seal(self, plaintext: bytes, *, nonce: bytes | None, shared_info_2: bytes) -> Sealed:
        """Encrypt, then authenticate. Without a nonce (3.0) the IV is zero."""
        padder = _PKCS7.padder()
        encryptor = self._cipher(nonce).encryptor()
        data = encryptor.update(padder.update(plaintext) + padder.finalize()) + encryptor.finalize()
        return Sealed(data, self._mac(data, shared_info_2))

    def open(self, cryptogram: Sealed, *, nonce: bytes | None, shared_info_2: bytes) -> bytes:
        """The plaintext; nothing is decrypted before the MAC was found right. Raises `EncryptionFailed`."""
        if not constant_time_equal(cryptogram.mac, self._mac(cryptogram.encrypted_data, shared_info_2)):
            raise EncryptionFailed(EncryptionFailure.MAC)
        decryptor = self._cipher(nonce).decryptor()
        unpadder = _PKCS7.unpadder()
        try:
            padded = decryptor.update(cryptogram.encrypted_data) + decryptor.finalize()
            return unpadder.update(padded) + unpadder.finalize()
        except ValueError:
            raise EncryptionFailed(EncryptionFailure.PADDING) from None

    def _mac(self, encrypted_data: bytes, shared_info_2: bytes) -> bytes:
        return hmac_sha256(self.mac_key, encrypted_data + shared_info_2)

    def _cipher(self, nonce: bytes | None) -> Cipher[modes.CBC]:
        iv = ZERO_IV if nonce is None else kdf_internal(self.iv_key, nonce)
        return Cipher(algorithms.AES128(self.encryption_key), modes.CBC(iv))
