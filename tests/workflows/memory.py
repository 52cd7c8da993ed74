"""Workflows in memory, in place of Temporal: faults come when a test says so."""

from dataclasses import dataclass, field

from config.clock import now_ms
from workflows.operation import machine
from workflows.operation.messages import OperationReply, Snapshot
from workflows.temporal.client import EngineUnavailable, WorkflowSilent
from workflows.temporal.transport import Gone


@dataclass
class Running:
    """One operation's workflow."""

    start: object
    state: object
    answers: dict = field(default_factory=dict)
    terminated: bool = False
    forgotten: bool = False


class MemoryWorkflowClient:
    """A `WorkflowClient` that keeps the operations itself, and counts what it is asked.

    `away`: nothing arrives; `silent`: the ids of workflows to which nothing does. `loses_answers`: what arrives is done, and
    nobody hears of it. `meanwhile`: called once, when the next message has been sent and has not yet arrived.
    """

    def __init__(self):
        self.running, self.listings = {}, {}
        self.asked = self.sent = 0
        self.away = self.loses_answers = False
        self.silent = set()
        self.meanwhile = lambda: None

    def start(self, start, listing):
        self._arrive()
        if start.operation_id in self.running:
            return False
        self.running[start.operation_id] = Running(start, start.state)
        self.listings[start.operation_id] = listing
        self._answer()
        return True

    def send(self, operation_id, event, update_id, request_digest):
        self.sent += 1
        self._arrive(operation_id)
        found = self.running.get(operation_id)
        if found is None or found.forgotten:
            raise Gone
        if update_id not in found.answers:
            if found.terminated or not found.state.is_open:
                raise Gone
            found.state = machine.apply(found.start.flow, found.state, event, now_ms())
            found.answers[update_id] = OperationReply(found.state, request_digest)
        self._answer()
        return found.answers[update_id]

    def ask(self, operation_id):
        self.asked += 1
        self._arrive(operation_id)
        found = self.running.get(operation_id)
        if found is None or found.forgotten:
            return None
        if not found.terminated:
            found.state = machine.expire(found.state, now_ms())
        return Snapshot(found.start.flow.operation_name, found.state, found.start.request_digest)

    def _arrive(self, workflow_id=None):
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        if self.away:
            raise EngineUnavailable("away")
        if workflow_id in self.silent:
            raise WorkflowSilent("an operator has paused the workflow")

    def _answer(self):
        if self.loses_answers:
            raise EngineUnavailable("no answer in time")
