"""A worker of operations that writes nothing down; `BENCH_CONVERTER=sdk` reads messages as the SDK does by itself.

Whether it encrypts them the settings say.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import uvloop
from temporalio.converter import DataConverter

from config.settings import load
from workflows import worker
from workflows.temporal import client
from workflows.temporal.converter import converter_of


async def _work() -> None:
    settings = load()
    converter = DataConverter.default if os.environ["BENCH_CONVERTER"] == "sdk" else converter_of(settings)
    with mock.patch.object(client, "converter_of", return_value=converter):
        connected = await client.connect(settings)
    activities = worker.activities(None, None, None, None, settings)
    with ThreadPoolExecutor(1) as threads:
        async with worker.build(connected, settings.task_queue, activities, threads, sandbox=False):
            await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_work())
