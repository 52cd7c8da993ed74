"""What the Temporal UI tells an operator about an operation; no personal data, no amounts, no accounts."""

from workflows.operation.model import HistoryEntry, OperationState, StepCheck
from workflows.temporal.details import format_time


def details(operation_name: str, state: OperationState) -> str:
    """Markdown: where the operation stands, what may come next, and how it got there."""
    current = state.current
    reason = f" (`{current.description}`)" if current.description else ""
    lines = [f"**{operation_name}**: {state.result}{reason}", ""]
    if state.is_open:
        offered = ", ".join(_format_method(method, current.chosen_method) for method in current.steps)
        lines.append(f"- next: {offered}")
        lines.append(f"- expires: {format_time(state.expires_ms)}")
    if state.remaining_attempts is not None:
        lines.append(f"- attempts left for {current.method}: {state.remaining_attempts}")
    # A list, not a table: the UI gives it half a page.
    lines.append("")
    lines += [f"{number}. {_format_entry(entry)}" for number, entry in enumerate(state.history, 1)]
    return "\n".join(lines)


def _format_method(method: str, choice: str | None) -> str:
    return f"**{method}** (chosen)" if method == choice else method


def _format_entry(entry: HistoryEntry) -> str:
    then = " or ".join(entry.steps) or entry.description
    follows = f"{entry.result}: {then}" if then else str(entry.result)
    checked = f" ({_format_check(entry.check)})" if entry.check else ""
    return f"{format_time(entry.at_ms)}: **{entry.method}** {entry.step_result}{checked}, then {follows}"


def _format_check(check: StepCheck) -> str:
    """`credential PASSWORD wrong, 2 attempts left; one-time password SMS right`."""
    parts = (
        ("credential", check.credential, check.credential_is_right, check.credential_attempts),
        ("one-time password", check.otp, check.otp_is_right, check.otp_attempts),
    )
    return "; ".join(
        f"{kind} `{name}`"
        + ("" if is_right is None else " right" if is_right else " wrong")
        + ("" if attempts is None else f", attempts left: {attempts}")
        for kind, name, is_right, attempts in parts
        if name is not None
    )
