"""What goes wrong for a phone, in a sentence of the terminal: what it means, and which command helps."""

from typing import Final

from api.demo.device.failures import ServerRefused
from api.demo.device.status import ActivationStatus
from api.demo.mobile_app.kept_phone import KeptPhone
from api.demo.mobile_app.troubles import Trouble, trouble_of, understand

_LOOK: Final = "nextstep phone list shows what waits, nextstep phone history how others ended"
_SENTENCES: Final = {
    Trouble.FINISHED_MEANWHILE: f"the operation was approved or rejected meanwhile: {_LOOK}",
    Trouble.FAILED_MEANWHILE: f"the operation has failed, after too many attempts: {_LOOK}",
    Trouble.CANCELED_MEANWHILE: f"the bank has canceled the operation meanwhile: {_LOOK}",
    Trouble.EXPIRED: f"the operation has expired: {_LOOK}",
    Trouble.NO_OPERATION: f"there is no such operation, or it does not wait any more: {_LOOK}",
    Trouble.NOT_APPROVED: (
        "the approval was refused, and counts as a failed attempt: its factors are not allowed for the operation, or the "
        "one-time password of the proximity check is missing or wrong (--otp)"
    ),
    Trouble.NO_MESSAGE: "there is no such message: nextstep phone inbox list shows those that there are",
    Trouble.NO_ACTIVATION: (
        "the server takes no such activation: the code is used, expired or another server's, or it wants a one-time "
        "password (--otp); have the bank give a new code"
    ),
    Trouble.UNREADABLE_PHONE: "the server cannot read this phone: is --config that of an app of this server?",
    Trouble.NO_KEY: "the server gives this phone no key: is --config that of an app of this server?",
    Trouble.TRY_AGAIN: "the server cannot do it now: try again",
    Trouble.TOO_MANY_REQUESTS: "the server has had too many requests: wait a little, and try again",
    Trouble.UNKNOWN_PHONE: "the server does not know this phone any more: nextstep phone forget, then register anew",
    Trouble.WRONG_PIN: (
        "the signature was refused, as by a wrong PIN: {attempts} attempts are left, then the phone is blocked"
    ),
    Trouble.COUNTER_LOST: "the phone's counter has left the server's: remove the phone, and register it anew",
    Trouble.CREATED: "the phone is not registered yet",
    Trouble.PENDING_COMMIT: ("the bank has not committed the registration yet: it does so when the fingerprints agree"),
    Trouble.BLOCKED: (
        "the phone is blocked, after {attempts} wrong PINs or by the bank, which alone can unblock it "
        "(PUT /v2/registrations/ID, change UNBLOCK)"
    ),
    Trouble.REMOVED: "the registration was removed: nextstep phone forget, then register anew",
    Trouble.OTHER: "the server refused",
}


def explain(refusal: ServerRefused, phone: KeptPhone) -> str:
    """One sentence, and what the server said."""
    trouble = understand(refusal, phone)
    sentence = _SENTENCES[trouble.kind].format(attempts=trouble.attempts)
    if trouble.kind is Trouble.OTHER:
        return f"{sentence}: {trouble.answer}"
    return f"{sentence} (the server: {trouble.answer})" if trouble.answer else sentence


def explain_status(status: ActivationStatus) -> str:
    """How the phone stands."""
    trouble = trouble_of(status)
    if trouble is None:
        return "the phone is active"
    return _SENTENCES[trouble.kind].format(attempts=trouble.attempts)
