"""What a token's header proves, and until when (`powerauth-protocol-4.md` §7)."""

from activities.powerauth import token_digest
from activities.powerauth.base64_text import encode
from activities.powerauth.equality import constant_time_equal
from activities.powerauth.token_digest import TokenInvalid, TokenReason
from activities.powerauth.v4.headers import V4TokenHeader
from activities.powerauth.v4.kmac import kmac256
from activities.powerauth.v4.version import VERSION

SECRET_SIZE = 32
# Since an upgrade a phone proves by this version what it was given by the former one too.
SECRET_SIZES = (SECRET_SIZE, token_digest.SECRET_SIZE)
WINDOW_MS = 300_000


def verify(header: V4TokenHeader, *, token_secret: bytes, now_ms: int) -> None:
    """Check a header's time and digest. Raises `TokenInvalid`. Whether it was seen before is asked with `replay_value`."""
    if header.timestamp_ms < now_ms - WINDOW_MS:
        raise TokenInvalid(TokenReason.TOO_OLD)
    if header.timestamp_ms > now_ms + WINDOW_MS:
        raise TokenInvalid(TokenReason.TOO_EARLY)
    expected = digest(token_secret=token_secret, nonce=header.nonce, timestamp_ms=header.timestamp_ms)
    if not constant_time_equal(header.token_digest, expected):
        raise TokenInvalid(TokenReason.DIGEST)


def digest(*, token_secret: bytes, nonce: bytes, timestamp_ms: int) -> bytes:
    """The digest of nonce, timestamp and version, 32 bytes."""
    if len(token_secret) not in SECRET_SIZES:
        raise ValueError("a token's secret has 32 bytes, or 16 of version 3")
    return kmac256(token_secret, b"&".join((nonce, str(timestamp_ms).encode(), VERSION.encode())), custom="PA4DIGEST")


def replay_value(header: V4TokenHeader) -> str:
    """What must not be seen twice."""
    return encode(header.nonce + header.token_id.encode())


def remember_until_ms(header: V4TokenHeader) -> int:
    """Until when the value must be remembered: as long as `verify` would accept the header."""
    return header.timestamp_ms + WINDOW_MS
