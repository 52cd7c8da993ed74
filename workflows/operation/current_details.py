"""What the Temporal UI tells an operator about an operation; no personal data, no amounts, no accounts."""

from config.vocabulary import AuthStepResult
from workflows.operation.explanation import explain
from workflows.operation.model import NO_METHOD, TIMEOUT, HistoryEntry, OperationState, StepCheck
from workflows.operation.outcome import reason, status
from workflows.temporal.details import format_time

# Words of Next Step that say little to who does not know it.
_GLOSSES = {
    AuthStepResult.AUTH_METHOD_FAILED: "it may not be tried again",
    NO_METHOD: "no method follows that is open to this user",
}


def details(operation_name: str, state: OperationState) -> str:
    """Markdown: where the operation stands and why, what may come next, and how it got there."""
    lines = [_headline(operation_name, state), ""]
    current = state.current
    if state.is_open:
        offered = " or ".join(_format_method(method, current.chosen_method) for method in current.steps)
        phone = "; the phone may answer" if current.mobile_token_active else ""
        lines.append(f"- waits for: {offered}{phone}")
        lines.append(f"- expires: {format_time(state.expires_ms)}")
        if state.remaining_attempts is not None:
            lines.append(f"- attempts left for {current.method}: {state.remaining_attempts}")
    elif (why := reason(state)) is not None:
        lines.append(f"- reason: `{why}`")
    # A list, not a table: the UI gives it half a page.
    lines.append("")
    lines += [f"{number}. {_format_entry(entry)}" for number, entry in enumerate(state.history, 1)]
    return "\n".join(lines)


def _headline(operation_name: str, state: OperationState) -> str:
    if state.is_open:
        return f"**{operation_name}**: {status(state)}"
    return f"**{operation_name}**: {status(state)} at {format_time(state.current.at_ms)}: {explain(state)}"


def _format_method(method: str, choice: str | None) -> str:
    return f"**{method}** (chosen)" if method == choice else method


def _format_entry(entry: HistoryEntry) -> str:
    then = " or ".join(entry.steps) or (entry.description and _glossed(entry.description))
    follows = f"{entry.result}: {then}" if then else str(entry.result)
    phone = " on the phone" if entry.request_id is not None else ""
    step_result = (
        "AUTH_METHOD_FAILED (nobody answered in time)" if entry.description == TIMEOUT else _glossed(entry.step_result)
    )
    checked = f" ({_format_check(entry.check)})" if entry.check else ""
    return f"{format_time(entry.at_ms)}: **{entry.method}** {step_result}{phone}{checked}, then {follows}"


def _glossed(word: str) -> str:
    return f"{word} ({_GLOSSES[word]})" if word in _GLOSSES else str(word)


def _format_check(check: StepCheck) -> str:
    """`credential PASSWORD wrong, 2 attempts left; one-time password SMS right`."""
    parts = (
        ("credential", check.credential, check.credential_is_right, check.credential_attempts),
        ("one-time password", check.otp, check.otp_is_right, check.otp_attempts),
        ("passkey", check.passkey, check.passkey_is_right, None),
    )
    return "; ".join(
        f"{kind} `{name}`"
        + ("" if is_right is None else " right" if is_right else " wrong")
        + ("" if attempts is None else f", attempts left: {attempts}")
        for kind, name, is_right, attempts in parts
        if name is not None
    )
