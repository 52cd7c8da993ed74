"""A workflow that hands its deliveries over may end at once: they go on without it."""

import uuid
from datetime import timedelta

import pytest
from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError
from temporalio.worker import Worker

from activities.deliveries.sender import Outcome
from api.formdata.push_words import push_words
from tests.workflows.delivery.test_workflow import Bank
from tests.workflows.engine import Engine
from workflows import worker
from workflows.delivery.attempts import attempted
from workflows.delivery.children import hand_over
from workflows.delivery.workflow import DeliveryWorkflow

QUEUE = "handing"
_IMPATIENT = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=2)


@pytest.fixture(scope="module")
def engine(servers, tmp_path_factory):
    """One of its own: after a child that outlives its parent, this server skips no time any more."""
    running = Engine(tmp_path_factory.mktemp("children"))
    yield running
    running.stop()


@workflow.defn(name="Parent", sandboxed=False)
class Parent:
    """Attempts a few times itself, then hands over, twice."""

    @workflow.run
    async def run(self, delivery_id: str) -> str:
        try:
            return await attempted(delivery_id, _IMPATIENT)
        except ActivityError:
            await hand_over([delivery_id])
            await hand_over([delivery_id])
            return "handed over"


async def run(engine, bank):
    delivery_id = bank.note()
    async with (
        Worker(engine.client, task_queue=QUEUE, workflows=[Parent, DeliveryWorkflow]),
        worker.build_deliveries(
            engine.client, QUEUE, engine.database, engine.sealer, engine.senders, engine.settings, push_words
        ),
    ):
        said = await engine.client.execute_workflow(Parent.run, delivery_id, id=uuid.uuid4().hex, task_queue=QUEUE)
        state = (await bank.end(delivery_id))[0] if said == "handed over" else said
        return said, state, bank.row(delivery_id)


async def test_what_arrives_soon_needs_no_workflow_of_its_own(engine):
    said, _, row = await run(engine, Bank(engine, Outcome.RETRY, Outcome.DELIVERED))
    assert (said, row.state, row.attempts) == ("DELIVERED", "DELIVERED", 2)


async def test_what_does_not_goes_on_after_its_parent(engine):
    said, state, row = await run(engine, Bank(engine, *[Outcome.RETRY] * 3, Outcome.DELIVERED))
    assert (said, state, row.attempts) == ("handed over", "DELIVERED", 4)
