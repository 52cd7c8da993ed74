"""End-to-end encryption, the phone's side: one request and its answer (`powerauth-protocol.md` §2.2, §2.3)."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF

from api.demo.device import cbc, points, wire
from api.demo.device.binding import Binding
from api.demo.device.failures import Untrusted
from api.demo.device.keys import hmac_sha256, kdf_internal


@dataclass(frozen=True, slots=True)
class PhoneEnvelope:
    """The keys of one request and its answer. `point` is the ephemeral public key, in the very bytes that are sent."""

    binding: Binding
    point: bytes
    key: bytes

    def seal(self, plaintext: bytes, *, nonce: bytes, timestamp_ms: int) -> "SealedRequest":
        """Encrypt a request. A version that knows no nonce or no timestamp ignores them."""
        version = self.binding.version
        ciphertext = cbc.encrypt(self.key[:16], plaintext, self._iv(nonce))
        request: dict[str, Any] = {
            "temporaryKeyId": self.binding.temporary_key_id,
            "ephemeralPublicKey": wire.b64(self.point),
            "encryptedData": wire.b64(ciphertext),
            "mac": wire.b64(self._mac(ciphertext, nonce, timestamp_ms, self.point)),
            "nonce": wire.b64(nonce) if version.has_nonce else None,
            "timestamp": timestamp_ms if version.has_timestamp else None,
        }
        return SealedRequest(self, nonce, {name: value for name, value in request.items() if value is not None})

    def open(self, answer: Mapping[str, Any], *, request_nonce: bytes) -> bytes:
        """Verify and decrypt an answer. Raises `Untrusted`."""
        nonce, timestamp_ms = request_nonce, 0
        if self.binding.version.has_timestamp:
            nonce = wire.bytes_of(answer, "nonce", 16)
            timestamp_ms = wire.timestamp_of(answer)
            if nonce == request_nonce:
                raise Untrusted("the answer repeats the request's nonce")
        elif answer.get("nonce") is not None or answer.get("timestamp") is not None:
            raise Untrusted("the answer has a nonce or a timestamp, which this version has not")
        ciphertext = wire.bytes_of(answer, "encryptedData")
        mac = self._mac(ciphertext, nonce, timestamp_ms, None)
        if not hmac.compare_digest(mac, wire.bytes_of(answer, "mac")):
            raise Untrusted("the answer's MAC does not match")
        try:
            return cbc.decrypt(self.key[:16], ciphertext, self._iv(nonce))
        except ValueError:
            raise Untrusted("the answer's padding is wrong") from None

    def _iv(self, nonce: bytes) -> bytes:
        return kdf_internal(self.key[32:], nonce) if self.binding.version.has_nonce else cbc.ZERO_IV

    def _mac(self, ciphertext: bytes, nonce: bytes, timestamp_ms: int, point: bytes | None) -> bytes:
        bound = self.binding.shared_info_2
        if self.binding.version.has_timestamp:
            time = timestamp_ms.to_bytes(8, "big")
            bound = b"".join(map(wire.prefix_length, (bound, nonce, time, point, self.binding.associated_data)))
        return hmac_sha256(self.key[16:32], ciphertext + bound)


@dataclass(frozen=True, slots=True)
class SealedRequest:
    """An encrypted request as it is sent, and what opens its answer. Tests may alter `request` before they send it."""

    envelope: PhoneEnvelope
    nonce: bytes
    request: dict[str, Any]

    @property
    def body(self) -> bytes:
        """The request as JSON."""
        return wire.write(self.request)

    def open(self, answer: Mapping[str, Any]) -> bytes:
        """The answer's plaintext. Raises `Untrusted`."""
        return self.envelope.open(answer, request_nonce=self.nonce)


def address(recipient: points.PublicKey, binding: Binding, *, compressed: bool) -> PhoneEnvelope:
    """A new envelope, with a new ephemeral key, that only the holder of the recipient's private key opens."""
    ephemeral = points.new_key()
    point = points.public_bytes(ephemeral.public_key(), compressed=compressed)
    return derive(points.shared_x(ephemeral, recipient), point, binding)


def derive(shared_x: bytes, point: bytes, binding: Binding) -> PhoneEnvelope:
    """The envelope that follows from a shared secret (32 bytes, not folded)."""
    prefix = binding.version.encode() if binding.version.has_timestamp else b""
    kdf = X963KDF(algorithm=SHA256(), length=48, sharedinfo=prefix + binding.shared_info_1 + point)
    return PhoneEnvelope(binding, point, kdf.derive(shared_x))
