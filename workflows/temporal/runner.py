"""How workflows run: as by the SDK, but that one may close as Canceled by its own decision.

The SDK closes a workflow as Canceled only where cancellation was requested from outside: of its own accord one that raises
`CancelledError` would be Failed. The command is exchanged before it leaves the worker. Temporal's server takes it, and replay
finds the event that it made.
"""

from typing import Any

from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner


class ClosingRunner(WorkflowRunner):
    """Runs workflows in Python's own modules, or (`sandbox`) each with modules of its own."""

    def __init__(self, *, sandbox: bool) -> None:
        self._runner: WorkflowRunner = SandboxedWorkflowRunner() if sandbox else UnsandboxedWorkflowRunner()

    def prepare_workflow(self, defn: Any) -> None:
        """See `WorkflowRunner`; so the others."""
        self._runner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _Instance(self._runner.create_instance(det))

    def set_worker_level_failure_exception_types(self, types: Any) -> None:
        self._runner.set_worker_level_failure_exception_types(types)


class _Instance(WorkflowInstance):
    def __init__(self, instance: WorkflowInstance) -> None:
        self._instance = instance

    def activate(self, act: Any) -> Any:
        completion = self._instance.activate(act)
        for command in completion.successful.commands:
            # A failure is of a cancellation itself, and of none that only lies beneath it.
            if command.fail_workflow_execution.failure.HasField("canceled_failure_info"):
                command.cancel_workflow_execution.SetInParent()
        return completion

    def get_serialization_context(self, command_info: Any) -> Any:
        return self._instance.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._instance.get_external_store_context(command_info)

    def get_info(self) -> Any:
        return self._instance.get_info()

    def get_thread_id(self) -> int | None:
        return self._instance.get_thread_id()
