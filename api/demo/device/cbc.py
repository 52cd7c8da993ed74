"""AES-128 in CBC mode, with PKCS7 padding and without (`powerauth-protocol.md` §0.2)."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

ZERO_IV = bytes(16)
_PKCS7 = PKCS7(128)


def encrypt(key: bytes, plaintext: bytes, iv: bytes = ZERO_IV) -> bytes:
    """Padded: always longer than `plaintext`."""
    padder = _PKCS7.padder()
    return encrypt_blocks(key, padder.update(plaintext) + padder.finalize(), iv)


def decrypt(key: bytes, ciphertext: bytes, iv: bytes = ZERO_IV) -> bytes:
    """The reverse of `encrypt`. Raises `ValueError` where length or padding is wrong."""
    unpadder = _PKCS7.unpadder()
    return unpadder.update(decrypt_blocks(key, ciphertext, iv)) + unpadder.finalize()


def encrypt_blocks(key: bytes, plaintext: bytes, iv: bytes = ZERO_IV) -> bytes:
    """Whole blocks, no padding. Raises `ValueError` for anything but whole blocks."""
    encryptor = Cipher(algorithms.AES128(key), modes.CBC(iv)).encryptor()
    return encryptor.update(plaintext) + encryptor.finalize()


def decrypt_blocks(key: bytes, ciphertext: bytes, iv: bytes = ZERO_IV) -> bytes:
    """The reverse of `encrypt_blocks`: a wrong key gives other bytes, not an error."""
    decryptor = Cipher(algorithms.AES128(key), modes.CBC(iv)).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()
