"""What an encrypted message authenticates besides itself (`powerauth-protocol.md` §2.1, §2.2)."""

import hashlib
from dataclasses import dataclass, field

from activities.powerauth.derivation import hmac_sha256
from activities.powerauth.purpose import Scope
from activities.powerauth.version import ProtocolVersion


@dataclass(frozen=True, slots=True)
class Sender:
    """Who encrypts: an application, or with the last two one of its activations.

    The ids are the texts as they were sent. `application_secret` is base64 text, and is used as such. Raises `ValueError` where
    only one of the last two is given.
    """

    application_key: str
    application_secret: str = field(repr=False)
    activation_id: str | None = None
    transport_key: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if (self.activation_id is None) is not (self.transport_key is None):
            raise ValueError("an activation's sender has both its id and its transport key")

    @property
    def scope(self) -> Scope:
        """The scope of what it sends."""
        return Scope.APPLICATION if self.activation_id is None else Scope.ACTIVATION

    @property
    def base(self) -> bytes:
        """sharedInfo2's base: all of it in 3.0 and 3.1."""
        secret = self.application_secret.encode()
        if self.transport_key is None:
            return hashlib.sha256(secret).digest()
        return hmac_sha256(self.transport_key, secret)


def associated_data(version: ProtocolVersion, sender: Sender, temporary_key_id: str | None) -> bytes:
    """What a message is bound to since 3.2: version, application, activation, temporary key; nothing before."""
    if not version.has_associated_data:
        return b""
    parts = (version, sender.application_key, sender.activation_id, temporary_key_id)
    return b"".join(_with_length(part.encode()) for part in parts if part is not None)


def shared_info_2(
    version: ProtocolVersion,
    base: bytes,
    *,
    associated_bytes: bytes,
    nonce: bytes | None,
    timestamp_ms: int | None,
    ephemeral_point: bytes | None,
) -> bytes:
    """sharedInfo2 of a request, or without `ephemeral_point` of a response."""
    if not version.has_associated_data:
        return base
    if nonce is None or timestamp_ms is None:
        raise ValueError("a message of this version has a nonce and a timestamp")
    timestamp = timestamp_ms.to_bytes(8, "big")
    return b"".join(map(_with_length, (base, nonce, timestamp, ephemeral_point or b"", associated_bytes)))


def _with_length(value: bytes) -> bytes:
    """The value after its length; null and empty look the same."""
    return len(value).to_bytes(4, "big") + value
