"""What a server's refusal means to whoever holds the phone, and what to do about it."""

from typing import Final

from api.demo.device.counter import CounterStanding
from api.demo.device.failures import ServerRefused, Untrusted
from api.demo.device.status import ActivationState, ActivationStatus
from api.demo.terminal_phone.kept_phone import KeptPhone

_LOOK: Final = "nextstep phone list shows what waits, nextstep phone history how others ended"
_MEANINGS: Final = {
    "OPERATION_ALREADY_FINISHED": f"the operation was approved or rejected meanwhile: {_LOOK}",
    "OPERATION_ALREADY_FAILED": f"the operation has failed, after too many attempts: {_LOOK}",
    "OPERATION_ALREADY_CANCELED": f"the bank has canceled the operation meanwhile: {_LOOK}",
    "OPERATION_EXPIRED": f"the operation has expired: {_LOOK}",
    "INVALID_OPERATION": f"there is no such operation, or it does not wait any more: {_LOOK}",
    "OPERATION_FAILED": (
        "the approval was refused, and counts as a failed attempt: its factors are not allowed for the operation, or the "
        "one-time password of the proximity check is missing or wrong (--otp)"
    ),
    "INBOX_FAILED": "there is no such message: nextstep phone inbox list shows those that there are",
    "ERR_ACTIVATION": (
        "the server takes no such activation: the code is used, expired or another server's, or it wants a one-time "
        "password (--otp); have the bank give a new code"
    ),
    "ERR_ENCRYPTION": "the server cannot read this phone: is --config that of an app of this server?",
    "ERR_TEMPORARY_KEY": "the server gives this phone no key: is --config that of an app of this server?",
    "REMOTE_COMMUNICATION_ERROR": "the server cannot do it now: try again",
}
_UNAUTHORIZED: Final = ("POWERAUTH_AUTH_FAIL", "ERR_AUTHENTICATION")
_UNREADABLE: Final = ("ERR_ENCRYPTION", "ERR_TEMPORARY_KEY")


def explain(refusal: ServerRefused, phone: KeptPhone) -> str:
    """One sentence. Where a signature was refused, or what is encrypted for an activation, the phone's status says why."""
    if refusal.code in (*_UNAUTHORIZED, *_UNREADABLE) and phone.is_registered:
        standing = _find_standing(phone)
        if standing is None:
            return "the server does not know this phone any more: nextstep phone forget, then register anew"
        if refusal.code in _UNAUTHORIZED or standing.state is not ActivationState.ACTIVE:
            return explain_status(standing, after_refusal=True)
    if refusal.status == 429:
        return "the server has had too many requests: wait a little, and try again"
    meaning = _MEANINGS.get(refusal.code)
    said = " ".join(filter(None, (str(refusal.status), refusal.code, refusal.message[:500])))
    return f"the server refused: {said}" if meaning is None else f"{meaning} (the server: {said})"


def explain_status(status: ActivationStatus, *, after_refusal: bool = False) -> str:
    """How the phone stands; `after_refusal`: of a signature that the server did not take."""
    if status.state is ActivationState.ACTIVE and after_refusal:
        if status.standing is CounterStanding.LOST:
            return "the phone's counter has left the server's: remove the phone, and register it anew"
        return (
            f"the signature was refused, as by a wrong PIN: {status.remaining_attempts} attempts are left, "
            "then the phone is blocked"
        )
    return _STATES[status.state].format(attempts=status.max_failed_attempts)


_STATES: Final = {
    ActivationState.CREATED: "the phone is not registered yet",
    ActivationState.PENDING_COMMIT: "the bank has not committed the registration yet: it does so when the fingerprints agree",
    ActivationState.ACTIVE: "the phone is active",
    ActivationState.BLOCKED: (
        "the phone is blocked, after {attempts} wrong PINs or by the bank, which alone can unblock it "
        "(PUT /v2/registrations/ID, change UNBLOCK)"
    ),
    ActivationState.REMOVED: "the registration was removed: nextstep phone forget, then register anew",
}


def _find_standing(phone: KeptPhone) -> ActivationStatus | None:
    """Null where the server's answer is for no phone that it knows."""
    try:
        return phone.status()
    except (Untrusted, ServerRefused):
        return None
