"""Authenticated encryption: AES-256-CTR, then KMAC256 (`powerauth-protocol-4.md` §1)."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.v4.kdf import kdf
from activities.powerauth.v4.kmac import SIZE, kmac256

NONCE_SIZE = 12
# A nonce and a tag around nothing.
LEAST_BYTES = NONCE_SIZE + SIZE


def seal(key: bytes, *, key_context: bytes, nonce: bytes, associated_data: bytes, plaintext: bytes) -> bytes:
    """Nonce, tag and ciphertext. A nonce serves one message of a key and context. Raises `ValueError` for another size."""
    if len(nonce) != NONCE_SIZE:
        raise ValueError("a nonce has 12 bytes")
    ciphertext = _crypt(key, key_context, nonce, plaintext)
    return nonce + _tag(key, key_context, nonce, associated_data, ciphertext) + ciphertext


def open_sealed(key: bytes, *, key_context: bytes, nonce: bytes, associated_data: bytes, message: bytes) -> bytes:
    """The plaintext; nothing is decrypted before nonce and tag were found right. Raises `EncryptionFailed`."""
    tag, ciphertext = message[NONCE_SIZE:LEAST_BYTES], message[LEAST_BYTES:]
    if len(message) < LEAST_BYTES or message[:NONCE_SIZE] != nonce:
        raise EncryptionFailed(EncryptionFailure.SHAPE)
    if not constant_time_equal(tag, _tag(key, key_context, nonce, associated_data, ciphertext)):
        raise EncryptionFailed(EncryptionFailure.MAC)
    return _crypt(key, key_context, nonce, ciphertext)


def _tag(key: bytes, key_context: bytes, nonce: bytes, associated_data: bytes, ciphertext: bytes) -> bytes:
    mac_key = kdf(key, "aead/mac", key_context)
    return kmac256(mac_key, nonce + associated_data + ciphertext, custom="PA4MAC-AEAD")


def _crypt(key: bytes, key_context: bytes, nonce: bytes, data: bytes) -> bytes:
    """Encryption and decryption alike; the counter of blocks starts at zero behind the nonce."""
    counter = modes.CTR(nonce + bytes(4))
    encryptor = Cipher(algorithms.AES256(kdf(key, "aead/enc", key_context)), counter).encryptor()
    return encryptor.update(data) + encryptor.finalize()
