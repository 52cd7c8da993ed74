"""Workflows that answer while no worker runs: for commands that ask them before the engine may go on."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from activities.notifications.push_text import FormWords
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from config.event_loop import new_event_loop
from config.settings import Settings
from workflows.temporal.client import EngineUnavailable, Temporal, connect
from workflows.worker import activities, build, projector_of

_THREADS = 4
_START_SECONDS = 30


@contextmanager
def answering(settings: Settings, database: Database, temporal: Temporal, form_words: FormWords) -> Iterator[None]:
    """While this is open, a worker of this process plays workflows.

    It does nothing else that a worker does: nothing is delivered, and no end is written from the table.
    Raises `EngineUnavailable`.
    """
    started: Future[asyncio.Event] = Future()
    loop = new_event_loop()

    async def work() -> None:
        over = asyncio.Event()
        sealer = Sealer.of(*settings.master_keys)
        projector = projector_of(settings, sealer, form_words)
        ours = activities(temporal, database, projector, sealer, settings)
        with ThreadPoolExecutor(_THREADS) as threads:
            async with build(await connect(settings), settings.task_queue, ours, threads, sandbox=False):
                started.set_result(over)
                await over.wait()

    def run() -> None:
        try:
            loop.run_until_complete(work())
        except Exception as error:
            if started.done():
                raise
            started.set_exception(error)
        finally:
            loop.close()

    thread = threading.Thread(target=run, name="answering", daemon=True)
    thread.start()
    try:
        over = started.result(_START_SECONDS)
    except (RuntimeError, TimeoutError) as error:  # the connection's own failure
        raise EngineUnavailable("no connection to Temporal") from error
    try:
        yield
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(_START_SECONDS)
