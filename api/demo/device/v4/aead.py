"""Authenticated encryption: AES-256 in counter mode, and a MAC over what it makes (`powerauth-protocol-4.md` §1)."""

import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from api.demo.device.failures import Untrusted
from api.demo.device.v4.kmac import kdf, kmac256

_NONCE, _TAG = 12, 32


def seal(key: bytes, context: bytes, nonce: bytes, associated_data: bytes, plaintext: bytes) -> bytes:
    """Nonce, tag, ciphertext; `associated_data` is what the tag covers besides them."""
    ciphertext = _stream(key, context, nonce, plaintext)
    return nonce + _tag(key, context, nonce + associated_data + ciphertext) + ciphertext


def unseal(key: bytes, context: bytes, nonce: bytes, associated_data: bytes, message: bytes) -> bytes:
    """The plaintext of a message by this very nonce. Raises `Untrusted`."""
    if len(message) < _NONCE + _TAG or message[:_NONCE] != nonce:
        raise Untrusted("the answer is not by the nonce that was asked for")
    tag, ciphertext = message[_NONCE : _NONCE + _TAG], message[_NONCE + _TAG :]
    if not hmac.compare_digest(tag, _tag(key, context, nonce + associated_data + ciphertext)):
        raise Untrusted("the answer's MAC does not match")
    return _stream(key, context, nonce, ciphertext)


def _tag(key: bytes, context: bytes, message: bytes) -> bytes:
    return kmac256(kdf(key, "aead/mac", context), message, "PA4MAC-AEAD")


def _stream(key: bytes, context: bytes, nonce: bytes, data: bytes) -> bytes:
    cipher = Cipher(algorithms.AES256(kdf(key, "aead/enc", context)), modes.CTR(nonce + bytes(4)))
    return cipher.encryptor().update(data)
