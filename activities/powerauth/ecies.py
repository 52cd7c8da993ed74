"""End-to-end encryption: a request opened, and the one reply to it (`powerauth-protocol.md` §2.2).

Up to 3.1 it says nothing of when it was made, nor that it was not seen before; since 3.2 `replay` does.
"""

import secrets
from dataclasses import dataclass

from activities.powerauth.base64_text import encode
from activities.powerauth.elliptic_curve import PrivateKey
from activities.powerauth.encrypted_request import NONCE_SIZE, EncryptedRequest
from activities.powerauth.envelope import Envelope, Sealed
from activities.powerauth.purpose import Purpose
from activities.powerauth.shared_info import Sender, associated_data, shared_info_2


class AlreadyReplied(RuntimeError):
    """A request's keys encrypt one response: a second one is a mistake of ours."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a request said, and what answers it."""

    plaintext: bytes
    reply: "Reply"


def open_request(request: EncryptedRequest, purpose: Purpose, *, sender: Sender, recipient: PrivateKey) -> Opened:
    """Open a request. Raises `EncryptionFailed`; `ValueError` if the sender is not of the purpose's scope.

    `recipient` is up to 3.2 the application's newest master key, or in activation scope the activation's server key; in 3.3 the
    temporary key that the request names.
    """
    if sender.scope is not purpose.scope:
        raise ValueError(f"{purpose.name} is of another scope than its sender")
    envelope = Envelope.agree(
        request.version,
        recipient=recipient,
        ephemeral_point=request.ephemeral_point,
        shared_info_1=purpose.shared_info_1,
    )
    reply = Reply(envelope, request, sender)
    shared = reply.shared_info_2(request.nonce, request.timestamp_ms, request.ephemeral_point)
    sealed = Sealed(request.encrypted_data, request.mac)
    return Opened(envelope.open(sealed, nonce=request.nonce, shared_info_2=shared), reply)


class Reply:
    """Encrypts the one response to a request."""

    def __init__(self, envelope: Envelope, request: EncryptedRequest, sender: Sender) -> None:
        self._envelope: Envelope | None = envelope
        self._request = request
        self._base = sender.base
        self._associated_data = associated_data(request.version, sender, request.temporary_key_id_sent)

    def encrypt(self, plaintext: bytes, *, now_ms: int, nonce: bytes | None = None) -> dict[str, str | int]:
        """The response as JSON has it; in versions that have a nonce of the response it is random unless given.

        Raises `AlreadyReplied` the second time, `ValueError` for a nonce of another size or the request's own.
        """
        envelope, self._envelope = self._envelope, None
        if envelope is None:
            raise AlreadyReplied
        version = self._request.version
        if not version.has_response_nonce:
            sealed = envelope.seal(plaintext, nonce=self._request.nonce, shared_info_2=self._base)
            return _members(sealed)
        nonce = secrets.token_bytes(NONCE_SIZE) if nonce is None else nonce
        if len(nonce) != NONCE_SIZE or nonce == self._request.nonce:
            raise ValueError("a response has 16 bytes of nonce of its own")
        sealed = envelope.seal(plaintext, nonce=nonce, shared_info_2=self.shared_info_2(nonce, now_ms, None))
        return _members(sealed) | {"nonce": encode(nonce), "timestamp": now_ms}

    def shared_info_2(self, nonce: bytes | None, timestamp_ms: int | None, ephemeral_point: bytes | None) -> bytes:
        """sharedInfo2 of this exchange's request, or of its response, which has no ephemeral key."""
        return shared_info_2(
            self._request.version,
            self._base,
            associated_bytes=self._associated_data,
            nonce=nonce,
            timestamp_ms=timestamp_ms,
            ephemeral_point=ephemeral_point,
        )


def _members(cryptogram: Sealed) -> dict[str, str | int]:
    return {"encryptedData": encode(cryptogram.encrypted_data), "mac": encode(cryptogram.mac)}
