"""The other side of ECIES: encrypts a request as a phone does, and opens the response. It shares only keys and vocabulary."""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CBC = modes.CBC


def counted(*values):
    return b"".join(len(value).to_bytes(4, "big") + value for value in values)


def mac(key, data):
    return hmac.digest(key, data, "sha256")


def padded(data):
    size = 16 - len(data) % 16
    return data + bytes([size]) * size


class Exchange:
    """One request and its response. Everything that a phone would choose can be given."""

    def __init__(self, version, purpose, recipient, *, base, ids=(), compressed=True, nonce=None, timestamp_ms=None):
        """`base` is sharedInfo2's base; `ids` are the application key and what follows it in the associated data."""
        self.version, self.base = version, base
        self.associated = counted(version.encode(), *(one.encode() for one in ids))
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        form = PublicFormat.CompressedPoint if compressed else PublicFormat.UncompressedPoint
        self.point = ephemeral.public_key().public_bytes(Encoding.X962, form)
        secret = ephemeral.exchange(ec.ECDH(), recipient)
        info = (version.encode() if version >= "3.2" else b"") + purpose.shared_info_1 + self.point
        self.keys = b"".join(hashlib.sha256(secret + bytes([0, 0, 0, n]) + info).digest() for n in (1, 2))[:48]
        self.nonce = None if version == "3.0" else nonce or os.urandom(16)
        self.timestamp_ms = timestamp_ms

    def request(self, plaintext, *, padding=padded, **changes):
        encryptor = self._cipher(self.nonce).encryptor()
        data = encryptor.update(padding(plaintext)) + encryptor.finalize()
        shared = self._shared(self.nonce, self.timestamp_ms, self.point)
        members = {
            "ephemeralPublicKey": b64encode(self.point).decode(),
            "encryptedData": b64encode(data).decode(),
            "mac": b64encode(mac(self.keys[16:32], data + shared)).decode(),
        }
        if self.nonce:
            members["nonce"] = b64encode(self.nonce).decode()
        if self.version >= "3.2":
            members["timestamp"] = self.timestamp_ms
        return members | changes

    def response(self, members):
        """The plaintext; an assertion fails where the MAC is wrong."""
        nonce = b64decode(members["nonce"]) if "nonce" in members else self.nonce
        data = b64decode(members["encryptedData"])
        shared = self._shared(nonce, members.get("timestamp"), b"")
        assert b64decode(members["mac"]) == mac(self.keys[16:32], data + shared)
        decryptor = self._cipher(nonce).decryptor()
        plain = decryptor.update(data) + decryptor.finalize()
        return plain[: -plain[-1]]

    def _cipher(self, nonce):
        hashed = mac(self.keys[32:], nonce) if nonce else bytes(32)
        iv = bytes(one ^ other for one, other in zip(hashed[:16], hashed[16:], strict=True))
        return Cipher(algorithms.AES128(self.keys[:16]), CBC(iv))

    def _shared(self, nonce, timestamp_ms, point):
        if self.version < "3.2":
            return self.base
        return counted(self.base, nonce, timestamp_ms.to_bytes(8, "big"), point, self.associated)
