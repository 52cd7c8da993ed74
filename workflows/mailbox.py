"""Messages to operations' workflows, and the ways in which they come back."""

import hashlib
import json
from collections.abc import Awaitable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, NoReturn

from temporalio.client import (
    Client,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from workflows.client import EngineUnavailable, Temporal
from workflows.identifiers import bounded
from workflows.operation import search
from workflows.operation.messages import Answer, Portrait, StartOperation
from workflows.operation.model import (
    AssignUser,
    ChooseMethod,
    Event,
    SetMobileToken,
    Standing,
    TakeStep,
)
from workflows.operation.workflow import OperationWorkflow
from workflows.refused import Refused

_HANDLERS: dict[type[Event], Any] = {
    TakeStep: OperationWorkflow.take_step,
    ChooseMethod: OperationWorkflow.choose_method,
    SetMobileToken: OperationWorkflow.set_mobile_token,
    AssignUser: OperationWorkflow.assign_user,
}

# For so long a caller waits when the worker dies over its update; a workflow task takes milliseconds.
_TASK_TIMEOUT = timedelta(seconds=2)

# The server's words for an update that was accepted by a workflow which closed before answering it.
_OVERTAKEN = "AcceptedUpdateCompletedWorkflow"


class Gone(Exception):
    """The workflow is closed, or there is none: it takes no more updates."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What operators find and read about an operation in the Temporal UI from its start."""

    summary: str
    application_id: str | None = None
    external_id: str | None = None


class Mailbox:
    """Sends to workflows through this process's client. Every call raises `EngineUnavailable` where nothing answers in time."""

    def __init__(self, temporal: Temporal, task_queue: str, seconds: float) -> None:
        self._temporal = temporal
        self._task_queue = task_queue
        self._seconds = seconds

    def start(self, start: StartOperation, listing: Listing) -> bool:
        """Start an operation's workflow; False where there is, or was, one of its id."""
        attributes = search.at_start(
            start.flow.operation_name, start.state, listing.application_id, listing.external_id
        )

        def request(client: Client) -> Awaitable[Any]:
            return client.start_workflow(
                OperationWorkflow.run,
                start,
                id=bounded(start.operation_id),
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=attributes,
                static_summary=listing.summary,
                task_timeout=_TASK_TIMEOUT,
            )

        try:
            self._temporal.call(request, self._seconds)
        except WorkflowAlreadyStartedError:
            return False
        return True

    def send(self, operation_id: str, event: Event, update_id: str, request_digest: str) -> Answer:
        """The answer to an event; the same id gets the same answer, whenever it is repeated.

        Raises `Refused` where the machine says no, `Gone` where the workflow takes no more updates.
        """

        def request(client: Client) -> Awaitable[Answer]:
            handle = client.get_workflow_handle(bounded(operation_id))
            answered: Awaitable[Answer] = handle.execute_update(
                _HANDLERS[type(event)], args=[event, request_digest], id=update_id
            )
            return answered

        try:
            return self._temporal.call(request, self._seconds)
        except WorkflowUpdateFailedError as error:
            _refuse(error)
        except WorkflowUpdateRPCTimeoutOrCancelledError as error:
            raise EngineUnavailable("no answer in time") from error
        except RPCError as error:
            if error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.ABORTED):
                raise Gone from error
            raise

    def ask(self, operation_id: str, seconds: float) -> Portrait | None:
        """What the workflow says of itself, open or closed; null where Temporal does not know it (any more)."""

        def request(client: Client) -> Awaitable[Portrait]:
            return client.get_workflow_handle(bounded(operation_id)).query(OperationWorkflow.portrait)

        try:
            return self._temporal.call(request, seconds)
        except WorkflowQueryFailedError as error:
            raise EngineUnavailable("the workflow does not answer queries") from error
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise EngineUnavailable(f"Temporal answers {error.status.name}") from error


def digest(operation_id: str, event: Event) -> str:
    """What a repeated update is recognised by: the event as its caller meant it, whatever holds of the user by now."""
    meant = event if isinstance(event, AssignUser) else replace(event, standing=Standing())
    return digest_of(operation_id, type(event).__name__, asdict(meant))


def digest_of(*parts: object) -> str:
    """SHA-256, in hex, of JSON-like values."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _refuse(error: WorkflowUpdateFailedError) -> NoReturn:
    cause = error.cause
    if not isinstance(cause, ApplicationError) or cause.type is None:
        raise error
    if cause.type == _OVERTAKEN:
        raise Gone from error
    raise Refused(cause.type, cause.message) from error
