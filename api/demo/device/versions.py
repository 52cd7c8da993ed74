"""The versions of the protocol, and in what they differ (`powerauth-protocol.md` §0.1)."""

from enum import StrEnum


class Version(StrEnum):
    """As it travels in the header of each request."""

    V3_0 = "3.0"
    V3_1 = "3.1"
    V3_2 = "3.2"
    V3_3 = "3.3"

    @property
    def has_nonce(self) -> bool:
        """Encrypted requests have a nonce, statuses a challenge, and signatures are Base64 instead of digits."""
        return self >= Version.V3_1

    @property
    def has_timestamp(self) -> bool:
        """Encryption is bound to a time and to associated data, and its keys to the version."""
        return self >= Version.V3_2

    @property
    def has_temporary_keys(self) -> bool:
        """Requests are encrypted for a key fetched for the purpose, not for the master or server key."""
        return self >= Version.V3_3
