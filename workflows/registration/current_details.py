"""What the Temporal UI tells an operator about a registration; nothing of the user, nor of what the device is called."""

import re
from collections.abc import Sequence
from itertools import pairwise

from config.vocabulary import CommitPhase, RegistrationStatus
from workflows.registration.explanation import explain, reason
from workflows.registration.messages import StartRegistration
from workflows.registration.model import ExchangeKeys, RegistrationState, Terms
from workflows.temporal.details import format_time

_COMMIT = "the bank commits the registration"
_NEXT = {RegistrationStatus.CREATED: "a device sends the activation code", RegistrationStatus.PENDING_COMMIT: _COMMIT}
# Devices say what they like, and may say what is personal or Markdown.
_WORD = re.compile(r"[A-Za-z0-9._-]{1,32}")


def title(application_id: str) -> str:
    """What is registered where."""
    return f"registration at {application_id}"


def limits(terms: Terms) -> str:
    """What was agreed, as an item of a list."""
    when = "at the key exchange" if terms.commit_phase is CommitPhase.ON_KEY_EXCHANGE else "at the bank's commit"
    if not terms.has_otp:
        return f"- becomes active {when}, without a one-time password"
    return (
        f"- becomes active {when}, with a one-time password that may be wrong {terms.max_failed_attempts} times at most"
    )


def details(
    start: StartRegistration, moments: Sequence[tuple[int, RegistrationState]], device: ExchangeKeys | None = None
) -> str:
    """Markdown: where the registration stands, what may come next, and how it got there.

    `moments` are its states with the times at which they were reached, the oldest first; `device`: the one that won.
    """
    at_ms, state = moments[-1]
    lines = [f"**{title(start.application_id)}**: {state.status}", ""]
    if state.is_open:
        lines.append(f"- waits for: {_NEXT[state.status]}")
        lines.append(f"- expires: {format_time(state.expires_ms)}")
        if _asks_for_otp(start.terms, state):
            lines.append(f"- attempts left: {start.terms.max_failed_attempts - state.failed_attempts}")
    else:
        lines[0] += f" at {format_time(at_ms)}: {explain(state)}"
        if (why := reason(state)) is not None:
            lines.append(f"- reason: `{why}`")
    lines.append(limits(start.terms))
    if device is not None:
        lines.append(f"- device: platform {_format_word(device.platform)}, protocol {_format_word(device.protocol)}")
    # A list, not a table: the UI gives it half a page.
    first_ms, first = moments[0]
    lines += ["", f"1. {format_time(first_ms)}: **{first.status}**"]
    lines += [
        f"{n}. {format_time(at_ms)}: {_format_change(before, after)}"
        for n, ((_, before), (at_ms, after)) in enumerate(pairwise(moments), 2)
    ]
    return "\n".join(lines)


def _format_word(text: str | None) -> str:
    return "unknown" if text is None else text if _WORD.fullmatch(text) else "(no word of ours)"


def _asks_for_otp(terms: Terms, state: RegistrationState) -> bool:
    phase = CommitPhase.ON_KEY_EXCHANGE if state.status is RegistrationStatus.CREATED else CommitPhase.ON_COMMIT
    return terms.has_otp and terms.commit_phase is phase


def _format_change(before: RegistrationState, after: RegistrationState) -> str:
    wrong = after.failed_attempts > before.failed_attempts
    changed = f"**{after.status}**" if after.status is not before.status else ""
    why = f" (`{after.reason}`)" if changed and after.reason else ""
    return ", then ".join(filter(None, ("wrong one-time password" if wrong else "", changed + why)))
