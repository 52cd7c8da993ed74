"""An update as the one request to Temporal's service that it is.

The SDK's own client carries it through interceptors, two handles and as many converters of its own, which is a third of what its
thread spends on an update. Where somebody intercepts, as traces do, it goes by the SDK's client.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, get_type_hints

from temporalio.api.common.v1 import Payloads, WorkflowExecution
from temporalio.api.enums.v1 import UpdateWorkflowExecutionLifecycleStage as Stage
from temporalio.api.update.v1 import Input, Meta, Request, WaitPolicy
from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionRequest, UpdateWorkflowExecutionResponse
from temporalio.client import Client, WorkflowUpdateFailedError

from workflows.temporal.interception import is_intercepted
from workflows.temporal.payloads import decode, encode

_ACCEPTED, _COMPLETED = (
    Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED,
    Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED,
)


async def execute(client: Client, handler: Any, args: Sequence[object], *, id: str, update_id: str) -> Any:
    """The answer to an update of the workflow `id`, which is of the type that the handler declares.

    Raises `RPCError`, and what the SDK's own `execute_update` raises of an update that failed.
    """
    if is_intercepted(client):
        return await client.get_workflow_handle(id).execute_update(handler, args=args, id=update_id)
    request = UpdateWorkflowExecutionRequest(
        namespace=client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=id),
        request=Request(
            meta=Meta(update_id=update_id, identity=client.identity),
            input=Input(name=handler.__name__, args=Payloads(payloads=await encode(client.data_converter, args))),
        ),
        wait_policy=WaitPolicy(lifecycle_stage=_COMPLETED),
    )
    told = await _accepted(client, request)
    if told.HasField("outcome"):
        return await _read(client, told, _kind_of_answer(handler))
    accepted = client.get_workflow_handle(id, run_id=told.update_ref.workflow_execution.run_id)
    return await accepted.get_update_handle_for(handler, update_id).result()


async def _accepted(client: Client, request: UpdateWorkflowExecutionRequest) -> UpdateWorkflowExecutionResponse:
    """The first answer of the server that does not only mean that it would wait no longer for a worker."""
    while True:
        told = await client.workflow_service.update_workflow_execution(request, retry=True)
        if told.stage >= _ACCEPTED:
            return told


async def _read(client: Client, response: UpdateWorkflowExecutionResponse, kind: Any) -> Any:
    if response.outcome.HasField("failure"):
        raise WorkflowUpdateFailedError(await client.data_converter.decode_failure(response.outcome.failure))
    [answer] = await decode(client.data_converter, response.outcome.success.payloads, [kind])
    return answer


@cache
def _kind_of_answer(handler: Any) -> Any:
    return get_type_hints(handler)["return"]
