"""The four versions of the protocol, and all that differs between them (`powerauth-protocol.md` §0.1).

The version is a property of each request: one activation may be used by requests of any of them.
"""

from enum import StrEnum

# What an activation remembers of its version, and the highest that it could be upgraded to.
MAJOR = 3


class ProtocolVersion(StrEnum):
    """A version as headers write it; versions compare in their order. Unknown text raises `ValueError`."""

    V3_0 = "3.0"
    V3_1 = "3.1"
    V3_2 = "3.2"
    V3_3 = "3.3"

    @property
    def has_nonce(self) -> bool:
        """An encrypted request has a nonce, from which the IV is derived; without one the IV is zero."""
        return self >= ProtocolVersion.V3_1

    @property
    def has_timestamp(self) -> bool:
        """Encrypted requests and responses have a timestamp."""
        return self >= ProtocolVersion.V3_2

    @property
    def has_response_nonce(self) -> bool:
        """An encrypted response has a nonce of its own; before, the request's serves again."""
        return self >= ProtocolVersion.V3_2

    @property
    def has_associated_data(self) -> bool:
        """sharedInfo2 binds nonce, timestamp, ephemeral key and associated data, not the base alone."""
        return self >= ProtocolVersion.V3_2

    @property
    def has_temporary_key(self) -> bool:
        """Requests are encrypted to a temporary key, named by `temporaryKeyId`; before, to the master or the server key."""
        return self >= ProtocolVersion.V3_3

    @property
    def kdf_prefix(self) -> bytes:
        """What stands before sharedInfo1 in the derivation of an envelope's keys."""
        return self.encode() if self >= ProtocolVersion.V3_2 else b""

    @property
    def has_decimal_signature(self) -> bool:
        """Online signatures are decimal digits; later ones are base64."""
        return self < ProtocolVersion.V3_1

    @property
    def has_version_in_token_digest(self) -> bool:
        """A token's digest covers the version."""
        return self >= ProtocolVersion.V3_2
