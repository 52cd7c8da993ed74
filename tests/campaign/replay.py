"""Every history of a namespace replayed with today's workflows: what runs, or ran, would go on after a deployment.

`.venv/bin/python -m tests.campaign.replay` (about 25 minutes): ten thousand flows of all kinds, by callers that come again, while
the worker is stopped and continued so that its tasks time out; then all their histories. `--address` replays those of a namespace
that is there, and makes none. It ends with 1 where one cannot be replayed. Other campaigns do the same of theirs with `--replay`.
"""

import argparse
import asyncio
import multiprocessing
import sys
import threading
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer

from tests.campaign.crowd import Crowd
from tests.campaign.harm import Pauses
from tests.campaign.rig import running, written
from workflows.temporal.identifiers import OTHER_TYPES

BATCH = 200
PROCESSES = 2
_FETCHED_AT_ONCE = 8


def replayed(address: str, keep: Path | None = None) -> dict[str, Any]:
    """All of them, in batches, by several processes: how many, of which kind and how many events, and those that fail.

    What fails is kept as JSON in the folder `keep`.
    """
    found = asyncio.run(_listed(address))
    failures: dict[str, str] = {}
    events, done = 0, 0
    ids = [(workflow_id, run_id) for workflow_id, run_id, _ in found]
    batches = [ids[first : first + BATCH] for first in range(0, len(ids), BATCH)]
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as processes:
        for one in as_completed([processes.submit(_batch, address, batch, keep) for batch in batches]):
            replays, seen, failed = one.result()
            done, events, failures = done + replays, events + seen, failures | failed
            print(f"{done} of {len(found)} histories replayed, {len(failures)} failed", flush=True)
    kinds = dict(Counter(kind for _, _, kind in found))
    return {"histories": done, "listed": len(found), "kinds": kinds, "events": events, "failures": failures}


async def _listed(address: str) -> list[tuple[str, str, str]]:
    client = await Client.connect(address)
    return [(one.id, one.run_id, one.workflow_type) async for one in client.list_workflows(page_size=500)]


def _batch(address: str, batch: list[tuple[str, str]], keep: Path | None) -> tuple[int, int, dict[str, str]]:
    return asyncio.run(_replayed(address, batch, keep))


async def _replayed(address: str, batch: list[tuple[str, str]], keep: Path | None) -> tuple[int, int, dict[str, str]]:
    from workflows.temporal.payloads import CONVERTER
    from workflows.temporal.runner import ClosingRunner
    from workflows.worker import WORKFLOWS

    client = await Client.connect(address)
    places = asyncio.Semaphore(_FETCHED_AT_ONCE)

    async def fetched(workflow_id: str, run_id: str) -> WorkflowHistory:
        async with places:
            return await client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()

    histories = await asyncio.gather(*(fetched(*one) for one in batch))

    async def each() -> Any:
        for history in histories:
            yield history

    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=ClosingRunner(sandbox=False), data_converter=CONVERTER)
    results = await replayer.replay_workflows(each(), raise_on_replay_failure=False)
    failures = {run_id: f"{type(error).__name__}: {error}" for run_id, error in results.replay_failures.items()}
    for history in histories:
        if keep is not None and history.run_id in failures:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{history.run_id}.json").write_text(history.to_json())
    return len(histories), sum(len(history.events) for history in histories), failures


def _campaign(asked: argparse.Namespace) -> dict[str, Any]:
    if asked.address:
        return replayed(asked.address, asked.keep)
    with running() as (stack, bank):
        crowd, pauses, over = Crowd(bank, asked.people, asked.seed), Pauses(stack, asked.seed), threading.Event()
        with ThreadPoolExecutor(1) as thread:
            pausing = thread.submit(pauses.work, lambda: not over.is_set())
            try:
                walked = crowd.walk(lambda begun: begun < asked.flows)
            finally:
                over.set()
            pausing.result()
        made = {"flows": walked.kinds, "failed": walked.failed, "pauses": len(pauses.seconds)}
        return made | replayed(stack.settings.temporal_address, asked.keep)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="", help="host:port of a Temporal server")
    parser.add_argument("--flows", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("var/campaigns/not-replayable"))
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/replay.json"))
    asked = parser.parse_args()
    found = _campaign(asked)
    written(asked.out, {"asked": {name: str(value) for name, value in vars(asked).items()}, **found})
    print("\n| histories | of operations | events | worker paused | not replayable |\n|---|---|---|---|---|")
    operations = sum(count for kind, count in found["kinds"].items() if kind.lower() not in OTHER_TYPES)
    print(
        f"| {found['histories']} | {operations} | {found['events']} | {found.get('pauses', 0)} "
        f"| {len(found['failures'])} |"
    )
    for failed in [*found.get("failed", []), *found["failures"].values()][:10]:
        print(failed[:300])
    return 1 if found["failures"] or found.get("failed") or found["histories"] < found["listed"] else 0


if __name__ == "__main__":
    sys.exit(main())
