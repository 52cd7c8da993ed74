"""What messages cost, encrypted, and beside the SDK's own converter: `python -m tests.bench.payloads` (four minutes).

Each is written and read by all three in alternating rounds; then operations (start and three updates) and starts alone are sent
to three workers on one Temporal server, of which one encrypts and one reads as the SDK does by itself.
"""

import asyncio
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from temporalio.converter import DataConverter

from activities.secrets.payload_cipher import PayloadCipher
from config import master_key
from config.settings import Settings, load
from tests.bench import processes
from tests.workflows.operation.flows import CREATED_MS, Walk, shipped
from workflows.operation.machine import begin
from workflows.operation.messages import OperationReply, StartOperation
from workflows.operation.model import Eligibility, TakeStep
from workflows.operation.workflow import OperationWorkflow
from workflows.temporal.client import connect
from workflows.temporal.namespace import prepare
from workflows.temporal.payload_encryption import EncryptingCodec
from workflows.temporal.payloads import CONVERTER

ROUNDS, TIMES, PARALLEL = 4, 300, 8
# Of a round, by each worker.
FLOWS, STARTS = 40, 100
CONVERTERS = {"ours": CONVERTER, "encrypted": CONVERTER, "sdk": DataConverter.default}
KEY = master_key.generate()
CODEC = EncryptingCodec(PayloadCipher(KEY), encrypts=True)
STEPS = ("USERNAME_PASSWORD_AUTH", "SMS_KEY", "CONSENT")
FLOW = shipped("authorize_payment")
ELIGIBILITY = Eligibility(STEPS)

Found = dict[tuple[str, str], list[float]]


def _event(method: str) -> TakeStep:
    return TakeStep(method, "CONFIRMED", user_id="user-1", eligibility=ELIGIBILITY)


def _messages() -> dict[str, object]:
    walk = Walk(FLOW)
    walk.step("USERNAME_PASSWORD_AUTH", user_id="user-1")
    start = StartOperation("one", FLOW, begin(FLOW, CREATED_MS), "digest")
    return {"start": start, "answer": OperationReply(walk.step("SMS_KEY"), "digest"), "event": _event("SMS_KEY")}


def _microseconds(work: Callable[..., object], *given: object) -> float:
    begun = time.process_time()
    for _ in range(TIMES):
        work(*given)
    return (time.process_time() - begun) / TIMES * 1e6


def _alone(found: Found) -> None:
    for name, converter in CONVERTERS.items():
        payloads, encrypts = converter.payload_converter, name == "encrypted"

        def write(value: object, payloads: Any = payloads, encrypts: bool = encrypts) -> Any:
            payload = payloads.to_payload(value)
            return CODEC.as_written([payload])[0] if encrypts else payload

        def read(payload: Any, kind: type, payloads: Any = payloads, encrypts: bool = encrypts) -> object:
            return payloads.from_payload(CODEC.decrypt_all([payload])[0] if encrypts else payload, kind)

        for what, value in _messages().items():
            written = write(value)
            found.setdefault((f"{what}, written", name), []).append(_microseconds(write, value))
            found.setdefault((f"{what}, read", name), []).append(_microseconds(read, written, type(value)))


async def _operations(client: Any, queue: str, count: int, steps: tuple[str, ...]) -> None:
    left = iter(range(count))

    async def one_by_one() -> None:
        for _ in left:
            operation_id = uuid.uuid4().hex
            start = StartOperation(operation_id, FLOW, begin(FLOW, time.time_ns() // 1_000_000), "digest")
            handle = await client.start_workflow(FLOW.operation_name, start, id=operation_id, task_queue=queue)
            for method in steps:
                await handle.execute_update(OperationWorkflow.step_confirmed, args=[_event(method), "digest"])

    await asyncio.gather(*(one_by_one() for _ in range(PARALLEL)))


async def _in_workers(settings: Settings, workers: dict[str, processes.Running], found: Found) -> None:
    clear = await connect(settings)
    encrypting = await connect(settings.model_copy(update={"payload_encryption": True}))
    clients = {name: encrypting if name == "encrypted" else clear for name in workers}
    for name, client in clients.items():  # the first ones pay for what is made once
        await _operations(client, name, 10, STEPS)
    for _ in range(ROUNDS):
        for what, count, steps in (("operation in the worker", FLOWS, STEPS), ("start in the worker", STARTS, ())):
            for name, worker in workers.items():
                before = worker.cpu_seconds()
                await _operations(clients[name], name, count, steps)
                await asyncio.sleep(1)  # what was started is begun by then
                found.setdefault((what, name), []).append((worker.cpu_seconds() - before) / count * 1e6)


def _with_workers(found: Found) -> None:
    with tempfile.TemporaryDirectory(prefix="nextstep-bench-") as folder:
        home, port = Path(folder), processes.free_port()
        environment = {"NEXTSTEP_HOME": folder, "NEXTSTEP_TEMPORAL_ADDRESS": f"127.0.0.1:{port}"}
        settings = load(home=home, temporal_address=environment["NEXTSTEP_TEMPORAL_ADDRESS"], master_key=SecretStr(KEY))
        running = [processes.temporal(port, processes.free_port(), home)]
        try:
            processes.until_it_works(lambda: asyncio.run(prepare(settings, retention_days=1)))
            workers = {}
            for name in CONVERTERS:
                told = environment | {
                    "NEXTSTEP_TASK_QUEUE": name,
                    "BENCH_CONVERTER": name,
                    "NEXTSTEP_MASTER_KEY": KEY,
                    "NEXTSTEP_PAYLOAD_ENCRYPTION": str(name == "encrypted"),
                }
                workers[name] = processes.python("tests.bench.payload_worker", told, home / f"{name}.log")
            running += workers.values()
            asyncio.run(_in_workers(settings, workers, found))
        finally:
            for process in reversed(running):
                process.stop()


def main() -> None:
    """Measure, and print the table: medians of rounds."""
    found: Found = {}
    for _ in range(ROUNDS):
        _alone(found)
    _with_workers(found)
    print("| CPU, us | ours | encrypted | encrypted / ours | the SDK's | ours / the SDK's |\n|---|---|---|---|---|---|")
    for work in dict.fromkeys(work for work, _ in found):
        ours, encrypted, theirs = (found[work, name] for name in CONVERTERS)
        ours_us, encrypted_us, theirs_us = (f"{statistics.median(one):.0f}" for one in (ours, encrypted, theirs))
        print(
            f"| {work} | {ours_us} | {encrypted_us} | {_ratio(encrypted, ours)} | {theirs_us} | {_ratio(ours, theirs)} |"
        )


def _ratio(one: list[float], other: list[float]) -> str:
    """The median of rounds, and the least and the greatest."""
    ratios = sorted(a / b for a, b in zip(one, other, strict=True))
    return f"{statistics.median(ratios):.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})"


if __name__ == "__main__":
    main()
