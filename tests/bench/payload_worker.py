"""A worker of operations that writes nothing down; `BENCH_CONVERTER=sdk` reads messages as the SDK does by itself."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import uvloop
from temporalio.converter import DataConverter

from config.settings import load
from workflows import worker
from workflows.temporal import client
from workflows.temporal.payloads import CONVERTER


async def _work() -> None:
    settings = load()
    converter = DataConverter.default if os.environ["BENCH_CONVERTER"] == "sdk" else CONVERTER
    with mock.patch.object(client, "CONVERTER", converter):
        connected = await client.connect(settings)
    activities = worker.activities(None, None, None, None, settings)
    with ThreadPoolExecutor(1) as threads:
        async with worker.build(connected, settings.task_queue, activities, threads, sandbox=False):
            await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_work())
