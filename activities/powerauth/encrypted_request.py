"""An encrypted request as JSON has it (`powerauth-protocol.md` §2.3).

Strict both ways: a member that the version knows must be there, one that it does not must be absent. Null counts as absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from activities.powerauth import json_object
from activities.powerauth.base64_text import Base64Invalid, decode
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.identifier import IdentifierInvalid, identifier
from activities.powerauth.json_object import JsonObjectInvalid
from activities.powerauth.version import ProtocolVersion

MAX_BYTES = 1 << 20
NONCE_SIZE = 16
MAC_SIZE = 32
BLOCK_SIZE = 16
_POINT_SIZES = (33, 65)
_LATEST_MS = 1 << 53


@dataclass(frozen=True, slots=True)
class EncryptedRequest:
    """What a request says, with everything decoded.

    `ephemeral_point` is the bytes as they were sent, compressed or not: they are authenticated. So is `temporary_key_id_sent`,
    while `temporary_key_id` is in lower case, for finding the key. Null is what the version does not have.
    """

    version: ProtocolVersion
    ephemeral_point: bytes
    encrypted_data: bytes
    mac: bytes
    nonce: bytes | None = None
    timestamp_ms: int | None = None
    temporary_key_id: str | None = None
    temporary_key_id_sent: str | None = None


def read_body(version: ProtocolVersion, body: bytes) -> EncryptedRequest:
    """The request in the bytes of a body. Raises `EncryptionFailed`."""
    try:
        return read(version, json_object.read(body, most_bytes=MAX_BYTES))
    except JsonObjectInvalid:
        raise EncryptionFailed(EncryptionFailure.SHAPE) from None


def read(version: ProtocolVersion, value: object) -> EncryptedRequest:
    """The request in a JSON value, e.g. in layer 1 of an activation. Raises `EncryptionFailed`."""
    if not isinstance(value, Mapping):
        raise EncryptionFailed(EncryptionFailure.SHAPE)
    try:
        return _read(version, value)
    except (Base64Invalid, IdentifierInvalid):
        raise EncryptionFailed(EncryptionFailure.SHAPE) from None


def _read(version: ProtocolVersion, value: Mapping[str, Any]) -> EncryptedRequest:
    key_id = _member(value, "temporaryKeyId", version.has_temporary_key)
    nonce = _member(value, "nonce", version.has_nonce)
    timestamp = _member(value, "timestamp", version.has_timestamp)
    point = decode(_member(value, "ephemeralPublicKey", True))
    data = decode(_member(value, "encryptedData", True))
    if len(point) not in _POINT_SIZES or not data or len(data) % BLOCK_SIZE:
        raise EncryptionFailed(EncryptionFailure.SHAPE)
    return EncryptedRequest(
        version=version,
        ephemeral_point=point,
        encrypted_data=data,
        mac=decode(_member(value, "mac", True), size=MAC_SIZE),
        nonce=None if nonce is None else decode(nonce, size=NONCE_SIZE),
        timestamp_ms=None if timestamp is None else _timestamp(timestamp),
        temporary_key_id=None if key_id is None else identifier(key_id),
        temporary_key_id_sent=key_id,
    )


def _member(value: Mapping[str, Any], name: str, belongs: bool) -> Any:
    member = value.get(name)
    if (member is not None) is not belongs:
        raise EncryptionFailed(EncryptionFailure.SHAPE)
    return member


def _timestamp(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LATEST_MS:
        raise EncryptionFailed(EncryptionFailure.SHAPE)
    return value
