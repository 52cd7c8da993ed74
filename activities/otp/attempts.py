"""What a try makes of a one-time password: pure, and decided on a locked row (`nextstep.md` §6)."""

from dataclasses import dataclass, replace

from activities.store.otps import OneTimePassword
from config.identity_vocabulary import OtpStatus


@dataclass(frozen=True, slots=True)
class OtpAttempt:
    """The one-time password after a try. `is_right`: the value was the right one, and could be used still."""

    otp: OneTimePassword
    is_right: bool


def attempt(otp: OneTimePassword, now_ms: int, *, fits: bool) -> OtpAttempt:
    """A try with a value that `fits`, or does not; the right one does not use it up yet.

    One that is not active is as it was. One that has expired is blocked, whatever the value. The last wrong try blocks.
    """
    if not otp.is_active:
        return OtpAttempt(otp, is_right=False)
    tried = replace(otp, attempt_counter=otp.attempt_counter + 1)
    if otp.expires_ms is not None and now_ms > otp.expires_ms:
        return OtpAttempt(block(replace(tried, failed_attempt_counter=otp.failed_attempt_counter + 1), now_ms), False)
    if fits:
        return OtpAttempt(tried, is_right=True)
    failed = replace(tried, failed_attempt_counter=otp.failed_attempt_counter + 1)
    return OtpAttempt(block(failed, now_ms) if failed.remaining_attempts == 0 else failed, is_right=False)


def use(otp: OneTimePassword, now_ms: int) -> OneTimePassword:
    """It was right, and never is again."""
    return replace(otp, otp_status=OtpStatus.USED, verified_ms=now_ms)


def block(otp: OneTimePassword, now_ms: int) -> OneTimePassword:
    """One that is active is so no longer."""
    return replace(otp, otp_status=OtpStatus.BLOCKED, blocked_ms=now_ms) if otp.is_active else otp
