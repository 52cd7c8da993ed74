"""`docs/states.md`: what the pure machines do, asked event by event: `python -m tests.documents.states` writes it anew."""

from dataclasses import replace
from pathlib import Path

from temporalio.exceptions import ApplicationError, CancelledError

from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthMethod, AuthStepResult, RegistrationStatus
from tests.workflows.operation.flows import CREATED_MS, EQUIPPED, shipped
from tests.workflows.operation.flows import flow as made_up
from tests.workflows.registration import terms as registrations
from workflows.operation import machine as operations
from workflows.operation.closing import close
from workflows.operation.flow_graph import mermaid, walk
from workflows.operation.model import TakeStep
from workflows.operation.outcome import reason, status
from workflows.registration import changes
from workflows.registration import machine as registration
from workflows.registration.model import Alter, Commit, ExchangeKeys, Otp, RegistrationChange

DOCUMENT = Path(__file__).parents[2] / "docs" / "states.md"
FLOWS = ("login", "authorize_payment")
LATER_MS = CREATED_MS + 1000
LAST = "the last wrong password"
HEAD = """# The states of operations and registrations

Made from the state machines (`workflows/operation/machine.py`, `workflows/registration/machine.py`) by
`.venv/bin/python -m tests.documents.states`; a test compares this page with them.

## Operations

An operation is open (`CONTINUE`; `PENDING` at PowerAuth Cloud) until a step, its deadline or somebody's cancellation ends it.
What has ended never changes.
"""


def document() -> str:
    """The whole page."""
    parts = [
        HEAD,
        *_table(
            (
                "what ends it",
                "Next Step",
                "PowerAuth Cloud, `NextStepStatus`",
                "`NextStepReason`",
                "its workflow closes as",
            ),
            _ends(),
        ),
    ]
    for name in FLOWS:
        parts += [
            f"\n### `{name}`, as shipped, for a user whose mobile token works\n",
            "A box is what is offered next; an arrow is the method and how its step ended. What ends an operation in the same",
            "way from everywhere (its deadline, a cancellation) is left out.\n",
            _operation(name),
        ]
    parts += [
        "\n## Registrations\n",
        _diagram(),
        "\nWhat comes of an event depends on what was agreed at the creation.",
        "What is not in the table is refused: REGISTRATION_STATE. What the bank may REMOVE its phone may, once it is ACTIVE.",
        "Besides, the last wrong signature makes an ACTIVE registration BLOCKED (`activities/device/signatures.py`).\n",
        *_table(("status", "event", *map(_agreed, registrations.EVERY_TERMS)), _registration()),
    ]
    return "\n".join(parts) + "\n"


def _table(head, rows):
    return ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]


def _ends():
    """Each way in which an operation of one step, on a phone, ends."""
    token = AuthMethod.POWERAUTH_TOKEN
    ended = [
        (AuthStepResult.AUTH_FAILED, "CONTINUE"),
        (AuthStepResult.CONFIRMED, "DONE"),
        (AuthStepResult.AUTH_METHOD_FAILED, "FAILED"),
        (AuthStepResult.CANCELED, "FAILED"),
    ]
    pinned = made_up((token,), *((token, result, token if end == "CONTINUE" else None, end) for result, end in ended))
    begun = operations.begin(pinned, CREATED_MS, user_id="user", eligibility=EQUIPPED)

    def stepped(result, **values):
        step = TakeStep(token, result, user_id="user", eligibility=EQUIPPED, **values)
        return operations.apply(pinned, begun, step, LATER_MS)

    def failed_too_often():
        state = begun
        while state.is_open:
            step = TakeStep(token, AuthStepResult.AUTH_FAILED, user_id="user", eligibility=EQUIPPED)
            state = operations.apply(pinned, state, step, LATER_MS)
        return state

    for said, state in [
        ("the last step is confirmed", stepped(AuthStepResult.CONFIRMED)),
        ("its last method fails for good", stepped(AuthStepResult.AUTH_METHOD_FAILED)),
        ("its last method fails too often", failed_too_often()),
        ("the user rejects it on the phone", stepped(AuthStepResult.CANCELED, request_id="request")),
        ("the bank or the web flow cancels it", stepped(AuthStepResult.CANCELED)),
        ("an operator cancels its workflow", operations.interrupt(pinned, begun, LATER_MS)),
        ("its deadline passes", operations.expire(begun, begun.expires_ms + 1)),
    ]:
        why = f" (`{state.current.description}`)" if state.current.description else ""
        yield said, f"{state.result}{why}", status(state), f"`{reason(state)}`" if reason(state) else "", _closes(state)


def _closes(state):
    try:
        close(state)
    except ApplicationError:
        return "Failed"
    except CancelledError:
        return "Canceled"
    return "Completed"


def _operation(name):
    """A flow as a Mermaid flowchart."""
    return f"```mermaid\n{mermaid(walk(shipped(name), EQUIPPED))}\n```"


def _events():
    """What may befall a registration, in words."""
    yield "a device exchanges keys", ExchangeKeys("one", Otp.ABSENT, key_is_valid=True)
    yield "a device exchanges keys, right password", ExchangeKeys("one", Otp.RIGHT, key_is_valid=True)
    yield "a device exchanges keys, wrong password", ExchangeKeys("one", Otp.WRONG, key_is_valid=True)
    yield f"{LAST} at the key exchange", ExchangeKeys("one", Otp.WRONG, key_is_valid=True)
    yield "a device's key is not valid", ExchangeKeys("one", Otp.ABSENT, key_is_valid=False)
    yield "the bank commits", Commit(Otp.ABSENT)
    yield "the bank commits, right password", Commit(Otp.RIGHT)
    yield "the bank commits, wrong password", Commit(Otp.WRONG)
    yield f"{LAST} at the commit", Commit(Otp.WRONG)
    for change in RegistrationChange:
        yield f"the bank asks for {change}", Alter(change)


def _agreed(terms):
    """The head of a column: what was agreed."""
    return f"{terms.commit_phase}, {'a' if terms.has_otp else 'no'} one-time password"


def _then(agreed, before, event):
    """The status that follows, or the reason of the refusal."""
    try:
        if isinstance(event, Alter) and not before.is_open:
            return str(changes.alter(before.status, event.change))
        decision = registration.apply(agreed, before, event, registrations.CREATED_MS + 1000)
    except Refused as refused:
        return f"refused: {refused.reason}"
    if decision.refusal is None:
        return str(decision.state.status)
    return f"{'counted' if decision.state.is_open else decision.state.status}, refused: {decision.refusal.reason}"


def _last(before):
    """The same registration, one wrong password before its last."""
    return replace(before, failed_attempts=registrations.terms().max_failed_attempts - 1)


def _found():
    """Each status and event, with what comes of it by what was agreed; without what does not fit the status."""
    for status_before in RegistrationStatus:
        before = registrations.state(status_before)
        for said, event in _events():
            tried = _last(before) if said.startswith(LAST) else before
            ways = [_then(agreed, tried, event) for agreed in registrations.EVERY_TERMS]
            if any(way != f"refused: {Reason.REGISTRATION_STATE}" for way in ways):
                yield status_before, said, ways
        if before.is_open:
            late = registration.expire(before, registrations.DEADLINE_MS + 1)
            yield status_before, "its deadline passes", [str(late.status)] * len(registrations.EVERY_TERMS)


def _registration():
    for before, said, ways in _found():
        yield before, said, *ways


def _diagram():
    arrows = {}
    for before, said, ways in _found():
        for way in ways:
            after = way.split(",")[0]
            if after in set(RegistrationStatus):
                arrows.setdefault((before, after), []).append(said)
    lines = [f"    {before} --> {after}: {_shortened(said)}" for (before, after), said in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> CREATED", *lines, "    REMOVED --> [*]", "```"])


def _shortened(said):
    """Without the passwords that make no difference to where it goes."""
    return " / ".join(dict.fromkeys(one.split(",")[0] for one in said))


if __name__ == "__main__":
    DOCUMENT.write_text(document())
