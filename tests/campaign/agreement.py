"""Row, workflow, audit and the bank's server held against each other, and against what callers were told."""

import asyncio
import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from temporalio.client import Client

from tests.activities.callbacks.server import Heard
from tests.campaign.flows import Ended
from tests.e2e.histories import snapshot
from tests.e2e.stack import Stack

SETTLED_SECONDS = 180.0
_QUERIES = 8
RUNNING = "ExecutionStatus = 'Running'"


def settled(stack: Stack, seconds: float = SETTLED_SECONDS) -> dict[str, int]:
    """What still runs or waits once nothing does any more, or when the time is up."""
    until = time.monotonic() + seconds
    while True:
        left = {
            "workflows": stack.temporal_call(lambda client: client.count_workflows(RUNNING)).count,
            "operations": _count(stack, "operation", "result = 'CONTINUE'"),
            "deliveries": _count(stack, "delivery", "state = 'WAITING'"),
            "unsealed": _count(stack, "audit", "position IS NULL"),
        }
        if not any(left.values()) or time.monotonic() > until:
            return left
        time.sleep(1)


def compared(stack: Stack, ended: Sequence[Ended], heard: Sequence[Heard]) -> dict[str, list[str]]:
    """What is wrong, by the kind of fault: operations and what they say. Empty where all agree."""
    faults: dict[str, list[str]] = defaultdict(list)
    rows = {one["operation_id"]: one for one in stack.sql("SELECT * FROM operation")}
    portraits = stack.temporal_call(lambda client: _portraits(client, list(rows)))
    audit = _audit(stack)
    events = _events(heard, faults)
    for one in ended:
        row = rows.pop(one.operation_id, None)
        if row is None:
            faults["lost"].append(f"{one.kind} {one.operation_id}: no row")
            continue
        whose = f"{one.kind} {one.operation_id}"
        _of_one(one, whose, json.loads(row["state"]), portraits[one.operation_id], faults)
        _audited(one, whose, row["version"], audit[one.operation_id], faults)
        told = events.pop(one.operation_id, {})
        if one.is_told and list(told.values()) != [one.status]:
            faults["callbacks"].append(f"{whose}: {one.status}, heard {list(told.values())}")
    for operation_id, row in rows.items():
        # Nobody was told that these ended: they must agree with themselves all the same.
        if json.loads(row["state"]) != portraits[operation_id]:
            faults["row and workflow"].append(f"{operation_id}, whose caller gave up")
    faults["callbacks"] += [f"{one}: heard {told} of nobody's flow" for one, told in events.items() if one not in rows]
    return {name: found for name, found in faults.items() if found}


def verified(stack: Stack) -> bool:
    """Whether `nextstep audit verify` finds the trail whole."""
    done = stack.command("audit", "verify", seconds=300)
    print(done.stdout.strip(), done.stderr.strip()[-500:], flush=True)
    return bool(done.returncode == 0)


def _of_one(one: Ended, whose: str, row: Any, said: Any, faults: dict[str, list[str]]) -> None:
    if row != said:
        faults["row and workflow"].append(whose)
    steps = tuple(f"{entry['method']} {entry['step_result']}" for entry in row["history"][1:])
    if steps != one.steps:
        faults["steps"].append(f"{whose}: told {one.steps}, stored {steps}")
    result = row["history"][-1]["result"]
    if result != ("DONE" if one.status == "APPROVED" else "FAILED"):
        faults["ends"].append(f"{whose}: told {one.status}, stored {result}")


def _audited(one: Ended, whose: str, version: int, audit: Counter[str], faults: dict[str, list[str]]) -> None:
    if audit["OPERATION_CREATE OK"] != 1 or audit[f"OPERATION {one.status}"] != 1:
        faults["audit"].append(f"{whose}: {one.status}, {dict(audit)}")
    changes = sum(times for what, times in audit.items() if what.startswith("OPERATION "))
    if changes != version - 1:
        faults["audit of steps"].append(f"{whose}: {version - 1} changes, {dict(audit)}")


def _audit(stack: Stack) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    statement = "SELECT operation_id, action, result FROM audit WHERE operation_id IS NOT NULL"
    for row in stack.sql(statement):
        found[row["operation_id"]][f"{row['action']} {row['result']}"] += 1
    return found


def _events(heard: Sequence[Heard], faults: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """Of each operation the statuses that were heard, each event once; one that was told differently twice is a fault."""
    bodies: dict[str, bytes] = {}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for one in heard:
        event = one.headers["webhook-id"]
        if bodies.setdefault(event, one.raw) != one.raw:
            faults["contradicting callbacks"].append(event)
        found[one.body["operationId"]][event] = one.body["status"]
    return found


async def _portraits(client: Client, operation_ids: list[str]) -> dict[str, Any]:
    places = asyncio.Semaphore(_QUERIES)

    async def state(operation_id: str) -> Any:
        async with places:
            try:
                return (await snapshot(client, operation_id))["state"]
            except Exception as error:
                return f"{type(error).__name__}: {error}"

    return dict(zip(operation_ids, await asyncio.gather(*map(state, operation_ids)), strict=True))


def _count(stack: Stack, table: str, where: str) -> int:
    return int(stack.sql(f"SELECT count(*) AS n FROM {table} WHERE {where}")[0]["n"])
