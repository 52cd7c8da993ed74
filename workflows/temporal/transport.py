"""Messages to workflows of any kind, and the ways in which they come back."""

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, NoReturn, TypeVar

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import TypedSearchAttributes
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused
from workflows.temporal.client import EngineUnavailable, Temporal, WorkflowSilent, is_unbegun, was_ended_unbegun
from workflows.temporal.ended import ENDED
from workflows.temporal.start_requests import start as start_workflow
from workflows.temporal.update_requests import execute

Start = TypeVar("Start")

# A query is answered within milliseconds, or there is nobody to answer it.
_ASK_SECONDS = 2.0

# The server's words for an update that was accepted by a workflow which closed before answering it.
_OVERTAKEN = "AcceptedUpdateCompletedWorkflow"


class Gone(Exception):
    """The workflow is closed, or about to, or there is none: it takes no more updates. `state`: its last one, if it said so."""

    def __init__(self, state: Any = None) -> None:
        super().__init__(state)
        self.state = state


class WorkflowTransport:
    """Sends through this process's client. Every call raises `EngineUnavailable` where nothing answers in time.

    Handlers and queries are given as the workflow's methods, whose answers have the types that those declare.
    """

    def __init__(self, temporal: Temporal, task_queue: str, seconds: float) -> None:
        self._temporal = temporal
        self._task_queue = task_queue
        self._seconds = seconds

    def start(
        self,
        workflow_type: str,
        start: object,
        *,
        id: str,
        attributes: TypedSearchAttributes,
        summary: str,
        details: str,
        deadline_ms: int,
    ) -> bool:
        """Start a workflow; False where there is, or was, one of its id.

        It begins with the first update, or once `deadline_ms` is over where none comes: until then it is one event of Temporal's,
        and nothing of a worker's. `summary` and `details` (Markdown) are what an operator sees of it.
        """

        left_ms = deadline_ms + 1 - now_ms()

        def request(client: Client) -> Awaitable[None]:
            return start_workflow(
                client,
                workflow_type,
                start,
                id=id,
                task_queue=self._task_queue,
                attributes=attributes,
                summary=summary,
                details=details,
                delay=timedelta(milliseconds=left_ms) if left_ms > 0 else None,
            )

        try:
            self._temporal.call(request, self._seconds)
        except WorkflowAlreadyStartedError:
            return False
        return True

    def send(self, handler: Any, args: Sequence[object], *, id: str, update_id: str) -> Any:
        """The answer to an update; the same update id gets the same answer, whenever it is repeated.

        Raises `Refused` where the machine says no, `Gone` where the workflow takes no more updates.
        """

        def request(client: Client) -> Awaitable[Any]:
            return execute(client, handler, args, id=id, update_id=update_id)

        until = time.monotonic() + self._seconds
        try:
            with self._temporal.turns.of(id, self._seconds):
                return self._temporal.call(request, until - time.monotonic())
        except TimeoutError as error:
            raise EngineUnavailable("no turn in time") from error
        except WorkflowUpdateFailedError as error:
            _refuse(error)
        except WorkflowUpdateRPCTimeoutOrCancelledError as error:
            raise EngineUnavailable("no answer in time") from error
        except RPCError as error:
            if error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.ABORTED):
                raise Gone from error
            raise

    def ask(self, query: Any, *, id: str, of: type[Start], unbegun: Callable[[Start], Any]) -> Any:
        """The answer to a query, of a workflow that is open or closed; null where Temporal does not know it (any more).

        One that has not begun, or was ended so, answers no query: `unbegun` tells what it would say, by its input (`of`).
        """

        async def request(client: Client) -> Any:
            handle = client.get_workflow_handle(id)
            while True:
                try:
                    return await handle.query(query)
                except RPCError as error:
                    ended = was_ended_unbegun(error)
                    if not ended and not is_unbegun(error):
                        raise
                    started, *more = await _first_events(handle)
                    if ended or not more:  # else it has begun meanwhile
                        return unbegun(await _decode_input(client, started, of))

        try:
            return self._temporal.call(request, _ASK_SECONDS)
        except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
            raise WorkflowSilent("the workflow does not answer queries") from error
        except ValueError as error:
            # The server refused the query for a status that this version of its client has no word for, such as "paused".
            if WorkflowExecutionStatus.__name__ not in str(error):
                raise
            raise WorkflowSilent("an operator holds the workflow") from error
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise EngineUnavailable(f"Temporal answers {error.status.name}") from error


async def read_input(client: Client, workflow_id: str, of: type[Start]) -> Start:
    """What a workflow was started with, whether it has begun, goes on or has ended. Raises `RPCError`."""
    started, *_ = await _first_events(client.get_workflow_handle(workflow_id))
    return await _decode_input(client, started, of)


async def _first_events(handle: WorkflowHandle[Any, Any]) -> Sequence[HistoryEvent]:
    events = handle.fetch_history_events(page_size=2)
    await events.fetch_next_page(page_size=2)
    return events.current_page or ()


async def _decode_input(client: Client, event: HistoryEvent, of: type[Start]) -> Start:
    payloads = event.workflow_execution_started_event_attributes.input.payloads
    start: Start = (await client.data_converter.decode(payloads, [of]))[0]
    return start


def _refuse(error: WorkflowUpdateFailedError) -> NoReturn:
    """A reason that this process does not know, as of a newer worker, is a fault of our own: it is raised as it came."""
    cause = error.cause
    if not isinstance(cause, ApplicationError):
        raise error
    if cause.type in (ENDED, _OVERTAKEN):
        raise Gone(*cause.details[:1]) from error
    if cause.type in set(Reason):
        raise Refused(Reason(cause.type), cause.message) from error
    raise error
