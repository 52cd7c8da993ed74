"""A release that cannot go on with what is open takes over under load, and gives back, by a task queue of its own.

`.venv/bin/python -m tests.campaign.upgrade` (about five minutes), with `--cluster` on a real Temporal cluster. Callers go on
throughout, and go from one API to the other where one does not answer. The steps are those of `docs/operations.md`: what is
open is replayed by both releases; the later one migrates the schema that the earlier one serves on; its worker and API come, on
a task queue of their own; the earlier API goes, and its worker once its queue is empty; then the way back. Payments that one
release began are finished under the other. It ends with 1 where a flow failed, an answer was 5xx other than 503, a process did
not end by itself, a step was not as told there, or anything was lost or doubled.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.api.mobile.conftest import Bank
from tests.api.mobile.users import TWO, User
from tests.campaign.agreement import settled
from tests.campaign.crowd import Crowd, Walked
from tests.campaign.flows import CONSENT, DATA, PASSWORD, SMS, TOKEN, Ended, Walker
from tests.campaign.outcome import outcome, tell
from tests.campaign.patient import Patient
from tests.campaign.releases import COLUMN, MEMO, Release, next_code
from tests.campaign.rig import listening, running, written
from tests.e2e.in_clear import is_ready
from tests.e2e.processes import ROOT, Process, free_port, until
from tests.e2e.stack import Stack
from workflows.temporal.client import connect
from workflows.temporal.open_workflows import open_on

_STEADY_SECONDS = 5
_READY_SECONDS = 180
# Half a minute of emptiness, and what is open before it.
_EMPTY_SECONDS = 300


class Takeover:
    """What happened, step by step; what was not as it should be."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.begun = stack, time.monotonic()
        self.steps: list[dict[str, Any]] = []
        self.wrong: list[str] = []

    @contextmanager
    def step(self, name: str) -> Iterator[dict[str, Any]]:
        """Timed, and told; it may note more of itself."""
        begun = time.monotonic()
        noted: dict[str, Any] = {"step": name}
        yield noted
        self.steps.append({**noted, "seconds": round(time.monotonic() - begun, 1)})
        print(f"{time.monotonic() - self.begun:6.1f} s  {self.steps[-1]}", flush=True)

    def check(self, is_so: object, what: str) -> None:
        """Note what does not hold."""
        if not is_so:
            self.wrong.append(what)
            print("WRONG:", what, flush=True)

    def start_worker(self, release: Release, *options: str) -> Process:
        """Until it polls."""
        before, worker = release.polls(), release.worker(*options)
        worker.start()
        until(lambda: release.polls() > before, worker, seconds=_READY_SECONDS, pause=0.2)
        return worker

    def start_api(self, release: Release) -> Process:
        """Until it is ready."""
        api = release.api()
        api.start()
        until(lambda: is_ready(release.base_url), api, seconds=_READY_SECONDS, pause=0.2)
        return api

    def end(self, process: Process, name: str) -> None:
        """By SIGTERM, and by itself."""
        code = process.stop()
        self.check(code == 0, f"{name} ended with {code}")

    def open_on(self, task_queue: str) -> int:
        """How many workflows are open there, deliveries too."""

        async def count() -> int:
            clients = [await connect(self.stack.settings, deliveries=which) for which in (False, True)]
            return sum([(await one.count_workflows(open_on(task_queue))).count for one in clients])

        return asyncio.run(count())

    def run_empty(self, worker: Process, task_queue: str) -> None:
        """A worker that is to end once nothing is open does so."""
        deadline = time.monotonic() + _EMPTY_SECONDS
        while worker.alive and time.monotonic() < deadline:
            time.sleep(0.5)
        self.check(not worker.alive, f"{self.open_on(task_queue)} are open on {task_queue} for {_EMPTY_SECONDS} s")
        code = worker.stop()
        self.check(code == 0, f"the last worker of {task_queue} ended with {code}")
        self.check(self.open_on(task_queue) == 0, f"something is open on {task_queue}, which nobody polls any more")


class Payments:
    """Begun under one release and finished under another: one in the web that was touched, one for the phone that was not."""

    def __init__(self, bank: Bank, number: int, seed: int) -> None:
        self._account = bank.cloud.credentials
        self._users = [(User(bank), seed + one) for one in range(number)]
        self._web: list[str] = []
        self._phone: list[str] = []
        self.ended: list[Ended] = []
        self.failed: list[str] = []

    @property
    def touched(self) -> list[str]:
        return list(self._web)

    @property
    def untouched(self) -> list[str]:
        return list(self._phone)

    def _walkers(self, base_url: str) -> list[Walker]:
        return [
            Walker(Patient(base_url, self._account, seed=seed), user, seed * 7919 + int(time.monotonic() * 1000))
            for user, seed in self._users
        ]

    def begin(self, base_url: str) -> None:
        """One of each for each user, at this address."""
        for walker in self._walkers(base_url):
            self._web.append(walker.begin())
            walker.step(self._web[-1], PASSWORD, userId=walker.user.user_id)
            self._phone.append(walker.asked())

    def finish(self, base_url: str) -> None:
        """All of them, at this address."""
        for walker, web, phone in zip(self._walkers(base_url), self._web, self._phone, strict=True):
            if (found := [walker.step(web, SMS), walker.step(web, CONSENT)]) != ["CONTINUE", "DONE"]:
                self.failed.append(f"{web}: {found}")
            steps = tuple(f"{method} CONFIRMED" for method in (PASSWORD, SMS, CONSENT))
            self.ended.append(Ended("payment of two releases", web, "APPROVED", steps, is_told=False))
            answer = walker.signed("authorize", {"id": phone, "data": DATA}, TWO)
            if answer.status_code != 200 or walker.status(phone) != "APPROVED":
                self.failed.append(f"{phone}: {answer.status_code} {answer.text[:300]}")
            steps = (f"{TOKEN} CONFIRMED",)
            self.ended.append(Ended("approval of two releases", phone, "APPROVED", steps, is_told=True))
        self._web, self._phone = [], []


def _replayed(
    takeover: Takeover, release: Release, payments: Payments, task_queue: str, *, goes_on: bool
) -> dict[str, Any]:
    done = release.command("replay", "--open", "--json", task_queue=task_queue)
    print(done.stderr.strip()[-400:], flush=True)
    takeover.check(done.returncode == (0 if goes_on else 1), f"replay --open ended with {done.returncode}")
    found = json.loads(done.stdout)
    differing = {one["id"] for one in found["replayed"]}
    takeover.check(found["open"] >= len(payments.touched) + len(payments.untouched), "what is open was not all found")
    if goes_on:
        takeover.check(not differing, f"differ: {found['replayed'][:3]}")
    else:
        takeover.check(set(payments.touched) <= differing, "some that were touched seem to go on")
        takeover.check(not set(payments.untouched) & differing, "some that nobody touched seem not to go on")
    because = sorted({one["problem"] for one in found["replayed"] if one["problem"]})
    return {"open": found["open"], "differing": len(differing), "because": because}


def _upgraded(
    takeover: Takeover, old: Release, new: Release, payments: Payments, ends: ExitStack
) -> tuple[Process, Process]:
    """The later release's worker and API."""
    stack, step = takeover.stack, takeover.step
    with step("payments are begun under the earlier release"):
        payments.begin(old.base_url)
    with step("the earlier release replays what is open") as noted:
        noted |= _replayed(takeover, old, payments, old.task_queue, goes_on=True)
    with step("the later release replays what is open") as noted:
        noted |= _replayed(takeover, new, payments, old.task_queue, goes_on=False)
    with step("the later release migrates the schema"):
        done = new.command("migrate", "--wait", "60")
    takeover.check(done.returncode == 0, f"migrate ended with {done.returncode}: {done.stderr[-500:]}")
    takeover.check(
        stack.sql(f"SELECT 1 FROM information_schema.columns WHERE column_name = '{COLUMN}'"), "it has no new column"
    )
    time.sleep(_STEADY_SECONDS)
    takeover.check(is_ready(old.base_url), "the earlier API is not ready on the later schema")
    with step("the later release's worker polls"):
        new_worker = takeover.start_worker(new)
        ends.callback(new_worker.stop)
    with step("the later release's API is ready"):
        new_api = takeover.start_api(new)
        ends.callback(new_api.stop)
    time.sleep(_STEADY_SECONDS)
    with step("the earlier API has ended"):
        takeover.end(stack.api, "the earlier API")
    with step("a worker that empties the earlier queue polls, the one before has ended"):
        emptying = takeover.start_worker(old, "--until-empty")
        ends.callback(emptying.stop)
        takeover.end(stack.worker, "the earlier worker")
    touched, untouched = payments.touched, payments.untouched
    takeover.check(takeover.open_on(old.task_queue) >= len(touched + untouched), "the earlier queue is empty too early")
    with step("payments of the earlier release are finished under the later one"):
        payments.finish(new.base_url)
    with step("the earlier queue is empty, its worker has ended"):
        takeover.run_empty(emptying, old.task_queue)
    takeover.check(not _memos(stack, touched), "workflows of the earlier release ran the later one's code")
    return new_worker, new_api


def _rolled_back(
    takeover: Takeover,
    old: Release,
    new: Release,
    payments: Payments,
    ends: ExitStack,
    new_worker: Process,
    new_api: Process,
) -> None:
    stack, step = takeover.stack, takeover.step
    with step("payments are begun under the later release"):
        payments.begin(new.base_url)
    touched = payments.touched
    takeover.check(len(_memos(stack, touched)) == len(touched), "the later release's code did not run")
    with step("the earlier release's worker polls again"):
        back = takeover.start_worker(old)
        ends.callback(back.stop)
    with step("the earlier release's API is ready again, on the later schema"):
        stack.api.start()
        until(lambda: is_ready(old.base_url), stack.api, seconds=_READY_SECONDS, pause=0.2)
    time.sleep(_STEADY_SECONDS)
    with step("the later API has ended"):
        takeover.end(new_api, "the later API")
    with step("a worker that empties the later queue polls, the one before has ended"):
        emptying = takeover.start_worker(new, "--until-empty")
        ends.callback(emptying.stop)
        takeover.end(new_worker, "the later worker")
    with step("payments of the later release are finished under the earlier one"):
        payments.finish(old.base_url)
    with step("the later queue is empty, its worker has ended"):
        takeover.run_empty(emptying, new.task_queue)


def _memos(stack: Stack, operation_ids: list[str]) -> list[str]:
    """Those whose workflows the later release's code has begun."""

    async def ask(client: Any) -> list[str]:
        found = [(one, await client.get_workflow_handle(one).describe()) for one in operation_ids]
        return [one for one, described in found if MEMO in await described.memo()]

    asked: list[str] = stack.temporal_call(ask)
    return asked


def _campaign(asked: argparse.Namespace) -> dict[str, Any]:
    with running(postgres=True, cluster=asked.cluster) as (stack, bank), ExitStack() as ends:
        code = next_code(Path(stack.folder) / "next")
        old = Release(stack, ROOT, stack.settings.task_queue, stack.port)
        new = Release(stack, code, f"{stack.settings.task_queue}-2", free_port())
        server = listening(bank)
        ends.callback(server.stop)
        payments = Payments(bank, asked.payments, asked.seed)
        crowd = Crowd(bank, asked.people, asked.seed, others=(new.base_url,))
        takeover = Takeover(stack)
        with crowd.walking() as walked:
            time.sleep(_STEADY_SECONDS)
            later = _upgraded(takeover, old, new, payments, ends)
            _rolled_back(takeover, old, new, payments, ends, *later)
        left = settled(stack)
        # Workflows that are closed tell what they were, where somebody polls their queue.
        ends.callback(takeover.start_worker(new).stop)
        everything = Walked(walked.ended + payments.ended, walked.failed + payments.failed, walked.seen)
        return {
            "steps": takeover.steps,
            "wrong": takeover.wrong,
            **outcome(stack, everything, list(server.heard), left),
            "flows": walked.kinds,
            "across": len(payments.ended),
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument(
        "--payments", type=int, default=3, help="of each kind, begun under one release and finished later"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/upgrade.json"))
    asked = parser.parse_args()
    found = _campaign(asked)
    written(asked.out, {"asked": {name: str(value) for name, value in vars(asked).items()}, **found})
    print("\n| step | s | open, of these not going on |\n|---|---|---|")
    for one in found["steps"]:
        counts = f"{one['open']}, {one['differing']}" if "open" in one else ""
        print(f"| {one['step']} | {one['seconds']} | {counts} |")
    print(f"\nflows: {sum(found['flows'].values())}; across releases: {found['across']}")
    print(
        f"callers saw {found['seen']}; left: {found['left']}; callbacks: {found['callbacks']}, repeated {found['repeated']}"
    )
    return 0 if tell(found, {"steps": found["wrong"]}) else 1


if __name__ == "__main__":
    sys.exit(main())
