"""What the Temporal UI tells an operator about a registration; nothing of the user or the device."""

from collections.abc import Sequence
from itertools import pairwise

from config.vocabulary import CommitPhase, RegistrationStatus
from workflows.registration.model import RegistrationState, Terms
from workflows.temporal.details import format_time

_COMMIT = "the bank commits the registration"
_NEXT = {RegistrationStatus.CREATED: "a device sends the activation code", RegistrationStatus.PENDING_COMMIT: _COMMIT}


def details(terms: Terms, moments: Sequence[tuple[int, RegistrationState]]) -> str:
    """Markdown: where the registration stands, what may come next, and how it got there.

    `moments` are its states with the times at which they were reached, the oldest first.
    """
    state = moments[-1][1]
    lines = [f"**registration**: {_status(state)}", ""]
    if state.is_open:
        lines.append(f"- next: {_NEXT[state.status]}")
        lines.append(f"- expires: {format_time(state.expires_ms)}")
        if _asks_for_otp(terms, state):
            lines.append(f"- attempts left: {terms.max_failed_attempts - state.failed_attempts}")
    # A list, not a table: the UI gives it half a page.
    first_ms, first = moments[0]
    lines += ["", f"1. {format_time(first_ms)}: **{first.status}**"]
    pairs = pairwise(moments)
    lines += [
        f"{n}. {format_time(at_ms)}: {_format_change(before, after)}"
        for n, ((_, before), (at_ms, after)) in enumerate(pairs, 2)
    ]
    return "\n".join(lines)


def _asks_for_otp(terms: Terms, state: RegistrationState) -> bool:
    phase = CommitPhase.ON_KEY_EXCHANGE if state.status is RegistrationStatus.CREATED else CommitPhase.ON_COMMIT
    return terms.has_otp and terms.commit_phase is phase


def _format_change(before: RegistrationState, after: RegistrationState) -> str:
    wrong = after.failed_attempts > before.failed_attempts
    changed = f"**{_status(after)}**" if after.status is not before.status else ""
    return ", then ".join(filter(None, ("wrong one-time password" if wrong else "", changed)))


def _status(state: RegistrationState) -> str:
    return f"{state.status} (`{state.reason}`)" if state.reason else str(state.status)
