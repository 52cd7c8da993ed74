"""What keeps an encrypted request from being sent again (`powerauth-protocol-4.md` §4.4)."""

from activities.powerauth.base64_text import encode
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.v4.encrypted_request import V4EncryptedRequest

WINDOW_MS = 300_000


def check_time(request: V4EncryptedRequest, now_ms: int) -> None:
    """A request is accepted from 5 minutes before its timestamp to 5 minutes after it. Raises `EncryptionFailed`."""
    if request.timestamp_ms < now_ms - WINDOW_MS:
        raise EncryptionFailed(EncryptionFailure.TOO_OLD)
    if request.timestamp_ms > now_ms + WINDOW_MS:
        raise EncryptionFailed(EncryptionFailure.TOO_EARLY)


def replay_value(request: V4EncryptedRequest) -> str:
    """What must not be seen twice, 68 characters. Both layers of activation/create have their own."""
    return request.temporary_key_id + encode(request.nonce)


def remember_until_ms(request: V4EncryptedRequest) -> int:
    """Until when the value must be remembered: as long as `check_time` would accept the request."""
    return request.timestamp_ms + WINDOW_MS
