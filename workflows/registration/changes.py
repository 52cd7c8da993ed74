"""Which changes of status each status allows (`mobile-and-cloud.md` §3.3): asked by workflow and SQL alike."""

from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import RegistrationStatus
from workflows.registration.model import RegistrationChange

_CREATED, _PENDING, _ACTIVE, _BLOCKED, _REMOVED = RegistrationStatus

_ALLOWED: dict[RegistrationStatus, dict[RegistrationChange, RegistrationStatus]] = {
    _CREATED: {RegistrationChange.REMOVE: _REMOVED},
    _PENDING: {RegistrationChange.REMOVE: _REMOVED},
    _ACTIVE: {RegistrationChange.BLOCK: _BLOCKED, RegistrationChange.REMOVE: _REMOVED},
    _BLOCKED: {RegistrationChange.UNBLOCK: _ACTIVE, RegistrationChange.REMOVE: _REMOVED},
    _REMOVED: {},
}


def alter(status: RegistrationStatus, change: RegistrationChange) -> RegistrationStatus:
    """The status after the change. Raises `Refused` REGISTRATION_STATE, naming what would be allowed."""
    allowed = _ALLOWED[status]
    if change not in allowed:
        offer = f"you can only {' or '.join(allowed)} it" if allowed else "it can no longer be changed"
        raise Refused(Reason.REGISTRATION_STATE, f"Activation is {status}, {offer}.")
    return allowed[change]
