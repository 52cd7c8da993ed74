"""End-to-end encryption, the phone's side: one request and its answer (`powerauth-protocol-4.md` §4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha3_256
from typing import Any

from api.demo.device import wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.sdk_config import PhoneSdkConfig
from api.demo.device.v4 import aead
from api.demo.device.v4.holder import V4Holder
from api.demo.device.v4.keystore import TemporarySecret
from api.demo.device.v4.kmac import kmac256

NONCE_SIZE = 24


@dataclass(frozen=True, slots=True)
class V4Envelope:
    """Who encrypts what for, by which temporary secret; `holder` is null in the application's scope."""

    purpose: EncryptionPurpose
    config: PhoneSdkConfig
    holder: V4Holder | None
    temporary: TemporarySecret

    def seal(self, plaintext: bytes, *, nonce: bytes, timestamp_ms: int) -> "V4SealedRequest":
        """Encrypt a request; the second half of the nonce is for its answer."""
        sealed = aead.seal(
            self.temporary.secret, self.context(nonce), nonce[:12], self.bound(nonce, timestamp_ms), plaintext
        )
        request = {
            "temporaryKeyId": self.temporary.key_id,
            "encryptedData": wire.b64(sealed),
            "nonce": wire.b64(nonce),
            "timestamp": timestamp_ms,
        }
        return V4SealedRequest(self, nonce, request)

    def context(self, nonce: bytes) -> bytes:
        """What the keys are derived for, besides the secret."""
        return b"4.0" + self.purpose.encode() + nonce

    def bound(self, nonce: bytes, timestamp_ms: int) -> bytes:
        """What a message is bound to, besides its content."""
        secret, application_key = wire.from_b64(self.config.application_secret), self.config.application_key.encode()
        names, shared_info_2 = [b"4.0", application_key], sha3_256(secret).digest()
        if self.holder is not None:
            names.append(self.holder.activation_id.encode())
            shared_info_2 = kmac256(self.holder.encryption_key, secret, "PA4SH2")
        moment = [self.temporary.key_id.encode(), timestamp_ms.to_bytes(8, "big"), nonce]
        return b"".join(map(wire.prefix_length, [*names, *moment, shared_info_2]))


@dataclass(frozen=True, slots=True)
class V4SealedRequest:
    """An encrypted request as it is sent, and what opens its answer. Tests may alter `request` before they send it."""

    envelope: V4Envelope
    nonce: bytes
    request: dict[str, Any]

    @property
    def body(self) -> bytes:
        """The request as JSON."""
        return wire.write(self.request)

    def open(self, answer: Mapping[str, Any]) -> bytes:
        """The answer's plaintext. Raises `Untrusted`."""
        envelope, timestamp_ms = self.envelope, wire.timestamp_of(answer)
        return aead.unseal(
            envelope.temporary.secret,
            envelope.context(self.nonce),
            self.nonce[12:],
            envelope.bound(self.nonce, timestamp_ms),
            wire.bytes_of(answer, "encryptedData"),
        )
