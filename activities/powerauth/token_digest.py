"""What a token's header proves, and until when (`powerauth-protocol.md` §6)."""

from enum import StrEnum

from activities.powerauth.base64_text import encode
from activities.powerauth.derivation import hmac_sha256
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.headers import TokenHeader
from activities.powerauth.version import ProtocolVersion

SECRET_SIZE = 16
# Servers of 2.x narrow both to five minutes since 3.2. Here a header serves once for as long as it lives, so that a longer life
# gives nobody more than a clock that is off: apps on watches and in extensions go by the device's own.
OLDEST_MS = 2 * 60 * 60 * 1000
# How far in the future a timestamp may be. Since 3.2 a phone knows the server's time.
EARLIEST_MS = 30 * 60 * 1000
EARLIEST_SINCE_3_2_MS = 60 * 1000


class TokenReason(StrEnum):
    """Which check failed: for the log and for tests, never for the caller."""

    TOO_OLD = "the timestamp is too old"
    TOO_EARLY = "the timestamp is in the future"
    DIGEST = "the digest is wrong"


class TokenInvalid(Exception):
    """A token's header is not accepted. Its text is always the same; `reason` is kept for the log."""

    def __init__(self, reason: TokenReason) -> None:
        super().__init__("the token is not accepted")
        self.reason = reason


def verify(header: TokenHeader, *, token_secret: bytes, now_ms: int) -> None:
    """Check a header's time and digest. Raises `TokenInvalid`. Whether it was seen before is asked with `replay_value`."""
    if header.timestamp_ms < now_ms - OLDEST_MS:
        raise TokenInvalid(TokenReason.TOO_OLD)
    if header.timestamp_ms > now_ms + (EARLIEST_SINCE_3_2_MS if header.version.has_timestamp else EARLIEST_MS):
        raise TokenInvalid(TokenReason.TOO_EARLY)
    expected = digest(header.version, token_secret=token_secret, nonce=header.nonce, timestamp_ms=header.timestamp_ms)
    if not constant_time_equal(header.token_digest, expected):
        raise TokenInvalid(TokenReason.DIGEST)


def digest(version: ProtocolVersion, *, token_secret: bytes, nonce: bytes, timestamp_ms: int) -> bytes:
    """The digest, 32 bytes: of nonce and timestamp, since 3.2 of the version too."""
    parts = [nonce, str(timestamp_ms).encode()]
    if version.has_version_in_token_digest:
        parts.append(version.encode())
    return hmac_sha256(token_secret, b"&".join(parts))


def replay_value(header: TokenHeader) -> str:
    """What must not be seen twice."""
    return encode(header.nonce + header.token_id.encode())


def remember_until_ms(header: TokenHeader) -> int:
    """Until when the value must be remembered: as long as `verify` would accept the header."""
    return header.timestamp_ms + OLDEST_MS
