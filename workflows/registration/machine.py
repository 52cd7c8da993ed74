"""The state machine of a registration, from its creation until it is ACTIVE or REMOVED. No clock, no I/O, no framework.

`begin` makes the first state; `apply` answers an event; `expire` lets the deadline pass; `interrupt` ends it. What changes
nothing raises `Refused`; a wrong one-time password changes the state and is answered with an error all the same: `apply` returns
both.
Source: `powerauth-protocol.md` §3.2 (CODE), §3.3, §3.5, and `mobile-and-cloud.md` §3.3.
"""

from dataclasses import replace

from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import CommitPhase, RegistrationStatus
from workflows.registration.changes import alter
from workflows.registration.model import (
    EXPIRED,
    INTERRUPTED,
    INVALID_DEVICE_KEY,
    OTP_MAX_FAILED_ATTEMPTS,
    Alter,
    Commit,
    Decision,
    Event,
    ExchangeKeys,
    Otp,
    RegistrationRefusal,
    RegistrationState,
    Terms,
)

_CANNOT: dict[type[Event], str] = {
    ExchangeKeys: "Keys cannot be exchanged",
    Commit: "Registration cannot be committed",
    Alter: "Registration is not changed by its workflow",
}


def begin(now_ms: int, expires_ms: int) -> RegistrationState:
    """The state of a new registration: CREATED, with its activation code waiting for a device."""
    return RegistrationState(
        RegistrationStatus.CREATED, version=1, created_ms=now_ms, expires_ms=expires_ms, changed_ms=now_ms
    )


def expire(state: RegistrationState, now_ms: int) -> RegistrationState:
    """The state once the deadline has passed: REMOVED; before that, or when nothing waits, the same.

    The deadline itself is still in time. It does not move: it holds from creation to commit. Whoever sees it first and whenever:
    it lapsed then.
    """
    return _remove(state, EXPIRED, state.expires_ms) if state.is_open and now_ms > state.expires_ms else state


def interrupt(state: RegistrationState, now_ms: int) -> RegistrationState:
    """The state once an operator has ended a registration that was still open: REMOVED. An operator cannot be refused."""
    state = expire(state, now_ms)
    return _remove(state, INTERRUPTED, now_ms) if state.is_open else state


def apply(terms: Terms, state: RegistrationState, event: Event, now_ms: int) -> Decision:
    """What becomes of `state` by `event` at `now_ms`, and the error that the caller hears though it changed, if any.

    Raises `Refused` where nothing changes: REGISTRATION_STATE, OTP_MISSING, OTP_UNEXPECTED.
    """
    state = expire(state, now_ms)
    match event:
        case ExchangeKeys():
            return _exchange_keys(terms, state, event, now_ms)
        case Commit():
            return _commit(terms, state, event, now_ms)
        case Alter():
            return _alter(state, event, now_ms)


def wrong_state(event: Event, state: RegistrationState) -> Refused:
    """What is said to an event that does not fit the status."""
    return Refused(Reason.REGISTRATION_STATE, f"{_CANNOT[type(event)]}, unexpected state: {state.status}")


def _alter(state: RegistrationState, event: Alter, now_ms: int) -> Decision:
    alter(state.status, event.change)
    if not state.is_open:  # the row's matter, not the workflow's
        raise wrong_state(event, state)
    return Decision(_remove(state, None, now_ms))  # REMOVE is all that comes through while it is open


def _exchange_keys(terms: Terms, state: RegistrationState, event: ExchangeKeys, now_ms: int) -> Decision:
    if state.status is not RegistrationStatus.CREATED:
        raise wrong_state(event, state)
    at_exchange = terms.commit_phase is CommitPhase.ON_KEY_EXCHANGE
    _check_presence(event.otp, is_required=terms.has_otp and at_exchange)
    if event.otp is Otp.WRONG:
        return _wrong_otp(terms, state, now_ms)
    if not event.key_is_valid:
        refusal = RegistrationRefusal(Reason.DEVICE_KEY_INVALID, "The device's public key is not valid.")
        return Decision(_remove(state, INVALID_DEVICE_KEY, now_ms), refusal)
    status = RegistrationStatus.ACTIVE if at_exchange else RegistrationStatus.PENDING_COMMIT
    return Decision(_advance(state, status, now_ms, exchange_id=event.exchange_id))


def _commit(terms: Terms, state: RegistrationState, event: Commit, now_ms: int) -> Decision:
    if state.status is not RegistrationStatus.PENDING_COMMIT:
        raise wrong_state(event, state)
    _check_presence(event.otp, is_required=terms.has_otp and terms.commit_phase is CommitPhase.ON_COMMIT)
    if event.otp is Otp.WRONG:
        return _wrong_otp(terms, state, now_ms)
    return Decision(_advance(state, RegistrationStatus.ACTIVE, now_ms))


def _check_presence(otp: Otp, *, is_required: bool) -> None:
    """A password that is missing, or that nobody asked for, is an error that does not count.

    A device that sends one where none was agreed must not become active by it.
    """
    if is_required and otp is Otp.ABSENT:
        raise Refused(Reason.OTP_MISSING, "The one-time password is missing.")
    if not is_required and otp is not Otp.ABSENT:
        raise Refused(Reason.OTP_UNEXPECTED, "A one-time password is not expected here.")


def _wrong_otp(terms: Terms, state: RegistrationState, now_ms: int) -> Decision:
    counted = replace(state, failed_attempts=state.failed_attempts + 1)
    if counted.failed_attempts >= terms.max_failed_attempts:
        counted = replace(counted, status=RegistrationStatus.REMOVED, reason=OTP_MAX_FAILED_ATTEMPTS)
    refusal = RegistrationRefusal(Reason.OTP_WRONG, "The one-time password is wrong.")
    return Decision(replace(counted, version=state.version + 1, changed_ms=now_ms), refusal)


def _advance(
    state: RegistrationState, status: RegistrationStatus, now_ms: int, *, exchange_id: str | None = None
) -> RegistrationState:
    """On the way to ACTIVE; the failures on the way are forgotten."""
    won = exchange_id or state.exchange_id
    return replace(
        state, status=status, version=state.version + 1, failed_attempts=0, exchange_id=won, changed_ms=now_ms
    )


def _remove(state: RegistrationState, reason: str | None, at_ms: int) -> RegistrationState:
    return replace(state, status=RegistrationStatus.REMOVED, version=state.version + 1, reason=reason, changed_ms=at_ms)
