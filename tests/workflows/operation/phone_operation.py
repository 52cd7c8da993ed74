"""Operations that phones answer, in the workflow."""

import uuid

from tests.activities.device.conftest import Home
from tests.workflows.approval.phone_requests import checked, requested, stored
from tests.workflows.engine import TASK_QUEUE, Started
from workflows.operation import machine, search_attributes, template_flow
from workflows.operation.client.workflow_client import phone_handler
from workflows.operation.messages import OperationReply, PhoneAnswer, StartOperation
from workflows.temporal.identifiers import type_of_operation

FLOW = template_flow.flow("authorize_payment", max_failure_count=3, lifetime_ms=300_000)


class PhoneOperation(Started):
    """An operation that a phone answers."""

    def __init__(self, home, phone, *started):
        super().__init__(*started)
        self.home, self.phone = home, phone

    def checked(self, **request):
        """A signed request, checked as the API does."""
        return checked(self.home, requested(self.phone, self.operation_id, **request))

    async def answer(self, checked, reason=None):
        answer = PhoneAnswer(template_flow.TOKEN_WORKS, checked.verdict, reason)
        return await self.handle.execute_update(
            phone_handler(answer),
            args=[answer, checked.update_id],
            id=checked.update_id,
            result_type=OperationReply,
        )


async def begun(engine, *, task_queue=TASK_QUEUE):
    home = Home(engine.database, engine.sealer)
    phone = home.phone(home.application(uuid.uuid4().hex))
    now = await engine.environment.get_current_time()
    state = machine.begin(FLOW, int(now.timestamp() * 1000), eligibility=template_flow.TOKEN_WORKS)
    operation_id = uuid.uuid4().hex
    stored(engine.database, operation_id, FLOW, state)
    handle = await engine.client.start_workflow(
        type_of_operation(FLOW.operation_name),
        StartOperation(operation_id, FLOW, state, "digest"),
        id=operation_id,
        task_queue=task_queue,
        search_attributes=search_attributes.at_start(state, "RETAIL", None),
    )
    return home, PhoneOperation(home, phone, engine, operation_id, FLOW, state, handle)
