"""What a server's refusal means to whoever holds the phone: one enumeration, told in words wherever the phone is drawn."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from api.demo.device.counter import CounterStanding
from api.demo.device.failures import ServerRefused, Untrusted
from api.demo.device.status import ActivationState, ActivationStatus
from api.demo.mobile_app.kept_phone import KeptPhone


class Trouble(StrEnum):
    """The kinds of it."""

    FINISHED_MEANWHILE = "FINISHED_MEANWHILE"
    FAILED_MEANWHILE = "FAILED_MEANWHILE"
    CANCELED_MEANWHILE = "CANCELED_MEANWHILE"
    EXPIRED = "EXPIRED"
    NO_OPERATION = "NO_OPERATION"
    NOT_APPROVED = "NOT_APPROVED"
    NO_MESSAGE = "NO_MESSAGE"
    NO_ACTIVATION = "NO_ACTIVATION"
    UNREADABLE_PHONE = "UNREADABLE_PHONE"
    NO_KEY = "NO_KEY"
    TRY_AGAIN = "TRY_AGAIN"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    UNKNOWN_PHONE = "UNKNOWN_PHONE"
    WRONG_PIN = "WRONG_PIN"
    COUNTER_LOST = "COUNTER_LOST"
    CREATED = "CREATED"
    PENDING_COMMIT = "PENDING_COMMIT"
    BLOCKED = "BLOCKED"
    REMOVED = "REMOVED"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class PhoneTrouble:
    """`attempts` are those left after a wrong PIN, and those that there were where the phone is blocked.

    `answer` is what the server said, empty where the phone's own status tells more.
    """

    kind: Trouble
    attempts: int = 0
    answer: str = ""


_OF_CODES: Final = {
    "OPERATION_ALREADY_FINISHED": Trouble.FINISHED_MEANWHILE,
    "OPERATION_ALREADY_FAILED": Trouble.FAILED_MEANWHILE,
    "OPERATION_ALREADY_CANCELED": Trouble.CANCELED_MEANWHILE,
    "OPERATION_EXPIRED": Trouble.EXPIRED,
    "INVALID_OPERATION": Trouble.NO_OPERATION,
    "OPERATION_FAILED": Trouble.NOT_APPROVED,
    "INBOX_FAILED": Trouble.NO_MESSAGE,
    "ERR_ACTIVATION": Trouble.NO_ACTIVATION,
    "ERR_ENCRYPTION": Trouble.UNREADABLE_PHONE,
    "ERR_TEMPORARY_KEY": Trouble.NO_KEY,
    "REMOTE_COMMUNICATION_ERROR": Trouble.TRY_AGAIN,
}
_OF_STATES: Final = {
    ActivationState.CREATED: Trouble.CREATED,
    ActivationState.PENDING_COMMIT: Trouble.PENDING_COMMIT,
    ActivationState.BLOCKED: Trouble.BLOCKED,
    ActivationState.REMOVED: Trouble.REMOVED,
}
_UNAUTHORIZED: Final = ("POWERAUTH_AUTH_FAIL", "ERR_AUTHENTICATION")
_UNREADABLE: Final = ("ERR_ENCRYPTION", "ERR_TEMPORARY_KEY")


def understand(refusal: ServerRefused, phone: KeptPhone) -> PhoneTrouble:
    """Where a signature was refused, or what is encrypted for an activation, the phone's status says why; it is asked for."""
    if refusal.code in (*_UNAUTHORIZED, *_UNREADABLE) and phone.is_registered:
        standing = _find_standing(phone)
        if standing is None:
            return PhoneTrouble(Trouble.UNKNOWN_PHONE)
        if (found := trouble_of(standing)) is not None:
            return found
        if refusal.code in _UNAUTHORIZED:
            lost = standing.standing is CounterStanding.LOST
            return PhoneTrouble(Trouble.COUNTER_LOST if lost else Trouble.WRONG_PIN, standing.remaining_attempts)
    said = " ".join(filter(None, (str(refusal.status), refusal.code, refusal.message[:500])))
    if refusal.status == 429:
        return PhoneTrouble(Trouble.TOO_MANY_REQUESTS)
    return PhoneTrouble(_OF_CODES.get(refusal.code, Trouble.OTHER), answer=said)


def trouble_of(status: ActivationStatus) -> PhoneTrouble | None:
    """Null where the phone is active."""
    kind = _OF_STATES.get(status.state)
    return None if kind is None else PhoneTrouble(kind, status.max_failed_attempts)


def _find_standing(phone: KeptPhone) -> ActivationStatus | None:
    """Null where the server's answer is for no phone that it knows."""
    try:
        return phone.status()
    except (Untrusted, ServerRefused):
        return None
