"""A recorded history through today's code: whether it still replays, and whether each decision is still the recorded one.

Temporal compares commands, such as timers and activities; what an update answered is none. So today's answers are taken from the
workflow while it is replayed, and held against the recorded ones, member by member as far as both have them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.update.v1 import Input
from temporalio.client import WorkflowHistory
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.worker import (
    ExecuteWorkflowInput,
    HandleUpdateInput,
    Interceptor,
    Replayer,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from workflows.operation.messages import StartOperation
from workflows.operation.workflow import OperationWorkflow
from workflows.temporal.payloads import CONVERTER
from workflows.temporal.runner import ClosingRunner
from workflows.temporal.sdk_errors import reason
from workflows.temporal.telemetry import runtime_of_process
from workflows.worker import WORKFLOWS

_OUTCOME = "(outcome)"
# What a workflow decides that closes as Canceled.
_CALLED_OFF = {"status": "CANCELED"}


@dataclass(frozen=True, slots=True)
class ReplayedStep:
    """An update, or the end: what was recorded of it, and what today's code answers; null: nothing (yet).

    Both are as they travel, a dictionary mostly; a refusal is its reason's word.
    """

    name: str
    at_ms: int
    recorded_answer: Any
    todays_answer: Any

    @property
    def is_same(self) -> bool:
        """Whether nothing that both say differs."""
        return _agree(self.recorded_answer, self.todays_answer)


@dataclass(frozen=True, slots=True)
class Replay:
    """`problem`: why the history does not replay; null: it does. `events`: how many it has."""

    workflow_type: str
    events: int
    problem: str | None
    steps: tuple[ReplayedStep, ...]

    @property
    def is_same(self) -> bool:
        """Whether it replays, and every decision is the recorded one."""
        return self.problem is None and all(step.is_same for step in self.steps)


async def replay(history: WorkflowHistory) -> Replay:
    """Raises `ValueError` where it is no history of a workflow of ours."""
    started = history.events[0].workflow_execution_started_event_attributes if history.events else None
    if started is None:
        raise ValueError("is no history of a workflow")
    named = {_definition(one).name: one for one in WORKFLOWS}
    kind = named.get(started.workflow_type.name, OperationWorkflow)
    if kind is OperationWorkflow and not _is_operation(started.input.payloads):
        raise ValueError(f"is no history of an operation, and of none of {', '.join(sorted(filter(None, named)))}")
    answers: dict[str, Any] = {}
    problem = None
    if any(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED for event in history.events):
        replayer = Replayer(
            workflows=WORKFLOWS,
            data_converter=CONVERTER,
            interceptors=[_Listener(answers)],
            workflow_runner=ClosingRunner(sandbox=False),
            runtime=runtime_of_process(),
        )
        failure = (await replayer.replay_workflow(history, raise_on_replay_failure=False)).replay_failure
        problem = None if failure is None else reason(failure)
    return Replay(started.workflow_type.name, len(history.events), problem, tuple(_steps(history, kind, answers)))


class _Listener(Interceptor):
    """Notes what the workflow answers, by the updates' ids; its result under `_OUTCOME`."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self._answers = answers

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        """Called by the SDK."""
        answers = self._answers

        class _Inbound(WorkflowInboundInterceptor):
            async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
                try:
                    answer = await super().execute_workflow(input)
                except FailureError as error:
                    answers[_OUTCOME] = _failed(error.type) if isinstance(error, ApplicationError) else _CALLED_OFF
                    raise
                answers[_OUTCOME] = _decision(_as_sent(answer))
                return answer

            async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
                try:
                    answer = await super().handle_update_handler(input)
                except ApplicationError as error:
                    answers[input.id] = error.type
                    raise
                answers[input.id] = _as_sent(answer)
                return answer

        return _Inbound


def _steps(history: WorkflowHistory, kind: type, answers: dict[str, Any]) -> list[ReplayedStep]:
    """Each update in the order in which it was accepted, and the end."""
    outcomes = {
        event.workflow_execution_update_completed_event_attributes.meta.update_id: event
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED
    }
    steps = []
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            request = event.workflow_execution_update_accepted_event_attributes.accepted_request
            update_id = request.meta.update_id
            recorded = _recorded(outcomes[update_id]) if update_id in outcomes else None
            decided = answers[update_id] if update_id in answers else _unreadable(kind, request.input)
            steps.append(ReplayedStep(request.input.name, _ms(event), recorded, decided))
        elif event.event_type in _CLOSES:
            steps.append(ReplayedStep(_OUTCOME, _ms(event), _CLOSES[event.event_type](event), answers.get(_OUTCOME)))
    return steps


def _decision(outcome: Any) -> Any:
    """Without the words for operators, which a release may put better."""
    return (
        {name: value for name, value in outcome.items() if name != "explanation"}
        if isinstance(outcome, dict)
        else outcome
    )


def _failed(word: str | None) -> dict[str, str | None]:
    return {"status": "FAILED", "reason": word}


def _is_operation(payloads: Any) -> bool:
    try:
        CONVERTER.payload_converter.from_payloads(list(payloads), [StartOperation])
    except Exception:  # whatever it is, it is none
        return False
    return True


def _unreadable(kind: type, request: Input) -> str | None:
    """Why this code cannot read what an update was sent with, if that is why it did not answer."""
    update = _definition(kind).updates.get(request.name)
    if update is None:
        return "there is no such update"
    try:
        CONVERTER.payload_converter.from_payloads(list(request.args.payloads), update.arg_types)
    except Exception as error:  # of what was recorded anything may have changed
        return f"cannot be read: {str(error).partition(chr(10))[0]}"
    return None


def _definition(kind: type) -> Any:
    return getattr(kind, "__temporal_workflow_definition")


def _recorded(event: HistoryEvent) -> Any:
    outcome = event.workflow_execution_update_completed_event_attributes.outcome
    if outcome.HasField("failure"):
        return outcome.failure.application_failure_info.type
    return _read(outcome.success.payloads)


_CLOSES: dict[Any, Callable[[HistoryEvent], Any]] = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: lambda event: _decision(
        _read(event.workflow_execution_completed_event_attributes.result.payloads)
    ),
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: lambda event: _failed(
        event.workflow_execution_failed_event_attributes.failure.application_failure_info.type
    ),
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: lambda _event: _CALLED_OFF,
}


def _read(payloads: Any) -> Any:
    return json.loads(payloads[0].data) if payloads else None


def _as_sent(answer: Any) -> Any:
    return _read(CONVERTER.payload_converter.to_payloads([answer]))


def _ms(event: HistoryEvent) -> int:
    return event.event_time.ToMilliseconds()


def _agree(one: Any, other: Any) -> bool:
    """Whether they are equal but for members that only one of them has: a release may add or drop some."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_agree(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_agree, one, other))
    return bool(one == other)
