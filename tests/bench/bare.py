"""The yardstick: the same Temporal server and worker settings, the SDK's own converter, a workflow with no I/O and no rules."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import uvloop
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Worker

TASK_QUEUE = "bare"


@workflow.defn(name="Bare")
class BareWorkflow:
    """Ends with the last of `updates`."""

    @workflow.init
    def __init__(self, updates: int) -> None:
        self._left = updates

    @workflow.run
    async def run(self, updates: int) -> None:
        await workflow.wait_condition(lambda: self._left == 0)

    @workflow.update
    async def step(self) -> int:
        self._left -= 1
        return self._left


async def _work() -> None:
    from config.settings import load
    from workflows.worker import options

    settings = load()
    client = await Client.connect(settings.temporal_address)
    with ThreadPoolExecutor(1):
        async with Worker(
            client, task_queue=TASK_QUEUE, workflows=[BareWorkflow], **options(sandbox=settings.workflow_sandbox)
        ):
            await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_work())
