"""Histories of workflows, forgotten before the namespace's retention would."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, WorkflowExecutionStatus
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    DescribeWorkflowExecutionRequest,
    GetWorkflowExecutionHistoryReverseRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

# Of statuses that this client has no word for, such as "paused", nothing is known: the workflow may go on.
_CLOSED = frozenset(
    {
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED,
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED,
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED,
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED,
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TIMED_OUT,
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW,
    }
)


async def is_open(client: Client, workflow_id: str) -> bool:
    """Whether the workflow may still go on. Raises `RPCError`."""
    status = await _status(client, workflow_id)
    return status is not None and status not in _CLOSED


async def status_name(client: Client, workflow_id: str) -> str | None:
    """Temporal's word for where the workflow is, such as RUNNING; null where it knows it not, or no more. Raises `RPCError`."""
    status = await _status(client, workflow_id)
    if status is None:
        return None
    if status not in WorkflowExecutionStatus.values():
        return f"STATUS_{status}"
    return WorkflowExecutionStatus.Name(status).removeprefix("WORKFLOW_EXECUTION_STATUS_")


async def _status(client: Client, workflow_id: str) -> WorkflowExecutionStatus.ValueType | None:
    request = DescribeWorkflowExecutionRequest(
        namespace=client.namespace, execution=WorkflowExecution(workflow_id=workflow_id)
    )
    try:
        found = await client.workflow_service.describe_workflow_execution(request)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    return found.workflow_execution_info.status


async def cancel(client: Client, workflow_id: str) -> None:
    """Ask the workflow to end; one that has ended, or is gone, is left so. Raises `RPCError`."""
    with _or_gone():
        await client.get_workflow_handle(workflow_id).cancel()


async def terminate(client: Client, workflow_id: str, reason: str) -> None:
    """End the workflow at once; one that has ended, or is gone, is left so. Raises `RPCError`."""
    with _or_gone():
        await client.get_workflow_handle(workflow_id).terminate(reason=reason)


async def canceler(client: Client, workflow_id: str) -> str | None:
    """Who asked for the workflow's cancellation: as the server authenticated it, else as the client named itself.

    Null where nobody did. Raises `RPCError`.
    """
    request = GetWorkflowExecutionHistoryReverseRequest(
        namespace=client.namespace, execution=WorkflowExecution(workflow_id=workflow_id)
    )
    found = await client.workflow_service.get_workflow_execution_history_reverse(request)
    for event in found.history.events:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
            return event.principal.name or event.workflow_execution_cancel_requested_event_attributes.identity or None
    return None


async def delete(client: Client, workflow_id: str) -> None:
    """Have the server delete what it keeps of a workflow that has ended: soon, and for good. Raises `RPCError`."""
    request = DeleteWorkflowExecutionRequest(
        namespace=client.namespace, workflow_execution=WorkflowExecution(workflow_id=workflow_id)
    )
    with _or_gone():
        await client.workflow_service.delete_workflow_execution(request)


@contextmanager
def _or_gone() -> Iterator[None]:
    """What the server finds no workflow for is done already."""
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
