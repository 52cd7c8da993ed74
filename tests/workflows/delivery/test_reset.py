"""What was given up is sent again from the Temporal UI: Reset has its workflow begin anew, on the server that people run."""

import uuid

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from activities.deliveries.sender import DeliveryOutcome
from tests.workflows.delivery.bank import Bank


@pytest.fixture
def engine(live_engine):
    return live_engine


async def test_a_reset_to_the_first_task_sends_again_what_was_given_up(engine):
    bank = Bank(engine, DeliveryOutcome.GIVE_UP, DeliveryOutcome.DELIVERED)
    delivery_id = bank.note()
    await bank.start(delivery_id)
    given_up, _ = await bank.end(delivery_id)
    assert (given_up.status, len(bank.heard)) == ("FAILED", 1)
    history = await bank.handle(delivery_id).fetch_history()
    first_task = next(
        one.event_id for one in history.events if one.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    )
    await engine.client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=engine.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=history.workflow_id),
            workflow_task_finish_event_id=first_task,
            request_id=uuid.uuid4().hex,
            reason="the bank is back",
        )
    )
    ended, row = await bank.end(delivery_id)
    assert (ended.result, row.state, len(bank.heard)) == ("DELIVERED", "DELIVERED", 2)
