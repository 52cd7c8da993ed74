"""Work that may hang, in threads that nobody waits for when the process ends."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


async def run_apart(work: Callable[[], T]) -> T:
    """What `work` returns or raises, done in a thread of its own.

    A pool's threads are joined at the end of the process, so one that waits for a silent server would hold up a worker's stop.
    """
    done: Future[T] = Future()
    done.set_running_or_notify_cancel()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # whoever awaits it gets it
            done.set_exception(error)

    threading.Thread(target=run, name="delivery", daemon=True).start()
    return await asyncio.wrap_future(done)
