"""An operation whose workflow an operator terminated is written and told by the first sweep after its deadline."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import update

from activities.store.tables import OperationRow
from tests.workflows.engine import TASK_QUEUE, Engine
from tests.workflows.operation.test_workflow_telling import asking
from workflows.retention.workflow import RetentionWorkflow


@pytest.fixture(scope="module")
def engine(servers, tmp_path_factory):
    """One of its own: after a termination this server skips no time any more."""
    running = Engine(tmp_path_factory.mktemp("terminated"))
    yield running
    running.stop()


async def test_what_an_operator_terminates_is_written_and_told_by_the_first_sweep_after_its_deadline(engine):
    bank = await asking(engine)
    await bank.operation.handle.terminate()

    async def sweep():
        retention_id = f"retention-{uuid.uuid4().hex}"
        found = await engine.client.execute_workflow(
            RetentionWorkflow.run, id=retention_id, task_queue=TASK_QUEUE, execution_timeout=timedelta(seconds=15)
        )
        return found["overdue_operations"]

    assert (await sweep(), bank.result, bank.told()) == (0, "CONTINUE", [])
    with engine.database.write() as session:
        mine = OperationRow.operation_id == bank.operation.operation_id
        session.connection().execute(update(OperationRow).where(mine).values(expires_ms=1))
    for overdue in (1, 0):
        assert await sweep() == overdue
        assert (bank.result, bank.told()) == ("FAILED", [f"{bank.operation.operation_id}:2"])
