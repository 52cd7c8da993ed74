"""An operation whose workflow an operator terminated is written and told soon after its deadline."""

import pytest
from sqlalchemy import update

from activities.store.tables import OperationRow
from tests.workflows.engine import TASK_QUEUE, Engine
from tests.workflows.operation.listening_bank import asking
from workflows.operation.client.overdue import OverdueOperations
from workflows.operation.client.read_model import ReadModel
from workflows.operation.client.workflow_client import WorkflowClient
from workflows.temporal.client import Temporal


@pytest.fixture(scope="module")
def engine(servers, tmp_path_factory):
    running = Engine(tmp_path_factory.mktemp("terminated"), skipping=False)
    yield running
    running.stop()


async def test_what_an_operator_terminates_is_written_and_told_after_its_deadline(engine):
    workflow_client = WorkflowClient(Temporal(engine.settings), TASK_QUEUE, 5)
    overdue = OverdueOperations(
        ReadModel(engine.database, workflow_client, engine.projector, on_finish=lambda _name, _status: None)
    )
    bank = await asking(engine)
    await bank.operation.handle.terminate()
    assert (overdue.end(), bank.result, bank.told()) == (0, "CONTINUE", [])
    with engine.database.write() as session:
        mine = OperationRow.operation_id == bank.operation.operation_id
        session.connection().execute(update(OperationRow).where(mine).values(expires_ms=1))
    for count in (1, 0):
        assert overdue.end() == count
        assert (bank.result, bank.told()) == ("FAILED", [f"{bank.operation.operation_id}:2"])
