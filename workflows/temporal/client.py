"""The Temporal client of a process: one event loop in a thread of its own, made when first needed, and again after a fork."""

import asyncio
import logging
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import TypeVar

from temporalio.client import Client
from temporalio.runtime import Runtime
from temporalio.service import GrpcCompression, RPCError, RPCStatusCode

from activities.secrets.sealing import Unsealable
from config.event_loop import new_event_loop
from config.settings import Settings
from workflows.temporal import tracing
from workflows.temporal.cluster import cluster_of
from workflows.temporal.converter import converter_of
from workflows.temporal.sdk_errors import reason
from workflows.temporal.telemetry import runtime
from workflows.temporal.turns import Turns

T = TypeVar("T")

log = logging.getLogger(__name__)

_AWAY = {
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
    RPCStatusCode.INTERNAL,
    # It lets nobody in who has such a key, or none: until an operator gives another, it is not there for us.
    RPCStatusCode.PERMISSION_DENIED,
    RPCStatusCode.UNAUTHENTICATED,
}
# A worker that died over a task is replaced by the task's next attempt, which begins within a second or two.
_NOT_READY_SECONDS = (0.1, 0.2, 0.4, 0.8, 1.6)
# The server's words; the status alone may mean a task that failed, too.
_PAUSED = "is paused"
_ENDED_UNBEGUN = "closed before WorkflowTaskStarted"
_UNBEGUN = "not scheduled yet"
# The server takes ten updates of a workflow at a time, from everybody.
_UPDATES_OF_A_WORKFLOW = 8


class EngineUnavailable(Exception):
    """Temporal or its worker does not answer in time. Whether the request was applied is not known."""


class WorkflowSilent(EngineUnavailable):
    """One workflow does not answer, which says nothing of the others: an operator paused it, or its code fails."""


class Temporal:
    """Calls Temporal from threads. A client does not survive a fork, so it belongs to the process that made it.

    Raises `SettingsInvalid` where Temporal's own configuration is wrong.
    `turns` are of updates to one workflow: beyond the server's bound it drops even those that it has begun with.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        cluster_of(settings)  # what is wrong with it is better said now
        self.turns = self._fresh_turns()
        self._lock = threading.Lock()
        self._pid = 0
        self._loop: asyncio.AbstractEventLoop
        self._client: Client

    def call(self, request: Callable[[Client], Awaitable[T]], seconds: float) -> T:
        """The answer to `request`, awaited on this process's loop. Raises `EngineUnavailable`, or what the request raises."""
        if self._pid != os.getpid():
            self._start()
        answer: Future[T] = Future()
        self._loop.call_soon_threadsafe(self._begin, request, seconds, answer)
        try:
            return answer.result(seconds + 1)
        except (TimeoutError, FutureTimeout) as error:
            raise EngineUnavailable(f"no answer within {seconds:g} s") from error
        except RPCError as error:
            if error.status in _AWAY:
                raise EngineUnavailable(f"Temporal answers {error.status.name}") from error
            if error.status is RPCStatusCode.FAILED_PRECONDITION and not was_ended_unbegun(error):
                cause = (
                    "an operator has paused the workflow" if _PAUSED in error.message else "the workflow's code fails"
                )
                raise WorkflowSilent(cause) from error
            raise
        except Unsealable as error:  # it is there again with the key, which the log names
            raise WorkflowSilent("payloads of the workflow are under a master key that is missing here") from error
        except RuntimeError as error:  # the lazy connection's own failure
            raise EngineUnavailable("no connection to Temporal") from error

    def look(self, request: Callable[[Client], Awaitable[T]], seconds: float) -> T:
        """As `call`, for those who only look how things are: whatever Temporal refuses is `EngineUnavailable`, in its words."""
        try:
            return self.call(request, seconds)
        except RPCError as error:
            raise EngineUnavailable(f"Temporal answers {error.status.name}: {reason(error)}") from error

    def post(self, request: Callable[[Client], Awaitable[object]], seconds: float) -> None:
        """Have `request` done soon, and wait for nothing. What fails is logged, by the kind of failure alone."""
        if self._pid != os.getpid():
            self._start()
        asyncio.run_coroutine_threadsafe(self._try(request, seconds), self._loop)

    async def _try(self, request: Callable[[Client], Awaitable[object]], seconds: float) -> None:
        try:
            await self._call_within(request, seconds)
        except Exception as error:  # nobody waits who could be told
            log.warning("Temporal was not told: %s", type(error).__name__)

    def _begin(self, request: Callable[[Client], Awaitable[T]], seconds: float, answer: Future[T]) -> None:
        """What `run_coroutine_threadsafe` does, without a second future that tells the first, at a sixth less.

        The loop itself does not keep a task; the timer of its time-out does, for as long as it has anything to wait for.
        """
        self._loop.create_task(self._answer(request, seconds, answer))

    async def _answer(self, request: Callable[[Client], Awaitable[T]], seconds: float, answer: Future[T]) -> None:
        try:
            answer.set_result(await self._call_within(request, seconds))
        except BaseException as error:
            answer.set_exception(error)

    async def _call_within(self, request: Callable[[Client], Awaitable[T]], seconds: float) -> T:
        """What means that the server is busy or away for a moment, its own client tries again, with the same ids."""
        failed: RPCError | None = None
        try:
            async with asyncio.timeout(seconds):
                for pause in _NOT_READY_SECONDS:
                    try:
                        return await request(self._client)
                    except RPCError as error:
                        # "Workflow Task in failed state": the worker died over the task; its next attempt is about to begin.
                        lasts = _PAUSED in error.message or was_ended_unbegun(error)
                        if lasts or error.status is not RPCStatusCode.FAILED_PRECONDITION:
                            raise
                        failed = error
                    await asyncio.sleep(pause)
                return await request(self._client)
        except TimeoutError:
            raise failed or EngineUnavailable(f"no answer within {seconds:g} s") from None

    def _fresh_turns(self) -> Turns:
        return Turns(max(1, _UPDATES_OF_A_WORKFLOW // self._settings.processes))

    def _start(self) -> None:
        with self._lock:
            if self._pid == os.getpid():
                return
            self._loop = new_event_loop()
            self.turns = self._fresh_turns()
            threading.Thread(target=self._loop.run_forever, name="temporal", daemon=True).start()
            # A runtime of its own: the default one stays with the process that first used it, before a fork.
            connecting = asyncio.run_coroutine_threadsafe(
                connect(self._settings, lazy=True, runtime=runtime()), self._loop
            )
            self._client = connecting.result(10)
            self._pid = os.getpid()


def was_ended_unbegun(error: RPCError) -> bool:
    """Whether a workflow was ended before its first task was done: it will never answer a query."""
    return error.status is RPCStatusCode.FAILED_PRECONDITION and _ENDED_UNBEGUN in error.message


def is_unbegun(error: RPCError) -> bool:
    """Whether a workflow waits for its first update, or for its delay to be over: until then it answers no query."""
    return error.status is RPCStatusCode.FAILED_PRECONDITION and _UNBEGUN in error.message


async def connect(
    settings: Settings, *, lazy: bool = False, runtime: Runtime | None = None, deliveries: bool = False
) -> Client:
    """A client for the settings' cluster and namespace, or for that of `deliveries`. Raises `SettingsInvalid`."""
    cluster = cluster_of(settings)
    return await Client.connect(
        cluster.address,
        namespace=cluster.deliveries_namespace if deliveries else cluster.namespace,
        api_key=cluster.api_key,
        tls=cluster.tls,
        rpc_metadata=cluster.metadata,
        lazy=lazy,
        runtime=runtime,
        # The SDK would compress by itself, and so would the server then.
        grpc_compression=GrpcCompression.GZIP if settings.temporal_compression else GrpcCompression.NONE,
        data_converter=converter_of(settings),
        plugins=tracing.plugins(),
    )
