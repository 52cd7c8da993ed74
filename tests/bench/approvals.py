"""Approvals on phones: whole flows beside the bare engine's start and one update, and a phone's list, long and short.

Flows are measured twice: with banks that ask what became of them, and with phones that are told by a push of both ends.
"""

from tests.bench.approval_report import BARE, KINDS, PUSHED, ApprovalReport
from tests.bench.bench import PARALLEL, Bench
from tests.bench.phones import PhoneStore

# The longest list that a phone is given, and the shortest that is one.
PENDING = (1, 100)
# Flows take most of the time; a list answers so often that less is enough.
_LIST_SHARE = 0.5


def measure(bench: Bench, store: PhoneStore, report: ApprovalReport, *, rounds: int, seconds: float) -> None:
    """Rounds of `seconds` each, alternating what is compared."""
    _flows(bench, store, report, rounds, seconds)
    _lists(bench, store, report, rounds, seconds * _LIST_SHARE)


def _flows(bench: Bench, store: PhoneStore, report: ApprovalReport, rounds: int, seconds: float) -> None:
    def drive(kind: str, seconds: float) -> dict[str, object]:
        if kind == BARE:
            return bench.flows("bare", seconds, updates=1)
        phones = store.phones(PARALLEL, user_id=None)
        if kind == PUSHED:
            store.reach(phones)
        return bench.flows("approvals", seconds, phones=phones, credentials=store.credentials)

    for kind in KINDS:
        drive(kind, 2)
    for number in range(rounds):
        for kind in KINDS:
            report.progress(f"approvals, round {number + 1} of {rounds}: {kind}")
            report.flows(kind, drive(kind, seconds))


def _lists(bench: Bench, store: PhoneStore, report: ApprovalReport, rounds: int, seconds: float) -> None:
    for count in PENDING:
        user_id = _user(count)
        store.phones(1, user_id=user_id)
        bench.drive("asks", 60, most=count, user_id=user_id, credentials=store.credentials)
    for number in range(rounds):
        for count in PENDING:
            report.progress(f"lists, round {number + 1} of {rounds}: {count} waiting")
            # A phone begins at the counter it was made with: each process of the driver gets a new one.
            phones = store.phones(1, user_id=_user(count))
            report.lists(count, bench.drive("lists", seconds, name="list", phones=phones, pending=count))


def _user(count: int) -> str:
    return f"user-with-{count}"
