"""Operations of long ago swept beside callers who wait for answers: by how much their p95 grows.

`.venv/bin/python -m tests.campaign.retention_sweep` (about half an hour where nothing else runs): 100,000 operations that
ended two years ago, with what belongs to them, are put into the database, a part before each round, and swept by the
workflow that the schedule starts, while callers create operations and read them. Short rounds with a sweep and without
alternate, so that whatever else the machine does meets both alike. It ends with 1 where the p95 of a kind of requests grows by
more than a fifth (median of the rounds' ratios), where a request fails, or where a row is left over, or one is gone that had
not ended.
`--operations 2000 --rounds 2 --seconds 5` takes a minute; `--postgresql` runs it there.
"""

import argparse
import json
import random
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from sqlmodel import SQLModel
from temporalio.client import Client, WorkflowHandle

from activities.store.database import Database
from tests.bench.figures import percentile
from tests.campaign.rig import running, written
from tests.e2e.postgres import Postgres
from tests.e2e.stack import Stack

MAX = 1.2
KINDS = ("create", "read")
_LONG_AGO_MS = 2 * 365 * 86_400_000
_ROWS = 500


def _old(number: int, now_ms: int) -> dict[str, list[dict[str, Any]]]:
    """The rows of an operation that ended long ago, by table."""
    name, at_ms = f"old-{uuid.uuid4().hex}", now_ms - _LONG_AGO_MS + number
    state = {"version": 4, "history": [{"method": "CONSENT", "instruments": [], "at_ms": at_ms}] * 4}
    return {
        "operation": [
            {"operation_id": name, "operation_name": "authorize_payment", "version": 4, "result": "DONE",
             "created_ms": at_ms, "expires_ms": at_ms, "user_id": f"user-{number % 5000}", "state": json.dumps(state),
             "operation_data": "A1*A100CZK", "params": "[]", "form_data": "x" * 1200, "request_digest": "x" * 64}
        ],
        "templated_operation": [
            {"operation_id": name, "template_name": "payment", "applications": '["app"]', "language": "en",
             "signature_types": "[]", "risk_flags": "", "max_failure_count": 5, "parameters": '{"amount":"100"}',
             "silent": False}
        ],
        "signed_request": [
            {"workflow_id": name, "update_id": "x" * 64, "registration_id": "x" * 36, "body_digest": "x" * 64,
             "context": '{"applicationId":"app"}', "caller": '{"ipAddress":"10.0.0.1"}', "recorded_ms": at_ms}
        ],
        "afs_action": [
            {"operation_id": name, "action": "LOGIN_INIT", "step_index": 1, "response_applied": True,
             "created_ms": at_ms}
        ],
    }  # fmt: skip


def _fill(database: Database, count: int) -> None:
    now_ms = time.time_ns() // 1_000_000
    for begin in range(0, count, _ROWS):
        found = [_old(number, now_ms) for number in range(begin, min(begin + _ROWS, count))]
        with database.write() as session:
            for table in found[0]:
                rows = [row for one in found for row in one[table]]
                session.connection().execute(SQLModel.metadata.tables[table].insert(), rows)


class Load:
    """Callers at a steady pace; what they waited, in milliseconds, by kind, and how many requests failed."""

    def __init__(self, url: str, callers: int, pause: float, seed: int) -> None:
        self._url, self._callers, self._pause, self._seed = url, callers, pause, seed
        self.taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
        self.failed = 0
        self._stopped = threading.Event()

    @contextmanager
    def beside(self) -> Iterator[None]:
        with ThreadPoolExecutor(self._callers) as threads:
            calling = [threads.submit(self._call, number) for number in range(self._callers)]
            try:
                yield
            finally:
                self._stopped.set()
        for one in calling:
            one.result()

    def _call(self, number: int) -> None:
        chance = random.Random(self._seed * 1000 + number)
        request = {"requestObject": {"operationName": "login", "operationData": "A2", "userId": f"caller-{number}"}}
        with httpx.Client(base_url=f"{self._url}/powerauth-nextstep", timeout=30) as client:
            while not self._stopped.is_set():
                made = self._timed(client, "create", "/operation", request)
                for _ in range(2):
                    if made is not None:
                        self._timed(client, "read", "/operation/detail", {"requestObject": {"operationId": made}})
                self._stopped.wait(self._pause * chance.uniform(0.5, 1.5))

    def _timed(self, client: httpx.Client, kind: str, path: str, request: dict[str, Any]) -> str | None:
        begun = time.perf_counter()
        answer = client.post(path, json=request)
        self.taken[kind].append(1000 * (time.perf_counter() - begun))
        if answer.status_code != 200:
            self.failed += 1
            return None
        return str(answer.json()["responseObject"]["operationId"])


def _swept(stack: Stack, seconds: float) -> dict[str, int]:
    """What a sweep dropped; it goes on for its own time, and for `seconds` at least something is measured beside it."""
    begun = time.monotonic()

    async def sweep(client: Client) -> dict[str, int]:
        handle: WorkflowHandle[Any, Any] = await client.start_workflow(
            "Retention", id=f"retention-campaign-{uuid.uuid4().hex}", task_queue=stack.settings.task_queue
        )
        found: dict[str, int] = await handle.result()
        return found

    found: dict[str, int] = stack.temporal_call(sweep)
    if time.monotonic() - begun < seconds:
        print(f"  the sweep took {time.monotonic() - begun:.1f} s only: give it more --operations", flush=True)
    return found


def _round(stack: Stack, asked: argparse.Namespace, number: int, *, sweeps: bool) -> dict[str, Any]:
    load = Load(stack.settings.base_url, asked.callers, asked.pause, asked.seed + number)
    begun = time.monotonic()
    dropped: dict[str, int] = {}
    with load.beside():
        if sweeps:
            dropped = _swept(stack, asked.seconds)
        else:
            time.sleep(asked.seconds)
    taken = time.monotonic() - begun
    figures = {
        kind: {"requests": len(values), **{f"p{share}": percentile(values, share / 100) for share in (50, 95, 99)}}
        for kind, values in load.taken.items()
    }
    told = ", ".join(f"{kind} p95 {figures[kind]['p95']:.1f} ms of {figures[kind]['requests']}" for kind in KINDS)
    print(f"round {number + 1} {'beside a sweep' if sweeps else 'undisturbed'}: {taken:.1f} s, {told}", flush=True)
    return {"sweeps": sweeps, "seconds": taken, "failed": load.failed, "dropped": dropped, **figures}


def _campaign(stack: Stack, asked: argparse.Namespace) -> dict[str, Any]:
    async def pause(client: Client) -> None:
        await client.get_schedule_handle(f"retention-{stack.settings.task_queue}").pause(note="the campaign sweeps")

    stack.temporal_call(pause)
    database = Database(stack.settings.store_url)
    stays = stack.client().create(userId="who stays")["operationId"]
    stack.sql("UPDATE operation SET created_ms = 1 WHERE operation_id = :id", id=stays)
    _round(stack, asked, -1, sweeps=False)  # caches are warm then
    rounds = []
    part = -(-asked.operations // asked.rounds)
    for number in range(asked.rounds):
        begun = time.monotonic()
        _fill(database, part)
        print(f"{part} old operations in {time.monotonic() - begun:.1f} s", flush=True)
        time.sleep(2)
        for sweeps in (False, True) if number % 2 == 0 else (True, False):
            rounds.append(_round(stack, asked, number, sweeps=sweeps))
            time.sleep(1)
    database.close()
    tables = {"operation": "operation_id", "templated_operation": "operation_id", "signed_request": "workflow_id",
              "afs_action": "operation_id"}  # fmt: skip
    left = sum(
        stack.sql(f"SELECT count(*) AS n FROM {table} WHERE {column} LIKE 'old-%'")[0]["n"]
        for table, column in tables.items()
    )
    kept = len(stack.sql("SELECT 1 AS one FROM operation WHERE operation_id = :id", id=stays))
    return {"rounds": rounds, "left": left, "kept": kept}


def _ratios(rounds: list[dict[str, Any]], kind: str) -> list[float]:
    quiet = [one[kind]["p95"] for one in rounds if not one["sweeps"]]
    beside = [one[kind]["p95"] for one in rounds if one["sweeps"]]
    return [after / before for before, after in zip(quiet, beside, strict=True)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=100_000, help="of all rounds together")
    parser.add_argument("--rounds", type=int, default=40, help="pairs, one with a sweep and one without")
    parser.add_argument("--seconds", type=float, default=15, help="of an undisturbed round")
    parser.add_argument("--callers", type=int, default=4)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between a caller's turns, on average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/retention-sweep.json"))
    asked = parser.parse_args()
    server = Postgres() if asked.postgresql else None
    if server is not None:
        server.start()
    try:
        with running(**({"database_url": server.create()} if server else {})) as (stack, _):
            found = _campaign(stack, asked)
    finally:
        if server is not None:
            server.remove()
    rounds = found["rounds"]
    ratios = {kind: _ratios(rounds, kind) for kind in KINDS}
    dropped = sum(one["dropped"].get("operations", 0) for one in rounds)
    sweeping = sum(one["seconds"] for one in rounds if one["sweeps"])
    written(asked.out, {"asked": vars(asked) | {"out": str(asked.out)}, "ratios": ratios, **found})
    print("\n| requests | p95 ms undisturbed | beside a sweep | ratio, median | worst round |\n|---|---|---|---|---|")
    for kind in KINDS:
        quiet, beside = (median(one[kind]["p95"] for one in rounds if one["sweeps"] is on) for on in (False, True))
        print(f"| {kind} | {quiet:.1f} | {beside:.1f} | {median(ratios[kind]):.2f} | {max(ratios[kind]):.2f} |")
    failed = sum(one["failed"] for one in rounds)
    print(f"\n{dropped} operations swept in {sweeping:.0f} s; {found['left']} rows left, {failed} requests failed")
    is_whole = dropped >= asked.operations and found["left"] == 0 and found["kept"] == 1 and failed == 0
    return 0 if is_whole and all(median(values) <= MAX for values in ratios.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
