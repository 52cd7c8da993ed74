"""A run sweeps every kind until nothing is left, whatever happens to one of them."""

import uuid
from datetime import timedelta

import pytest
from temporalio import activity
from temporalio.client import WorkflowFailureError
from temporalio.worker import Worker

from activities.retention.activities import Dropped
from activities.retention.policy import Kind
from activities.store.overdue import OverduePlace
from workflows import worker
from workflows.retention.overdue import Settled
from workflows.retention.workflow import RetentionWorkflow

SECONDS = timedelta(seconds=10)
OVERDUE = "overdue_registrations"


class Sweeps:
    """In the place of the database's: what each kind has left, a batch at a time; `overdue`, too."""

    def __init__(self, *, overdue=0, **left):
        self.left, self.asked, self.broken = dict.fromkeys(Kind, 0) | left, [], set()
        self.overdue, self.places = overdue, []

    @activity.defn(name="settle_overdue")
    async def settle_overdue(self, after: OverduePlace | None) -> Settled:
        if OVERDUE in self.broken:
            raise ValueError("what fails by its values")
        self.places.append(after)
        rows = min(10, self.overdue)
        self.overdue -= rows
        return Settled(rows, OverduePlace(self.overdue, "the last one") if self.overdue else None)

    @activity.defn(name="drop_ended")
    async def drop_ended(self, kind: Kind) -> Dropped:
        self.asked.append(kind)
        if kind in self.broken:
            raise ValueError("what fails by its values")
        rows = min(10, self.left[kind])
        self.left[kind] -= rows
        return Dropped(rows, has_more=self.left[kind] > 0)


async def run(engine, sweeps):
    """The result of a run on a queue of its own."""
    queue = uuid.uuid4().hex
    async with Worker(
        engine.client,
        task_queue=queue,
        workflows=[RetentionWorkflow],
        activities=[sweeps.settle_overdue, sweeps.drop_ended],
        interceptors=[worker.ActivityFailures()],
        **worker.options(sandbox=True),
    ):
        return await engine.client.execute_workflow(
            RetentionWorkflow.run, id=f"retention-{queue}", task_queue=queue, execution_timeout=SECONDS
        )


async def test_every_kind_is_swept_until_nothing_is_left(engine):
    sweeps = Sweeps(overdue=15, operations=25, inbox=3)
    found = await run(engine, sweeps)
    assert found == {OVERDUE: 15} | dict.fromkeys(Kind, 0) | {"operations": 25, "inbox": 3}
    assert sweeps.places == [None, OverduePlace(5, "the last one")]
    assert sweeps.asked.count(Kind.OPERATIONS) == 3
    assert set(sweeps.left.values()) == {0}


@pytest.mark.parametrize("broken", ["overdue_registrations", "operations"])
async def test_a_kind_that_fails_keeps_no_other_and_fails_the_run(engine, broken):
    sweeps = Sweeps(operations=5, inbox=5)
    sweeps.broken.add(broken)
    with pytest.raises(WorkflowFailureError) as failure:
        await run(engine, sweeps)
    assert str(failure.value.cause).endswith(f"not swept: {broken}")
    assert sweeps.left[Kind.INBOX] == 0


async def test_an_empty_database_is_swept_by_the_worker_as_it_is(engine):
    found = await engine.client.execute_workflow(
        RetentionWorkflow.run, id=f"retention-{uuid.uuid4().hex}", task_queue="tested", execution_timeout=SECONDS
    )
    assert found == dict.fromkeys((OVERDUE, *Kind), 0)
