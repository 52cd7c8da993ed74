"""What people tried and were told of their flows, held against what the engine has of each operation."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

PAGES = {
    "login": "login",
    "payment": "authorize_payment",
    "login-passkey": "login_passkey",
    "payment-passkey": "authorize_payment_passkey",
}
_WRONG = ("AUTH_FAILED", "AUTH_METHOD_FAILED")


@dataclass
class FlowOfAPerson:
    """`tries` and `wrong` are deliberate tries by method, and those that a page has told to be wrong; `end` the last page's word.

    `is_disturbed`: the bank ended it meanwhile, or processes died, so that nobody knows which try was in time.
    """

    person: str
    order: str
    path: str
    operation_id: str
    tries: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    end: str = ""
    is_disturbed: bool = False


def faults_of(flow: FlowOfAPerson, detail: dict[str, Any]) -> list[str]:
    """What the engine says otherwise than the pages did."""
    whose = f"{flow.person}'s {flow.order} {flow.operation_id} ({flow.end or 'no end'})"
    history = [(one["authMethod"], one["requestAuthStepResult"]) for one in detail["history"][1:]]
    found = []
    if detail["operationName"] != PAGES[flow.order]:
        found.append(f"{whose}: is {detail['operationName']}")
    if detail["userId"] not in (None, flow.person):
        found.append(f"{whose}: is of {detail['userId']}")
    is_done = detail["result"] == "DONE"
    if is_done != flow.end.startswith("done") or detail["result"] == "CONTINUE":
        found.append(f"{whose}: is {detail['result']}")
    if history.count(("CONSENT", "CONFIRMED")) != is_done:
        found.append(f"{whose}: {history}")
    counted: Counter[str] = Counter()
    for entry in detail["history"][1:]:
        is_try = entry["requestAuthStepResult"] in _WRONG and entry["authStepResultDescription"] != "operation.timeout"
        counted[entry["authMethod"]] += is_try
    for method in flow.tries | counted:
        told, really, tried = flow.wrong[method], counted[method], flow.tries[method]
        is_right = told <= really <= tried if flow.is_disturbed else told == really
        if not is_right:
            found.append(f"{whose}: {method} told wrong {told} times, counted {really} of {tried}: {history}")
    return found
