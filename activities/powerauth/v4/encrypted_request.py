"""An encrypted request as JSON has it (`powerauth-protocol-4.md` §4.2).

Strict both ways: a member of the version must be there, one of 3.x must be absent. Null counts as absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from activities.powerauth import json_object
from activities.powerauth.base64_text import Base64Invalid, decode
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.identifier import IdentifierInvalid, identifier
from activities.powerauth.json_object import JsonObjectInvalid
from activities.powerauth.v4 import aead

MAX_BYTES = 1 << 20
# One nonce for the request, and one for its response.
NONCE_SIZE = 2 * aead.NONCE_SIZE
_LATEST_MS = 1 << 53
_FORMER = ("ephemeralPublicKey", "mac")


@dataclass(frozen=True, slots=True)
class V4EncryptedRequest:
    """What a request says, with everything decoded.

    `temporary_key_id_sent` is authenticated; `temporary_key_id` is in lower case, for finding the key.
    """

    temporary_key_id: str
    temporary_key_id_sent: str
    encrypted_data: bytes
    nonce: bytes
    timestamp_ms: int

    @property
    def request_nonce(self) -> bytes:
        """The half that the request is encrypted with."""
        return self.nonce[: aead.NONCE_SIZE]

    @property
    def response_nonce(self) -> bytes:
        """The half for the response."""
        return self.nonce[aead.NONCE_SIZE :]


def read_body(body: bytes) -> V4EncryptedRequest:
    """The request in the bytes of a body. Raises `EncryptionFailed`."""
    try:
        return read(json_object.read(body, most_bytes=MAX_BYTES))
    except JsonObjectInvalid:
        raise EncryptionFailed(EncryptionFailure.SHAPE) from None


def read(value: object) -> V4EncryptedRequest:
    """The request in a JSON value, e.g. in layer 1 of an activation. Raises `EncryptionFailed`."""
    if not isinstance(value, Mapping) or any(value.get(name) is not None for name in _FORMER):
        raise EncryptionFailed(EncryptionFailure.SHAPE)
    sent, timestamp = value.get("temporaryKeyId"), value.get("timestamp")
    try:
        key_id = identifier(sent)
        data, nonce = decode(value.get("encryptedData")), decode(value.get("nonce"), size=NONCE_SIZE)
    except (Base64Invalid, IdentifierInvalid):
        raise EncryptionFailed(EncryptionFailure.SHAPE) from None
    if isinstance(timestamp, bool) or not isinstance(timestamp, int) or not 0 <= timestamp < _LATEST_MS:
        raise EncryptionFailed(EncryptionFailure.SHAPE)
    return V4EncryptedRequest(key_id, str(sent), data, nonce, timestamp)
