"""The event loop in which a thread waits for what it has asked of Temporal."""

import asyncio
import logging
import math
import threading
import time
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

log = logging.getLogger(__name__)


class WaitingLoop(asyncio.AbstractEventLoop):
    """Runs one coroutine at a time in the thread that calls `run`, and sleeps on a queue, as it has no sockets.

    Who answers is a thread of the SDK's, by `call_soon_threadsafe`: no other thread has to be woken in between, and no pipe is
    written to. asyncio's loops take twice as long for a call.
    """

    def __init__(self) -> None:
        self._due: SimpleQueue[asyncio.Handle] = SimpleQueue()
        # A pause between attempts, and what the SDK may wait for: too few to keep in order.
        self._timers: list[asyncio.TimerHandle] = []

    def run(self, coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
        """What the coroutine returns or raises. After so many seconds it is cancelled, which is a `TimeoutError` to the caller.

        Raises `RuntimeError` in a thread that runs a loop already.
        """
        if asyncio._get_running_loop() is not None:
            coroutine.close()
            raise RuntimeError("a thread that runs an event loop awaits there, and does not wait here")
        task = asyncio.Task(coroutine, loop=self)
        asyncio._set_running_loop(self)
        try:
            self._run_until_done(task, self.time() + seconds)
        except BaseException as error:  # it is late; or the thread's own, as by Ctrl-C
            task.cancel()
            self._run_until_done(task, math.inf)
            if not isinstance(error, Empty):
                raise
            if task.cancelled():
                raise TimeoutError from None
        finally:
            asyncio._set_running_loop(None)
        return task.result()

    def _run_until_done(self, task: asyncio.Task[Any], until: float) -> None:
        """Raises `Empty` at that time."""
        while not task.done():
            handle = self._next(until)
            if not handle.cancelled():
                handle._run()

    def _next(self, until: float) -> asyncio.Handle:
        timer = min(self._timers, key=asyncio.TimerHandle.when, default=None)
        wake = until if timer is None else min(until, timer.when())
        try:
            return self._due.get(timeout=min(max(0.0, wake - time.monotonic()), threading.TIMEOUT_MAX))
        except Empty:
            if timer is None or until <= timer.when():
                raise
            self._timers.remove(timer)
            return timer

    def call_soon(
        self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        """Called in the loop's turn, by whichever thread asks for it."""
        handle = asyncio.Handle(callback, args, self, context)
        self._due.put(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(
        self, delay: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Called after so many seconds."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Called at that time of the loop's clock."""
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        self._timers.append(timer)
        return timer

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        if handle in self._timers:
            self._timers.remove(handle)

    def time(self) -> float:
        """The loop's clock, in seconds."""
        return time.monotonic()

    def create_future(self) -> asyncio.Future[Any]:
        """One whose result is set in the loop's turn."""
        return asyncio.Future(loop=self)

    def create_task(
        self,
        coro: Generator[Any, None, T] | Coroutine[Any, Any, T],
        *,
        name: str | None = None,
        context: Context | None = None,
    ) -> asyncio.Task[T]:
        """One that goes on while something is waited for here."""
        return asyncio.Task(coro, loop=self, name=name, context=context)

    def is_running(self) -> bool:
        """Whether this thread waits here."""
        return asyncio._get_running_loop() is self

    def is_closed(self) -> bool:
        """Never: there is nothing to close."""
        return False

    def get_debug(self) -> bool:
        """Never."""
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Logs what nobody awaits; its kind alone, since words may hold what a log must not."""
        log.error("%s: %s", context.get("message"), type(context.get("exception")).__name__)


class _Own(threading.local):
    def __init__(self) -> None:
        self.loop = WaitingLoop()  # type: ignore[abstract]


_own = _Own()


def wait(coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
    """What the coroutine returns or raises, awaited in this thread for at most so long. Raises `TimeoutError`."""
    return _own.loop.run(coroutine, seconds)
