"""Who encrypts, and what a message authenticates of it (`powerauth-protocol-4.md` §4.2)."""

import hashlib
from dataclasses import dataclass, field

from activities.powerauth.base64_text import decode
from activities.powerauth.purpose import Scope
from activities.powerauth.v4.activation_keys import APPLICATION_SECRET_SIZE, ActivationKey, V4ActivationKeys
from activities.powerauth.v4.kdf import with_length
from activities.powerauth.v4.kmac import kmac256
from activities.powerauth.v4.version import VERSION


@dataclass(frozen=True, slots=True)
class V4Sender:
    """An application, or with the last two one of its activations.

    The ids are the texts as they were sent; `application_secret` is base64 text. Raises `ValueError` where only one of the last
    two is given.
    """

    application_key: str
    application_secret: str = field(repr=False)
    activation_id: str | None = None
    keys: V4ActivationKeys | None = None

    def __post_init__(self) -> None:
        if (self.activation_id is None) is not (self.keys is None):
            raise ValueError("an activation's sender has both its id and its keys")

    @property
    def scope(self) -> Scope:
        """The scope of what it sends."""
        return Scope.APPLICATION if self.activation_id is None else Scope.ACTIVATION

    @property
    def shared_info_2(self) -> bytes:
        """sharedInfo2: a digest of the application's secret, under the activation's key if it is one's."""
        secret = decode(self.application_secret, size=APPLICATION_SECRET_SIZE)
        if self.keys is None:
            return hashlib.sha3_256(secret).digest()
        return kmac256(self.keys.derive(ActivationKey.E2EE_SHARED_INFO_2), secret, custom="PA4SH2")

    def associated_data(self, *, temporary_key_id: str, timestamp_ms: int, nonce: bytes) -> bytes:
        """What a message of this sender, or to it, is bound to. `temporary_key_id` is as it was sent."""
        texts = (VERSION, self.application_key, self.activation_id, temporary_key_id)
        parts = [text.encode() for text in texts if text is not None]
        return b"".join(map(with_length, [*parts, timestamp_ms.to_bytes(8, "big"), nonce, self.shared_info_2]))
