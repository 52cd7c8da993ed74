"""Who somebody says he is: checked once, and the step of the operation's workflow that follows.

What dies where: the verdict stands before the workflow hears of it, with an intent. A process that dies in between leaves a
verdict that the next copy of the request adopts, under the same update; nothing is counted twice. Source: `nextstep.md` §6.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from activities.authentication import verdict as verdicts
from activities.authentication.attempt import Attempt
from activities.authentication.checks import AuthenticationChecks
from activities.authentication.external_checks import ExternalChecks
from activities.authentication.passkey_checks import PasskeyChecks
from activities.authentication.verdict import AuthenticationVerdict
from activities.store.database import Database, Session
from config.identity_vocabulary import AuthenticationType
from config.random_names import random_hex
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthInstrument, AuthResult, AuthStepResult
from workflows.operation.client.gateway import Gateway
from workflows.operation.client.read_model import OperationView
from workflows.operation.legality import check_open, check_step, offers
from workflows.operation.model import Event, HistoryEntry, OperationState, StepCheck, TakeStep
from workflows.temporal.identifiers import shorten

Then = TypeVar("Then")
_INSTRUMENTS = {
    AuthenticationType.CREDENTIAL: (AuthInstrument.CREDENTIAL,),
    AuthenticationType.OTP: (AuthInstrument.OTP_KEY,),
    AuthenticationType.CREDENTIAL_OTP: (AuthInstrument.CREDENTIAL, AuthInstrument.OTP_KEY),
    AuthenticationType.PASSKEY: (AuthInstrument.PASSKEY,),
}


@dataclass(frozen=True, slots=True)
class AskedStep:
    """The operation that somebody authenticates for. `updates`: the outcome is its step, of `method`, or of the only offered."""

    operation_id: str
    updates: bool = False
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Authenticated:
    """What became of an attempt. `is_right`: it was right, and its operation took it as such.

    `remaining_attempts`: the least of all that are counted; null where nothing is.
    """

    verdict: AuthenticationVerdict
    is_right: bool
    remaining_attempts: int | None
    operation_failed: bool = False


def update_id_of(kind: AuthenticationType, key: str | None) -> str:
    """Under which name a request is checked: that of its idempotency key, or a new one."""
    return shorten(f"{kind} {key}") if key else random_hex()


class Authentications:
    """One per process; safe for threads."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        checks: AuthenticationChecks,
        external: ExternalChecks,
        passkeys: PasskeyChecks,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._checks = checks
        self._external = external
        self._passkeys = passkeys

    def authenticate(self, attempt: Attempt, step: AskedStep | None) -> Authenticated:
        """Have an attempt checked, and tell its operation.

        Raises `Refused` where the operation is closed, another user's, or offers no such step: then nothing is counted;
        `EngineUnavailable` where it is not known whether the operation has heard of it: repeat it with the same key.
        """
        is_known = self._is_known(attempt)
        is_external = not is_known and self._external.concerns(attempt)
        if is_external and attempt.credential is not None:
            if step is None:
                raise Refused(Reason.REQUEST_INVALID, "a credential that a data adapter checks needs an operation")
            step = replace(step, updates=True)
        if step is None:
            found, _ = self._check(attempt, lambda *_: None, is_known=is_known, is_external=is_external)
            return _answer(found)
        view = self._gateway.read_model.get(step.operation_id)
        if not is_known:
            method = _method(view.state, step, attempt)
            attempt = replace(
                attempt, tells_operation=step.updates, method=method, step_requests=_requests_of(view.state)
            )
        return self._tell(view, attempt, is_known=is_known, is_external=is_external)

    def _check(
        self,
        attempt: Attempt,
        then: Callable[[Session, AuthenticationVerdict], Then],
        *,
        is_known: bool,
        is_external: bool,
    ) -> tuple[AuthenticationVerdict, Then]:
        if attempt.passkey is not None:
            return self._passkeys.check(attempt, attempt.passkey, then)
        if is_external:
            return self._external.check(attempt, then)
        return self._checks.check(attempt, then, is_known=is_known)

    def _is_known(self, attempt: Attempt) -> bool:
        """Whether the request was checked before: then it is told the same, wherever the operation is now."""
        if not attempt.may_repeat:
            return False
        with self._database.read() as session:
            return verdicts.find(session, attempt.scope, attempt.update_id) is not None

    def _tell(self, view: OperationView, attempt: Attempt, *, is_known: bool, is_external: bool) -> Authenticated:
        def note(session: Session, verdict: AuthenticationVerdict) -> Event | None:
            """In the transaction of the verdict: who dies behind it has left an intent."""
            if verdict.step_result is None:
                return None
            return self._gateway.note(session, view.row, _step(attempt, verdict), attempt.update_id)

        found, step = self._check(attempt, note, is_known=is_known, is_external=is_external)
        if step is None:
            return _answer(found, _remaining_before(view.state, found.method))
        after = self._gateway.send(view.row, step, attempt.update_id).state
        entry = _entry_of(after, attempt.update_id)
        if entry is None:  # its time was over, or others had ended it
            return _answer(replace(found, is_right=False), 0, operation_failed=not after.is_open)
        is_taken = entry.step_result is AuthStepResult.CONFIRMED
        return _answer(
            replace(found, is_right=found.is_right and is_taken),
            after.remaining_attempts,
            operation_failed=entry.result is AuthResult.FAILED,
        )


def _method(state: OperationState, request: AskedStep, attempt: Attempt) -> str | None:
    """The method of the step that is asked for. Raises `Refused` where the operation does not wait for it, or for this user."""
    if state.user_id is not None and attempt.user_id is not None and state.user_id != attempt.user_id:
        raise Refused(Reason.REQUEST_INVALID, "the operation is another user's")
    check_open(state)
    if not request.updates:
        return request.method
    steps = state.current.steps
    if request.method is None and len(steps) != 1:
        raise Refused(Reason.REQUEST_INVALID, "authMethod is required where several steps are offered, or none")
    if request.method is None and _has_taken_a_step(state, attempt):
        raise Refused(Reason.REQUEST_INVALID, "authMethod is required where the credential has taken a step already")
    step = TakeStep(request.method or steps[0], AuthStepResult.CONFIRMED)
    method, step_result = check_step(step)
    offers(state, step, method, step_result)
    return method


def _has_taken_a_step(state: OperationState, attempt: Attempt) -> bool:
    """A password that comes by two presses is not meant for the step behind its own. Beside a code it is: a code is new."""
    return attempt.kind is AuthenticationType.CREDENTIAL and any(
        entry.step_result is AuthStepResult.CONFIRMED and entry.check.credential == attempt.credential_name
        for entry in state.history
        if entry.check is not None
    )


def _step(attempt: Attempt, verdict: AuthenticationVerdict) -> TakeStep:
    """Only who was right has become the operation's user: a name that was mistyped is not."""
    credential, otp, passkey = verdict.credential, verdict.otp, verdict.passkey
    return TakeStep(
        method=verdict.method,
        step_result=verdict.step_result,
        user_id=attempt.user_id if verdict.is_right else None,
        instruments=_INSTRUMENTS[verdict.kind],
        check=StepCheck(
            request_id=attempt.update_id,
            credential=None if credential is None else credential.name,
            credential_is_right=None if credential is None else credential.is_right,
            credential_attempts=None if credential is None else credential.remaining_attempts,
            otp=None if otp is None else otp.name,
            otp_is_right=None if otp is None else otp.is_right,
            otp_attempts=None if otp is None else otp.remaining_attempts,
            passkey=None if passkey is None else passkey.passkey_id,
            passkey_is_right=None if passkey is None else passkey.is_right,
        ),
    )


def _requests_of(state: OperationState) -> frozenset[str]:
    return frozenset(entry.check.request_id for entry in state.history if entry.check is not None)


def _entry_of(state: OperationState, update_id: str) -> HistoryEntry | None:
    return next((one for one in state.history if one.check is not None and one.check.request_id == update_id), None)


def _remaining_before(state: OperationState, method: str | None) -> int | None:
    """What the operation leaves of a method that was the last one to be tried; null where that is not known."""
    return state.remaining_attempts if state.current.method == method else None


def _answer(
    verdict: AuthenticationVerdict, of_operation: int | None = None, *, operation_failed: bool = False
) -> Authenticated:
    left = [one for one in (verdict.remaining_attempts, of_operation) if one is not None]
    return Authenticated(verdict, verdict.is_right, min(left, default=None), operation_failed)
