"""Which changes of status each status allows (`mobile-and-cloud.md` §3.3): asked by workflow and SQL alike."""

from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import RegistrationStatus
from workflows.registration.model import Change

_CREATED, _PENDING, _ACTIVE, _BLOCKED, _REMOVED = RegistrationStatus

_ALLOWED: dict[RegistrationStatus, dict[Change, RegistrationStatus]] = {
    _CREATED: {Change.REMOVE: _REMOVED},
    _PENDING: {Change.REMOVE: _REMOVED},
    _ACTIVE: {Change.BLOCK: _BLOCKED, Change.REMOVE: _REMOVED},
    _BLOCKED: {Change.UNBLOCK: _ACTIVE, Change.REMOVE: _REMOVED},
    _REMOVED: {},
}


def altered(status: RegistrationStatus, change: Change) -> RegistrationStatus:
    """The status after the change. Raises `Refused` REGISTRATION_STATE, naming what would be allowed."""
    allowed = _ALLOWED[status]
    if change not in allowed:
        offer = f"you can only {' or '.join(allowed)} it" if allowed else "it can no longer be changed"
        raise Refused(Reason.REGISTRATION_STATE, f"Activation is {status}, {offer}.")
    return allowed[change]
