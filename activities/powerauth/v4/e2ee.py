"""End-to-end encryption by a temporary key: a request opened, and the one reply to it (`powerauth-protocol-4.md` §4.2).

It says nothing of when it was made, nor that it was not seen before: `replay` does.
"""

from dataclasses import dataclass, field

from activities.powerauth.base64_text import encode
from activities.powerauth.ecies import AlreadyReplied
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.v4 import aead
from activities.powerauth.v4.encrypted_request import V4EncryptedRequest
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.sender import V4Sender
from activities.powerauth.v4.version import VERSION


@dataclass(frozen=True, slots=True)
class V4Opened:
    """What a request said, and what answers it."""

    plaintext: bytes = field(repr=False)
    reply: "V4Reply"


def open_request(
    request: V4EncryptedRequest, purpose: V4Purpose, *, sender: V4Sender, temporary_secret: bytes
) -> V4Opened:
    """Open a request. Raises `EncryptionFailed`; `ValueError` if the sender is not of the purpose's scope.

    `temporary_secret` was agreed under the temporary key that the request names, for this sender.
    """
    if sender.scope is not purpose.scope:
        raise ValueError(f"{purpose.name} is of another scope than its sender")
    if request.request_nonce == request.response_nonce:
        # Request and response would be encrypted with one stream of the cipher.
        raise EncryptionFailed(EncryptionFailure.SHAPE)
    context = key_context(purpose, request.nonce)
    plaintext = aead.open_sealed(
        temporary_secret,
        key_context=context,
        nonce=request.request_nonce,
        associated_data=_associated_data(sender, request, request.timestamp_ms),
        message=request.encrypted_data,
    )
    return V4Opened(plaintext, V4Reply(temporary_secret, context, request, sender))


class V4Reply:
    """Encrypts the one response to a request."""

    def __init__(self, secret: bytes, context: bytes, request: V4EncryptedRequest, sender: V4Sender) -> None:
        self._secret: bytes | None = secret
        self._context = context
        self._request = request
        self._sender = sender

    def encrypt(self, plaintext: bytes, *, now_ms: int) -> dict[str, str | int]:
        """The response as JSON has it. Raises `AlreadyReplied` the second time: the nonce serves one message."""
        secret, self._secret = self._secret, None
        if secret is None:
            raise AlreadyReplied
        sealed = aead.seal(
            secret,
            key_context=self._context,
            nonce=self._request.response_nonce,
            associated_data=_associated_data(self._sender, self._request, now_ms),
            plaintext=plaintext,
        )
        return {"encryptedData": encode(sealed), "timestamp": now_ms}


def key_context(purpose: V4Purpose, nonce: bytes) -> bytes:
    """What the keys of an exchange are derived for, besides the temporary key's secret."""
    return VERSION.encode() + purpose.shared_info_1 + nonce


def _associated_data(sender: V4Sender, request: V4EncryptedRequest, timestamp_ms: int) -> bytes:
    return sender.associated_data(
        temporary_key_id=request.temporary_key_id_sent, timestamp_ms=timestamp_ms, nonce=request.nonce
    )
