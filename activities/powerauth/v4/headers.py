"""The three headers that a phone sends, read strictly (`powerauth-protocol-4.md` §4.3, §6.1, §7).

An activation id is in lower case, for finding the activation; `activation_id_sent` is its text as it was sent, which encryption
authenticates.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from activities.powerauth.header_attributes import SIGNATURE_TYPE, Attributes, HeaderInvalid
from activities.powerauth.purpose import Scope
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4.version import VERSION

# 32, 64 or 96 bytes in base64: how many there are is not compared with the type here.
_CODE = re.compile("[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{128}")
_TIMESTAMP = re.compile("[1-9][0-9]{8,14}")


@dataclass(frozen=True, slots=True)
class V4EncryptionHeader:
    """Whose an encrypted body is. The activation's id is there in activation scope only."""

    application_key: str
    activation_id: str | None = None
    activation_id_sent: str | None = None


@dataclass(frozen=True, slots=True)
class V4AuthorizationHeader:
    """An authentication code and what it needs to be verified. It is a signature in every respect but its computation."""

    version: ClassVar[str] = VERSION
    # All codes of requests are base64.
    digits: ClassVar[None] = None

    activation_id: str
    activation_id_sent: str
    application_key: str
    nonce: bytes
    signature_type: SignatureType
    signature: str

    def encryption(self, scope: Scope) -> V4EncryptionHeader:
        """A request with a code has no encryption header: this one says it all (upgrade/start alone has both)."""
        if scope is Scope.APPLICATION:
            return V4EncryptionHeader(self.application_key)
        return V4EncryptionHeader(self.application_key, self.activation_id, self.activation_id_sent)


@dataclass(frozen=True, slots=True)
class V4TokenHeader:
    """A token's digest and what it covers."""

    version: ClassVar[str] = VERSION

    token_id: str
    token_digest: bytes
    nonce: bytes
    timestamp_ms: int


def read_authorization(header: str | None) -> V4AuthorizationHeader:
    """`X-PowerAuth-Authorization`. Raises `HeaderInvalid`."""
    attributes = Attributes(header)
    attributes.read("pa_version", _version)
    code = attributes.text("pa_auth_code")
    if not _CODE.fullmatch(code):
        raise HeaderInvalid
    return V4AuthorizationHeader(
        activation_id=attributes.identifier("pa_activation_id"),
        activation_id_sent=attributes.text("pa_activation_id"),
        application_key=attributes.application_key("pa_application_key"),
        nonce=attributes.data("pa_nonce", 16),
        signature_type=attributes.read("pa_auth_code_type", _signature_type, SIGNATURE_TYPE),
        signature=code,
    )


def read_encryption(header: str | None, scope: Scope) -> V4EncryptionHeader:
    """`X-PowerAuth-Encryption`: with an activation id in activation scope, without in the other. Raises `HeaderInvalid`."""
    attributes = Attributes(header)
    attributes.read("version", _version)
    application_key = attributes.application_key("application_key")
    if scope is Scope.ACTIVATION:
        sent = attributes.text("activation_id")
        return V4EncryptionHeader(application_key, attributes.identifier("activation_id"), sent)
    if attributes.has("activation_id"):
        raise HeaderInvalid
    return V4EncryptionHeader(application_key)


def read_token(header: str | None) -> V4TokenHeader:
    """`X-PowerAuth-Token`. Raises `HeaderInvalid`. A timestamp has no leading zeros: the digest covers its digits."""
    attributes = Attributes(header)
    attributes.read("version", _version)
    return V4TokenHeader(
        token_id=attributes.identifier("token_id"),
        token_digest=attributes.data("token_digest", 32),
        nonce=attributes.data("nonce", 16),
        timestamp_ms=attributes.read("timestamp", _timestamp),
    )


def _version(text: str) -> str:
    if text != VERSION:
        raise ValueError
    return text


def _signature_type(text: str) -> SignatureType:
    return SignatureType(text.lower())


def _timestamp(text: str) -> int:
    if not _TIMESTAMP.fullmatch(text):
        raise ValueError
    return int(text)
