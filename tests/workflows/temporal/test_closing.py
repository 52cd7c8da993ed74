"""How workflows close that have done their work, on the server that people run."""

import uuid

import pytest
from temporalio.worker import Replayer, Worker

from tests.workflows.closed import Closed, closed
from tests.workflows.temporal.closes import Closes
from workflows import worker
from workflows.temporal.payloads import CONVERTER


@pytest.fixture
def engine(live_engine):
    return live_engine


ENDS = {
    "done": Closed("COMPLETED", result="done"),
    "called off": Closed("CANCELED"),
    "came to nothing": Closed("FAILED", "a.reason", "nobody came"),
}


@pytest.mark.parametrize("sandbox", [True, False], ids=["in the sandbox", "without"])
async def test_each_end_closes_in_its_own_way_within_one_task_and_replays(engine, caplog, sandbox):
    queue = f"closing-{sandbox}"
    async with Worker(engine.client, task_queue=queue, workflows=[Closes], **worker.options(sandbox=sandbox)):
        for how, end in ENDS.items():
            handle = await engine.client.start_workflow(Closes.run, how, id=uuid.uuid4().hex, task_queue=queue)
            assert await closed(handle) == end
            history = await handle.fetch_history()
            assert len(history.events) == 5
            assert "stackTrace" not in history.to_json()
            await Replayer(
                workflows=[Closes],
                data_converter=CONVERTER,
                workflow_runner=worker.options(sandbox=sandbox)["workflow_runner"],
            ).replay_workflow(history)
    assert not caplog.records
