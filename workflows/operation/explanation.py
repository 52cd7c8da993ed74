"""Why an operation ended as it did, in a clause for operators. It names methods and reasons, and nobody."""

from config.vocabulary import AuthMethod, AuthStepResult, OperationCancelReason, OperationStatus
from workflows.operation.model import (
    INVALID_REQUEST,
    METHOD_NOT_AVAILABLE,
    NO_METHOD,
    TIMEOUT,
    TOO_MANY_CHANGES,
    Cancellation,
    HistoryEntry,
    OperationState,
)
from workflows.operation.outcome import ATTEMPTS, CANCELED, reason, status

# What is wrong where an attempt of a method fails.
_ATTEMPTED: dict[str, str] = {
    AuthMethod.USERNAME_PASSWORD_AUTH: "password",
    AuthMethod.SMS_KEY: "code",
    AuthMethod.OTP_CODE: "code",
    AuthMethod.PASSKEY: "passkey",
    AuthMethod.POWERAUTH_TOKEN: "answer of the phone",
}
_PLURAL = {"answer of the phone": "answers of the phone"}


def explain(state: OperationState) -> str:
    """Of an operation that has ended."""
    entry, why = state.current, reason(state)
    if why is None:
        phone = entry.request_id is not None
        return "the user approved it on the phone" if phone else f"its last step, {entry.method}, was confirmed"
    if why == TIMEOUT:
        return _explain_timeout(state)
    if why.startswith(CANCELED):
        return _explain_cancellation(state, why)
    if why == ATTEMPTS:
        return _explain_attempts(state)
    return {
        NO_METHOD: f"its flow says nothing of {entry.method} {entry.step_result} that is open to this user",
        INVALID_REQUEST: "the caller named no method to go down to",
        METHOD_NOT_AVAILABLE: "the mobile token was chosen, and does not work for this user",
        TOO_MANY_CHANGES: "it was changed so often that its caller must be in a loop",
        "auth_method_failed": f"{entry.method} failed for good, as its caller said",
    }.get(why, f"its flow ends with {entry.method} {entry.step_result}")


def _explain_timeout(state: OperationState) -> str:
    return f"nobody answered in time; it waited for {' or '.join(state.history[-2].steps)}"


def _explain_cancellation(state: OperationState, why: str) -> str:
    entry = state.current
    said = why.removeprefix(CANCELED)
    is_unknown = said == OperationCancelReason.UNKNOWN.lower()
    because = ", and gave no reason" if is_unknown else f": {said.replace('_', ' ')}"
    cancellation = entry.cancellation or Cancellation()
    if cancellation.reason is not None:
        because = f": {cancellation.reason}"
    if cancellation.by_operator:
        return f"an operator canceled it{because}"
    if status(state) is OperationStatus.REJECTED:
        return f"the user rejected it on the phone{because}"
    if entry.method == AuthMethod.INIT:
        return f"the bank canceled it{because}"
    return f"the web flow canceled it at {entry.method}{because}"


def _explain_attempts(state: OperationState) -> str:
    entry = state.current
    wrong = [one for one in state.history if one.method == entry.method and _is_wrong(one)]
    by_phone = wrong and all(one.request_id is not None for one in wrong)
    attempted = _ATTEMPTED[AuthMethod.POWERAUTH_TOKEN] if by_phone else _ATTEMPTED.get(entry.method, "attempt")
    count = len(wrong)
    if count == 1:
        return f"the {attempted} was wrong ({entry.method}); there was one attempt"
    return f"{count} {_PLURAL.get(attempted, attempted + 's')} were wrong ({entry.method}); no attempt is left"


def _is_wrong(entry: HistoryEntry) -> bool:
    return AuthStepResult.AUTH_FAILED in (entry.step_result, entry.reported_result)
