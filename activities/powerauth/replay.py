"""What keeps an encrypted request from being sent again (`powerauth-protocol.md` §2.5). Before 3.2 nothing does."""

from activities.powerauth.base64_text import encode
from activities.powerauth.encrypted_request import EncryptedRequest
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure

WINDOW_MS = 60_000


def check_time(request: EncryptedRequest, now_ms: int) -> None:
    """A request is accepted from 60 s before its timestamp to 60 s after it. Raises `EncryptionFailed`."""
    if request.timestamp_ms is None:
        return
    if request.timestamp_ms < now_ms - WINDOW_MS:
        raise EncryptionFailed(EncryptionFailure.TOO_OLD)
    if request.timestamp_ms > now_ms + WINDOW_MS:
        raise EncryptionFailed(EncryptionFailure.TOO_EARLY)


def replay_value(request: EncryptedRequest, activation_id: str | None) -> str | None:
    """What must not be seen twice, null before 3.2; the id is that of an activation in activation scope, in lower case.

    Up to 160 characters of base64. Both layers of activation/create have their own.
    """
    if request.timestamp_ms is None:
        return None
    return encode(request.ephemeral_point + (request.nonce or b"") + (activation_id or "").encode())


def remember_until_ms(request: EncryptedRequest) -> int | None:
    """Until when the value must be remembered: as long as `check_time` would accept the request. Null before 3.2."""
    return None if request.timestamp_ms is None else request.timestamp_ms + WINDOW_MS
