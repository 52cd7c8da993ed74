"""The load, in a process of its own: reads one job from its arguments, prints what it measured as JSON."""

import asyncio
import json
import sys
import time
import uuid
from typing import Any

import uvloop
from temporalio.client import Client

from tests.bench import approval_load, checked_load, phone_load
from tests.bench.bare import TASK_QUEUE, BareWorkflow
from tests.bench.http import Connection
from tests.bench.load import Clock, Work

BASE = "/powerauth-nextstep"
STEPS = ("USERNAME_PASSWORD_AUTH", "SMS_KEY", "CONSENT")


async def bare(job: dict[str, Any], clock: Clock) -> list[Work]:
    """Start and as many updates as the job says, straight to Temporal."""
    client = await Client.connect(job["temporal"])

    async def flow(_number: int) -> None:
        handle = await clock.time(
            "start",
            client.start_workflow(BareWorkflow.run, job["updates"], id=str(uuid.uuid4()), task_queue=TASK_QUEUE),
        )
        for _ in range(job["updates"]):
            await clock.time("update", handle.execute_update(BareWorkflow.step))
        clock.last_id = handle.id

    return [flow] * job["parallel"]


async def payment(job: dict[str, Any], clock: Clock) -> list[Work]:
    """Create with the document's form, three updates to DONE, one detail, over HTTP."""

    def worker() -> Work:
        connection = Connection(job["port"])

        async def send(name: str, verb: str, path: str, wanted: dict[str, Any]) -> Any:
            body = await clock.time(name, connection.send(verb, BASE + path, {"requestObject": wanted}))
            return json.loads(body)["responseObject"]

        async def flow(number: int) -> None:
            created = await send("create", "POST", "/operation", job["create"])
            user = {"operationId": created["operationId"], "userId": f"user-{number}"}
            for method in STEPS:
                step = user | {"authMethod": method, "authStepResult": "CONFIRMED"}
                answer = await send("update", "PUT", "/operation", step)
            if answer["result"] != "DONE":
                raise RuntimeError(answer)
            await send("detail", "POST", "/operation/detail", {"operationId": created["operationId"]})
            clock.last_id = created["operationId"]

        return flow

    return [worker() for _ in range(job["parallel"])]


async def opened(job: dict[str, Any], clock: Clock) -> list[Work]:
    """Create operations that nobody ends: `touched` by their first step, or not."""

    def worker() -> Work:
        connection = Connection(job["port"])

        async def once(number: int) -> None:
            asked = {"requestObject": job["create"]}
            body = await clock.time("create", connection.send("POST", f"{BASE}/operation", asked))
            if job["touched"]:
                operation_id = json.loads(body)["responseObject"]["operationId"]
                user = {"operationId": operation_id, "userId": f"user-{number}"}
                step = {"requestObject": user | {"authMethod": STEPS[0], "authStepResult": "CONFIRMED"}}
                await clock.time("update", connection.send("PUT", f"{BASE}/operation", step))

        return once

    return [worker() for _ in range(job["parallel"])]


async def requests(job: dict[str, Any], clock: Clock) -> list[Work]:
    """One request over and over: `name`, `path` and `body` of the job."""

    def worker() -> Work:
        connection = Connection(job["port"])

        async def once(_: int) -> None:
            await clock.time(job["name"], connection.send("POST", job["path"], {"requestObject": job["body"]}))

        return once

    return [worker() for _ in range(job["parallel"])]


JOBS = {
    "bare": bare,
    "payment": payment,
    "opened": opened,
    "requests": requests,
    "signatures": phone_load.signatures,
    "tokens": phone_load.tokens,
    "activations": phone_load.activations,
    "approvals": approval_load.approvals,
    "asks": approval_load.asks,
    "checked": checked_load.checked,
    "codes": checked_load.codes,
    "credentials": checked_load.credentials,
    "lists": approval_load.lists,
}


async def _run(job: dict[str, Any]) -> dict[str, Any]:
    clock = Clock()
    works = await JOBS[job["kind"]](job, clock)
    done = 0
    begun, cpu = time.perf_counter(), time.process_time()
    until = begun + job["seconds"]

    async def repeat(work: Work) -> None:
        nonlocal done
        while time.perf_counter() < until and done < job.get("most", 10**9):
            done += 1
            await work(done)

    await asyncio.gather(*map(repeat, works))
    seconds = time.perf_counter() - begun
    cpu = time.process_time() - cpu
    return {"done": done, "seconds": seconds, "cpu": cpu, "taken": clock.taken, "last_id": clock.last_id}


if __name__ == "__main__":
    # Hundreds of kilobytes: with PYTHONUNBUFFERED `print` drops what a pipe does not take at once.
    with open(sys.stdout.fileno(), "wb", closefd=False) as out:
        out.write(json.dumps(uvloop.run(_run(json.loads(sys.argv[1])))).encode())
