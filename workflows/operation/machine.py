"""The state machine of an operation: state and event and now in, new state out. No clock, no I/O, no framework.

`begin` makes the first state; `apply` answers an event; `expire` lets a deadline pass; `interrupt` ends it. Each returns a new
`OperationState`, or the same object where nothing changed, or raises `Refused`.
Source: `nextstep.md` §2.3 to §2.7.
"""

from dataclasses import replace

from config.flow_rules import creating
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, OperationCancelReason
from workflows.operation import expiry
from workflows.operation.attempts import method_failed, remaining_attempts
from workflows.operation.legality import check_step, offers
from workflows.operation.model import (
    TIMEOUT,
    TOO_MANY_CHANGES,
    AssignUser,
    Cancellation,
    ChooseMethod,
    Eligibility,
    Event,
    Flow,
    HistoryEntry,
    OperationState,
    SetMobileToken,
    TakeStep,
)
from workflows.operation.outcome import CANCELED
from workflows.operation.phone_offer import (
    asks_by_itself,
    asks_when_chosen,
    mobile_token_works,
    offer_to,
    taken_by_phone,
    takes_phone,
)
from workflows.operation.resolution import resolve

# A login takes about three changes. The bound keeps a runaway caller from growing a history for ever.
MAX_CHANGES = 250


def begin(
    flow: Flow,
    now_ms: int,
    *,
    user_id: str | None = None,
    organization_id: str | None = None,
    eligibility: Eligibility | None = None,
) -> OperationState:
    """The state of a new operation. A mobile token that works for the user, and is the only method, is active at once.

    Raises `Refused` CONFIGURATION_INVALID where the definitions give no single answer. Source: `nextstep.md` §2.3.
    """
    rules = creating(flow.rules)
    results = {rule.result for rule in rules}
    if len(results) != 1:
        found = "no step definition" if not results else "different results"
        raise Refused(Reason.CONFIGURATION_INVALID, f"{found} for CREATE of {flow.operation_name}")
    steps = tuple(rule.next_method for rule in rules if rule.next_method)
    token = asks_by_itself(steps) and mobile_token_works(flow, eligibility or Eligibility())
    entry = HistoryEntry(
        method=AuthMethod.INIT,
        step_result=AuthStepResult.CONFIRMED,
        result=results.pop(),
        description=None,
        steps=steps,
        at_ms=now_ms,
        mobile_token_active=token,
    )
    return OperationState(
        version=1,
        created_ms=now_ms,
        expires_ms=expiry.initial(flow, now_ms),
        history=(entry,),
        user_id=user_id,
        organization_id=organization_id,
    )


def expire(state: OperationState, now_ms: int) -> OperationState:
    """The state once the deadline has passed: FAILED, `operation.timeout`; before that, or when finished, the same.

    The history row belongs to the chosen method, or else the first offered.
    """
    if not expiry.has_passed(state, now_ms):
        return state
    return _fail(state, state.current_method or state.current.method, TIMEOUT, state.expires_ms)


def interrupt(flow: Flow, state: OperationState, now_ms: int, reason: str | None = None) -> OperationState:
    """The state once an operator has ended an open operation: canceled, whatever its rules say of that.

    `reason`: why, in a word. An operator cannot be refused: the workflow ends, and an operation that were left open would
    wait for nobody.
    """
    state = expire(state, now_ms)
    if not state.is_open:
        return state
    method = state.current_method or state.current.method
    entry = HistoryEntry(
        method=method,
        step_result=AuthStepResult.CANCELED,
        result=AuthResult.FAILED,
        description=_cancellation(OperationCancelReason.INTERRUPTED_OPERATION),
        steps=(),
        at_ms=now_ms,
        cancellation=Cancellation(reason, by_operator=True),
    )
    changed = replace(state, version=state.version + 1, history=(*state.history, entry))
    return replace(changed, remaining_attempts=remaining_attempts(flow, changed, method))


def apply(flow: Flow, state: OperationState, event: Event, now_ms: int) -> OperationState:
    """The state after `event` at `now_ms`; `state` itself where the event changes nothing.

    Raises `Refused` where the event is not legal. A step that comes after the deadline is not refused: it is
    answered with the timed-out state, every time (`nextstep.md` §2.5.2).
    """
    match event:
        case TakeStep():
            return _take_step(flow, state, event, now_ms)
        case ChooseMethod():
            return _choose_method(flow, expire(state, now_ms), event)
        case SetMobileToken():
            return _set_mobile_token(flow, expire(state, now_ms), event)
        case AssignUser():
            return _assign_user(expire(state, now_ms), event)


def answer_by_phone(flow: Flow, state: OperationState, step: TakeStep, now_ms: int) -> OperationState:
    """The state after the phone's answer: as `apply`, but only where the mobile token may answer the current offer.

    The step is that of the method which the offer has for a phone, whichever `step` names.
    Raises `Refused` MOBILE_TOKEN_NOT_ASKED where it may not.
    """
    current = expire(state, now_ms)
    if current.is_open and not current.current.mobile_token_active:
        raise Refused(Reason.MOBILE_TOKEN_NOT_ASKED, "the mobile token is not asked for")
    return _take_step(flow, state, taken_by_phone(current, step), now_ms)


def _take_step(flow: Flow, state: OperationState, step: TakeStep, now_ms: int) -> OperationState:
    method, step_result = check_step(step)
    state = expire(state, now_ms)
    if state.timed_out:
        return state
    if not offers(state, step, method, step_result):
        return state
    if method not in flow.limits:
        raise Refused(Reason.AUTH_METHOD_NOT_FOUND)
    if state.version >= MAX_CHANGES:
        return _fail(state, method, TOO_MANY_CHANGES, now_ms)

    description = _cancellation(step.description) if step_result is AuthStepResult.CANCELED else None
    recorded = AuthStepResult.AUTH_METHOD_FAILED if method_failed(flow, state, method, step_result) else step_result
    entry = resolve(
        flow,
        state,
        step,
        HistoryEntry(
            method=method,
            step_result=recorded,
            result=AuthResult.FAILED,
            description=description,
            steps=(),
            at_ms=now_ms,
            instruments=step.instruments,
            authentication_context=step.authentication_context,
            request_id=step.request_id,
            check=step.check,
            reported_result=None if recorded is step_result else step_result,
            cancellation=step.cancellation if step_result is AuthStepResult.CANCELED else None,
        ),
    )
    changed = replace(
        state,
        version=state.version + 1,
        expires_ms=expiry.after_step(flow, state, now_ms),
        history=(*state.history, entry),
        user_id=step.user_id or state.user_id,
        organization_id=step.organization_id or state.organization_id,
    )
    return replace(changed, remaining_attempts=remaining_attempts(flow, changed, method))


def _choose_method(flow: Flow, state: OperationState, choice: ChooseMethod) -> OperationState:
    if not state.is_open or choice.method not in state.current.steps:
        raise Refused(Reason.STEP_NOT_OFFERED, f"{choice.method} is not among the steps of the operation")
    active = asks_when_chosen(state, choice.method) and mobile_token_works(flow, choice.eligibility)
    return _amend(state, chosen_method=choice.method, mobile_token_active=active)


def _set_mobile_token(flow: Flow, state: OperationState, change: SetMobileToken) -> OperationState:
    if not state.is_open:
        return state
    active = change.active and takes_phone(flow, state.current.steps) and mobile_token_works(flow, change.eligibility)
    return _amend(state, mobile_token_active=active)


def _assign_user(state: OperationState, change: AssignUser) -> OperationState:
    """A null organization leaves the known one. Nothing decides in a finished operation: it stays as it is."""
    if not state.is_open:
        return state
    if change.claims and state.user_id not in (None, change.user_id):
        raise Refused(Reason.OPERATION_NOT_FOUND)
    organization = change.organization_id or state.organization_id
    history = (*state.history[:-1], offer_to(state, change.user_id))
    changed = replace(state, history=history, user_id=change.user_id, organization_id=organization)
    return state if changed == state else _bump_version(changed)


def _amend(state: OperationState, **fields: str | bool | None) -> OperationState:
    entry = replace(state.current, **fields)  # type: ignore[arg-type]
    return state if entry == state.current else _bump_version(replace(state, history=(*state.history[:-1], entry)))


def _bump_version(state: OperationState) -> OperationState:
    if state.version >= MAX_CHANGES:
        raise Refused(Reason.TOO_MANY_CHANGES, "the operation was changed too often")
    return replace(state, version=state.version + 1)


def _fail(state: OperationState, method: str, description: str, at_ms: int) -> OperationState:
    entry = HistoryEntry(
        method=method,
        step_result=AuthStepResult.AUTH_METHOD_FAILED,
        result=AuthResult.FAILED,
        description=description,
        steps=(),
        at_ms=at_ms,
    )
    return replace(state, version=state.version + 1, history=(*state.history, entry), remaining_attempts=0)


def _cancellation(reason: str | None) -> str:
    return f"{CANCELED}{(reason or OperationCancelReason.UNKNOWN).lower()}"
