"""What is open is found in both namespaces, operations' and deliveries'; what Temporal has forgotten meanwhile is left out."""

import asyncio
from types import SimpleNamespace

from temporalio.client import WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from config.settings import load
from workflows.temporal import open_histories
from workflows.temporal.open_histories import OpenHistories, open_on


class Namespace:
    """In which these are open, and those of `gone` were a moment ago."""

    def __init__(self, ids, gone=()):
        self.ids, self.gone, self.asked = ids, gone, []

    async def list_workflows(self, query):
        self.asked.append(query)
        for one in self.ids:
            yield SimpleNamespace(id=one, run_id=f"run of {one}")

    def get_workflow_handle(self, workflow_id, run_id):
        async def fetch():
            if workflow_id in self.gone:
                raise RPCError("gone", RPCStatusCode.NOT_FOUND, b"")
            return WorkflowHistory(workflow_id, [])

        assert run_id == f"run of {workflow_id}"
        return SimpleNamespace(fetch_history=fetch)


def test_all_that_is_open_on_the_task_queue_is_found_in_both_namespaces(monkeypatch):
    operations = Namespace([f"operation {number}" for number in range(20)], gone=["operation 3", "operation 19"])
    deliveries = Namespace(["delivery"])

    namespaces = {False: operations, True: deliveries}

    async def connect(_settings, *, deliveries):
        return namespaces[deliveries]

    monkeypatch.setattr(open_histories, "connect", connect)

    async def find():
        return {name async for name, _ in OpenHistories(load(task_queue="old"))}

    expected = {*operations.ids, *deliveries.ids} - set(operations.gone)
    assert asyncio.run(find()) == expected
    assert operations.asked == deliveries.asked == [open_on("old")]
