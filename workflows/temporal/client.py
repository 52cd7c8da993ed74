"""The Temporal client of a process, made when first needed, and again after a fork."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

from temporalio.client import Client
from temporalio.runtime import Runtime
from temporalio.service import GrpcCompression, RPCError, RPCStatusCode

from activities.secrets.sealing import Unsealable
from config.settings import Settings
from workflows.temporal import tracing
from workflows.temporal.cluster import cluster_of
from workflows.temporal.converter import converter_of
from workflows.temporal.sdk_errors import reason
from workflows.temporal.telemetry import runtime_of_process
from workflows.temporal.turns import Turns
from workflows.temporal.waiting_loop import wait

T = TypeVar("T")

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
    """Calls Temporal from threads, each of which waits for its own answer; they share one connection.

    It is made by the first call, and again after a fork: it belongs to the process that made it.
    Raises `SettingsInvalid` where Temporal's own configuration is wrong.
    `turns` are of updates to one workflow: beyond the server's bound it drops even those that it has begun with.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        cluster_of(settings)  # what is wrong with it is better said now
        self._client: Client | None = None
        # To be rid of them, a process would wait for threads that only its parent has.
        self._of_parents: list[object] = []
        self._own()

    def call(self, request: Callable[[Client], Awaitable[T]], seconds: float) -> T:
        """The answer to `request`, awaited in this thread. Raises `EngineUnavailable`, or what the request raises."""
        if self._pid != os.getpid():
            self._own()
        client = self._client or self._connect(seconds)
        try:
            return wait(_patiently(client, request), seconds)
        except TimeoutError:
            raise _no_answer_within(seconds) from None
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

    def look(self, request: Callable[[Client], Awaitable[T]], seconds: float) -> T:
        """As `call`, for those who only look how things are: whatever Temporal refuses is `EngineUnavailable`, in its words."""
        try:
            return self.call(request, seconds)
        except RPCError as error:
            raise EngineUnavailable(f"Temporal answers {error.status.name}: {reason(error)}") from error

    def _own(self) -> None:
        """What belongs to this process."""
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._of_parents.append(self._client)
        self._client = None
        self.turns = Turns(max(1, _UPDATES_OF_A_WORKFLOW // self._settings.processes))

    def _connect(self, seconds: float) -> Client:
        """The client. Until it is connected, which one thread does for all, the SDK's own belongs to one loop."""
        if not self._lock.acquire(timeout=seconds):
            raise _no_answer_within(seconds)
        try:
            if self._client is None:
                # Not the SDK's own, which stays with the process that first used it, before a fork.
                self._client = wait(connect(self._settings, runtime=runtime_of_process()), seconds)
            return self._client
        except TimeoutError:
            raise _no_answer_within(seconds) from None
        except RuntimeError as error:  # the connection's own failure
            raise EngineUnavailable("no connection to Temporal") from error
        finally:
            self._lock.release()


async def _patiently(client: Client, request: Callable[[Client], Awaitable[T]]) -> T:
    """What means that the server is busy or away for a moment, its own client tries again, with the same ids."""
    failed: RPCError | None = None
    try:
        for pause in _NOT_READY_SECONDS:
            try:
                return await request(client)
            except RPCError as error:
                # "Workflow Task in failed state": the worker died over the task; its next attempt is about to begin.
                lasts = _PAUSED in error.message or was_ended_unbegun(error)
                if lasts or error.status is not RPCStatusCode.FAILED_PRECONDITION:
                    raise
                failed = error
            await asyncio.sleep(pause)
        return await request(client)
    except asyncio.CancelledError:  # there is no more time
        if failed is None:
            raise
        raise failed from None


def _no_answer_within(seconds: float) -> EngineUnavailable:
    return EngineUnavailable(f"no answer within {seconds:g} s")


def was_ended_unbegun(error: RPCError) -> bool:
    """Whether a workflow was ended before its first task was done: it will never answer a query."""
    return error.status is RPCStatusCode.FAILED_PRECONDITION and _ENDED_UNBEGUN in error.message


def is_unbegun(error: RPCError) -> bool:
    """Whether a workflow waits for its first update, or for its delay to be over: until then it answers no query."""
    return error.status is RPCStatusCode.FAILED_PRECONDITION and _UNBEGUN in error.message


async def connect(settings: Settings, *, runtime: Runtime | None = None, deliveries: bool = False) -> Client:
    """A client for the settings' cluster and namespace, or for that of `deliveries`. Raises `SettingsInvalid`."""
    cluster = cluster_of(settings)
    return await Client.connect(
        cluster.address,
        namespace=cluster.deliveries_namespace if deliveries else cluster.namespace,
        api_key=cluster.api_key,
        tls=cluster.tls,
        rpc_metadata=cluster.metadata,
        runtime=runtime,
        # The SDK would compress by itself, and so would the server then.
        grpc_compression=GrpcCompression.GZIP if settings.temporal_compression else GrpcCompression.NONE,
        data_converter=converter_of(settings),
        plugins=tracing.plugins(),
    )
