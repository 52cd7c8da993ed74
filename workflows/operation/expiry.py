"""When an operation expires: its lifetime after creation; each step puts that off in a flow that slides (`nextstep.md` §2.5).

Flows of Next Step slide, those of templates do not: a phone is shown a deadline that stays.
"""

from workflows.operation.model import Flow, OperationState

# For so long after its deadline an operation's end is its workflow's to write; then it is written from the table, by
# `workflows/operation/client/overdue.py`. More than clocks differ by where processes are ready (ten seconds), and than a worker
# that lives takes.
GRACE_MS = 15_000


def initial(flow: Flow, now_ms: int) -> int:
    """The deadline of an operation that is created now."""
    return now_ms + flow.lifetime_ms


def after_step(flow: Flow, state: OperationState, now_ms: int) -> int:
    """The deadline once a step was taken, whatever came of it."""
    return now_ms + flow.lifetime_ms if flow.sliding else state.expires_ms


def has_passed(state: OperationState, now_ms: int) -> bool:
    """Whether an open operation's time is up. The deadline itself is still in time."""
    return state.is_open and now_ms > state.expires_ms
