"""The three headers that a phone sends, read strictly (`powerauth-protocol.md` §2.3, §5.1, §6).

An activation id is in lower case, for finding the activation; `activation_id_sent` is its text as it was sent, which encryption
authenticates.
"""

import re
from dataclasses import dataclass

from activities.powerauth.header_attributes import SIGNATURE_TYPE, Attributes, HeaderInvalid
from activities.powerauth.purpose import Scope
from activities.powerauth.signature import ONLINE_DIGITS
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.version import ProtocolVersion

_SIGNATURE = re.compile(
    "[0-9]{8}(-[0-9]{8}){0,2}|[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{64}",
)
_TIMESTAMP = re.compile("[1-9][0-9]{8,14}")


@dataclass(frozen=True, slots=True)
class EncryptionHeader:
    """Whose an encrypted body is. The activation's id is there in activation scope only."""

    version: ProtocolVersion
    application_key: str
    activation_id: str | None = None
    activation_id_sent: str | None = None


@dataclass(frozen=True, slots=True)
class AuthorizationHeader:
    """A signature and what it needs to be verified. Its form may be that of another version: then it will not match."""

    version: ProtocolVersion
    activation_id: str
    activation_id_sent: str
    application_key: str
    nonce: bytes
    signature_type: SignatureType
    signature: str

    @property
    def digits(self) -> int | None:
        """Of how many digits a factor it is; null: it is base64."""
        return ONLINE_DIGITS if self.version.has_decimal_signature else None

    def encryption(self, scope: Scope) -> EncryptionHeader:
        """A signed request has no encryption header: this one says it all (and goes before one that is there)."""
        if scope is Scope.APPLICATION:
            return EncryptionHeader(self.version, self.application_key)
        return EncryptionHeader(self.version, self.application_key, self.activation_id, self.activation_id_sent)


@dataclass(frozen=True, slots=True)
class TokenHeader:
    """A token's digest and what it covers."""

    version: ProtocolVersion
    token_id: str
    token_digest: bytes
    nonce: bytes
    timestamp_ms: int


def read_authorization(header: str | None) -> AuthorizationHeader:
    """`X-PowerAuth-Authorization`. Raises `HeaderInvalid`."""
    attributes = Attributes(header)
    signature = attributes.text("pa_signature")
    if not _SIGNATURE.fullmatch(signature):
        raise HeaderInvalid
    return AuthorizationHeader(
        version=attributes.read("pa_version", ProtocolVersion),
        activation_id=attributes.identifier("pa_activation_id"),
        activation_id_sent=attributes.text("pa_activation_id"),
        application_key=attributes.application_key("pa_application_key"),
        nonce=attributes.data("pa_nonce", 16),
        signature_type=attributes.read("pa_signature_type", _signature_type, SIGNATURE_TYPE),
        signature=signature,
    )


def read_encryption(header: str | None, scope: Scope) -> EncryptionHeader:
    """`X-PowerAuth-Encryption`: with an activation id in activation scope, without in the other. Raises `HeaderInvalid`."""
    attributes = Attributes(header)
    version = attributes.read("version", ProtocolVersion)
    application_key = attributes.application_key("application_key")
    if scope is Scope.APPLICATION:
        if attributes.has("activation_id"):
            raise HeaderInvalid
        return EncryptionHeader(version, application_key)
    return EncryptionHeader(
        version, application_key, attributes.identifier("activation_id"), attributes.text("activation_id")
    )


def read_token(header: str | None) -> TokenHeader:
    """`X-PowerAuth-Token`. Raises `HeaderInvalid`. A timestamp has no leading zeros: the digest covers its digits."""
    attributes = Attributes(header)
    return TokenHeader(
        version=attributes.read("version", ProtocolVersion),
        token_id=attributes.identifier("token_id"),
        token_digest=attributes.data("token_digest", 32),
        nonce=attributes.data("nonce", 16),
        timestamp_ms=attributes.read("timestamp", _timestamp),
    )


def _signature_type(text: str) -> SignatureType:
    return SignatureType(text.lower())


def _timestamp(text: str) -> int:
    if not _TIMESTAMP.fullmatch(text):
        raise ValueError
    return int(text)
