"""An operation's state in the words of PowerAuth Cloud and of phones (`mobile-and-cloud.md` §1.5, §3.4)."""

from config.phone_methods import phone_method
from config.vocabulary import AuthResult, AuthStepResult, OperationStatus
from workflows.operation.model import HistoryEntry, OperationState

# Why an operation failed whose last attempt was a wrong one; Next Step says nothing then.
ATTEMPTS = "attempts"
# How the reason of a cancellation begins; what follows may be in its caller's own words.
CANCELED = "canceled."


def status(state: OperationState) -> OperationStatus:
    """The status of an operation, whichever API created it."""
    if state.is_open:
        return OperationStatus.PENDING
    entry = state.current
    if entry.result == "DONE":
        return OperationStatus.APPROVED
    if state.timed_out:
        return OperationStatus.EXPIRED
    if entry.step_result is AuthStepResult.CANCELED:
        return OperationStatus.REJECTED if entry.request_id else OperationStatus.CANCELED
    return OperationStatus.FAILED


def reason(state: OperationState) -> str | None:
    """Why an operation has not come about, in a word; null while it is open, and where it was approved.

    Next Step has a word for some ends alone (`resultDescription`); `attempts`, and else how its last step ended, fill the gaps.
    """
    entry = state.current
    if entry.result is not AuthResult.FAILED:
        return None
    if entry.description is not None:
        return entry.description
    return ATTEMPTS if entry.reported_result is not None else str(entry.step_result).lower()


def status_for_phone(state: OperationState) -> OperationStatus | None:
    """The status of any operation as a phone sees it; null while, or if, it has no business with it.

    In a flow the phone is done when it has approved, whatever steps follow, until it is asked for another of them.
    """
    history = state.history
    if state.is_open and state.current.mobile_token_active:
        return OperationStatus.PENDING
    asked = [number for number, entry in enumerate(history[:-1]) if entry.mobile_token_active]
    if asked and _is_approval(history[asked[-1] + 1]):
        return OperationStatus.APPROVED
    if state.is_open:
        return OperationStatus.APPROVED if any(map(_is_approval, history)) else None
    return status(state) if asked else None


def asks_phone_since(state: OperationState) -> int | None:
    """How many steps were taken until a phone could answer; null while none can."""
    if not state.is_open or not state.current.mobile_token_active:
        return None
    steps = len(state.history)
    while steps > 1 and _is_asked_on(state.history[steps - 2], state.history[steps - 1]):
        steps -= 1
    return steps


def approval(state: OperationState) -> HistoryEntry | None:
    """The step that a phone took last: by it the request is found that tells how."""
    return next((entry for entry in reversed(state.history) if entry.request_id), None)


def factors(entry: HistoryEntry | None) -> str | None:
    """By which factors a phone's attempt to approve was signed; null for a rejection, which possession alone signs."""
    if entry is None or entry.step_result is AuthStepResult.CANCELED:
        return None
    signed_by = (entry.authentication_context or {}).get("signatureType")
    return None if signed_by is None else str(signed_by).lower()


def is_taken(state: OperationState, request_id: str, step_result: AuthStepResult) -> bool:
    """Whether it was this request of a phone's that ended a step so."""
    return any(entry.request_id == request_id and entry.step_result is step_result for entry in state.history)


def failure_count(state: OperationState) -> int:
    """How many attempts to approve failed."""
    failed = (AuthStepResult.AUTH_FAILED, AuthStepResult.AUTH_METHOD_FAILED)
    return sum(entry.step_result in failed and entry.request_id is not None for entry in state.history)


def finished_ms(state: OperationState) -> int | None:
    """When it ended; null while it is open."""
    return None if state.is_open else state.current.at_ms


def _is_approval(entry: HistoryEntry) -> bool:
    return entry.step_result is AuthStepResult.CONFIRMED and entry.request_id is not None


def _is_asked_on(before: HistoryEntry, entry: HistoryEntry) -> bool:
    """Whether a phone that is asked after `entry` was asked for the same step before it."""
    method = phone_method(before.steps)
    taken = entry.method == method and entry.step_result is AuthStepResult.CONFIRMED
    return before.mobile_token_active and method == phone_method(entry.steps) and not taken
