"""What is open is found in both namespaces, operations' and deliveries'; what Temporal has forgotten meanwhile is left out."""

import asyncio
from types import SimpleNamespace

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflow.v1 import WorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsResponse
from temporalio.client import WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from config.settings import load
from workflows.temporal import open_histories
from workflows.temporal.open_histories import OpenHistories
from workflows.temporal.open_workflows import open_on


class Namespace:
    """In which these are open, and those of `gone` were a moment ago."""

    namespace = "default"

    def __init__(self, ids, gone=()):
        self.ids, self.gone, self.asked, self.workflow_service = ids, gone, set(), self

    async def list_workflow_executions(self, request, *, retry):
        """Seven at a time."""
        self.asked.add(request.query)
        begin = int(request.next_page_token or b"0")
        page, more = self.ids[begin : begin + 7], self.ids[begin + 7 :]
        return ListWorkflowExecutionsResponse(
            executions=[
                WorkflowExecutionInfo(execution=WorkflowExecution(workflow_id=one, run_id=f"run of {one}"))
                for one in page
            ],
            next_page_token=str(begin + 7).encode() if more else b"",
        )

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
    assert operations.asked == deliveries.asked == {open_on("old")}
