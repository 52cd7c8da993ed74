"""The Temporal client of a process: one event loop in a thread of its own, made when first needed, and again after a fork."""

import asyncio
import logging
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import TimeoutError as FutureTimeout
from typing import TypeVar

from temporalio.client import Client
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.service import RPCError, RPCStatusCode

from config.settings import Settings

T = TypeVar("T")

log = logging.getLogger(__name__)

_AWAY = {
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
    RPCStatusCode.INTERNAL,
}
_NOT_READY_SECONDS = 0.2


class EngineUnavailable(Exception):
    """Temporal or its worker does not answer in time. Whether the request was applied is not known."""


class Temporal:
    """Calls Temporal from threads. A client does not survive a fork, so it belongs to the process that made it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._pid = 0
        self._loop: asyncio.AbstractEventLoop
        self._client: Client

    def call(self, request: Callable[[Client], Awaitable[T]], seconds: float) -> T:
        """The answer to `request`, awaited on this process's loop. Raises `EngineUnavailable`, or what the request raises."""
        if self._pid != os.getpid():
            self._start()
        future = asyncio.run_coroutine_threadsafe(self._bounded(request, seconds), self._loop)
        try:
            return future.result(seconds + 1)
        except (TimeoutError, FutureTimeout) as error:
            raise EngineUnavailable(f"no answer within {seconds:g} s") from error
        except RPCError as error:
            if error.status in _AWAY:
                raise EngineUnavailable(f"Temporal answers {error.status.name}") from error
            raise
        except RuntimeError as error:  # the lazy connection's own failure
            raise EngineUnavailable("no connection to Temporal") from error

    def post(self, request: Callable[[Client], Awaitable[object]], seconds: float) -> None:
        """Have `request` done soon, and wait for nothing. What fails is logged, by the kind of failure alone."""
        if self._pid != os.getpid():
            self._start()
        asyncio.run_coroutine_threadsafe(self._tried(request, seconds), self._loop)

    async def _tried(self, request: Callable[[Client], Awaitable[object]], seconds: float) -> None:
        try:
            await self._bounded(request, seconds)
        except Exception as error:  # nobody waits who could be told
            log.warning("Temporal was not told: %s", type(error).__name__)

    async def _bounded(self, request: Callable[[Client], Awaitable[T]], seconds: float) -> T:
        async with asyncio.timeout(seconds):
            while True:
                try:
                    return await request(self._client)
                except RPCError as error:
                    # "Workflow Task in failed state": the worker died over the task before; the next one is about to begin.
                    if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                        raise
                await asyncio.sleep(_NOT_READY_SECONDS)

    def _start(self) -> None:
        with self._lock:
            if self._pid == os.getpid():
                return
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="temporal", daemon=True).start()
            # A runtime of its own: the default one stays with the process that first used it, before a fork.
            runtime = Runtime(telemetry=TelemetryConfig())
            connecting = asyncio.run_coroutine_threadsafe(
                connect(self._settings, lazy=True, runtime=runtime), self._loop
            )
            self._client = connecting.result(10)
            self._pid = os.getpid()


async def connect(settings: Settings, *, lazy: bool = False, runtime: Runtime | None = None) -> Client:
    """A client for the settings' cluster and namespace."""
    return await Client.connect(
        settings.temporal_address, namespace=settings.temporal_namespace, lazy=lazy, runtime=runtime
    )
