"""The start of a workflow as the one request to Temporal's service that it is.

The SDK's own client makes it by way of an interceptor, a handle and a converter for each value. Where somebody intercepts, as
traces do, it goes by that client.
"""

from datetime import timedelta
from typing import Final

from google.protobuf.duration_pb2 import Duration
from temporalio.api.common.v1 import Payload, Payloads, SearchAttributes, WorkflowType
from temporalio.api.enums.v1 import WorkflowIdConflictPolicy, WorkflowIdReusePolicy
from temporalio.api.sdk.v1 import UserMetadata
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import StartWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeIndexedValueType, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from config.random_names import random_uuid
from workflows.temporal.interception import is_intercepted
from workflows.temporal.payloads import encode, encode_keyword

# For so long a caller waits when the worker dies over its update; a workflow task takes milliseconds.
TASK_TIMEOUT: Final = timedelta(seconds=2)


async def start(
    client: Client,
    kind: str,
    value: object,
    *,
    id: str,
    task_queue: str,
    attributes: TypedSearchAttributes,
    summary: str,
    details: str,
    delay: timedelta | None,
) -> None:
    """Start a workflow of the type `kind`, which is given `value`; all attributes are keywords.

    Raises `WorkflowAlreadyStartedError` where there is, or was, one of its id, and `RPCError`.
    """
    if is_intercepted(client):
        await client.start_workflow(
            kind,
            value,
            id=id,
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=attributes,
            static_summary=summary,
            static_details=details,
            start_delay=delay,
            task_timeout=TASK_TIMEOUT,
        )
        return
    first, told_summary, told_details = await encode(client.data_converter, [value, summary, details])
    request = StartWorkflowExecutionRequest(
        namespace=client.namespace,
        workflow_id=id,
        workflow_type=WorkflowType(name=kind),
        task_queue=TaskQueue(name=task_queue),
        input=Payloads(payloads=[first]),
        workflow_task_timeout=_duration(TASK_TIMEOUT),
        identity=client.identity,
        request_id=random_uuid(),
        workflow_id_reuse_policy=WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
        workflow_id_conflict_policy=WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED,
        search_attributes=SearchAttributes(indexed_fields=_keywords(attributes)),
        user_metadata=UserMetadata(summary=told_summary, details=told_details),
        workflow_start_delay=None if delay is None else _duration(delay),
    )
    try:
        await client.workflow_service.start_workflow_execution(request, retry=True)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
        raise WorkflowAlreadyStartedError(id, kind) from error


def _duration(delta: timedelta) -> Duration:
    made = Duration()
    made.FromTimedelta(delta)
    return made


def _keywords(attributes: TypedSearchAttributes) -> dict[str, Payload]:
    """Searched by Temporal, and so never encrypted."""
    fields = {}
    for key, value in attributes.search_attributes:
        if key.indexed_value_type is not SearchAttributeIndexedValueType.KEYWORD or not isinstance(value, str):
            raise TypeError(f"search attribute {key.name} is no keyword")
        fields[key.name] = encode_keyword(value)
    return fields
