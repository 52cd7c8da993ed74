"""The schedule that has swept what has ended: made by the first worker, and kept as it has to be by every other.

Operators pause it, trigger it and change its times, which stay as they leave them. What it starts, and that no two sweeps go on
at once, is ours.
"""

import asyncio
import uuid
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.common.v1 import WorkflowType
from temporalio.api.enums.v1 import ScheduleOverlapPolicy
from temporalio.api.schedule.v1 import IntervalSpec, Schedule, ScheduleAction, SchedulePolicies, ScheduleSpec
from temporalio.api.workflow.v1 import NewWorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import (
    CreateScheduleRequest,
    DeleteScheduleRequest,
    DescribeScheduleRequest,
    UpdateScheduleRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from workflows.retention.workflow import NAME
from workflows.temporal.identifiers import of_retention

_EVERY = timedelta(hours=1)
# So that the installations of one cluster don't begin together.
_JITTER = timedelta(minutes=10)
# What was missed longer ago is done by the next run.
_CATCH_UP = timedelta(minutes=15)
# How long a change is waited for, and looked for how often.
_SECONDS, _PAUSE_SECONDS = 20.0, 0.5


async def ensure(client: Client, task_queue: str) -> None:
    """There is a schedule, and it starts our workflow on this task queue. Repeatable, and harmless by several at once.

    Raises `RPCError`, or `TimeoutError` where it does not become what it should.
    """
    if await _create(client, task_queue):
        return
    # The server takes a change and does it later, or drops it without a word where somebody else has changed the schedule.
    async with asyncio.timeout(_SECONDS):
        while not await _correct(client, task_queue):
            await asyncio.sleep(_PAUSE_SECONDS)


async def remove(client: Client, task_queue: str) -> None:
    """There is none any more for this task queue. A run that goes on ends by itself. Raises `RPCError`."""
    request = DeleteScheduleRequest(
        namespace=client.namespace, schedule_id=of_retention(task_queue), identity=client.identity
    )
    try:
        await client.workflow_service.delete_schedule(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def _create(client: Client, task_queue: str) -> bool:
    """Whether the schedule is a new one."""
    schedule_id = of_retention(task_queue)
    request = CreateScheduleRequest(
        namespace=client.namespace,
        schedule_id=schedule_id,
        schedule=Schedule(
            spec=ScheduleSpec(interval=[IntervalSpec(interval=_duration(_EVERY))], jitter=_duration(_JITTER)),
            action=_action(task_queue),
            policies=_policies(),
        ),
        identity=client.identity,
        request_id=uuid.uuid4().hex,
    )
    try:
        await client.workflow_service.create_schedule(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
        return False
    return True


async def _correct(client: Client, task_queue: str) -> bool:
    """Whether the schedule that is there does what it should; if not, it is told to. The SDK's own way would undo a pause."""
    schedule_id, service = of_retention(task_queue), client.workflow_service
    request = DescribeScheduleRequest(namespace=client.namespace, schedule_id=schedule_id)
    try:
        found = await service.describe_schedule(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.RESOURCE_EXHAUSTED:  # several that ask at once are asked to come again
            raise
        return False
    schedule = Schedule()
    schedule.CopyFrom(found.schedule)
    schedule.policies.overlap_policy = ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP
    _direct(schedule.action.start_workflow, task_queue)
    if schedule == found.schedule:
        return True
    await service.update_schedule(
        UpdateScheduleRequest(
            namespace=client.namespace,
            schedule_id=schedule_id,
            schedule=schedule,
            conflict_token=found.conflict_token,
            identity=client.identity,
            request_id=uuid.uuid4().hex,
        )
    )
    return False


def _action(task_queue: str) -> ScheduleAction:
    started = NewWorkflowExecutionInfo()
    _direct(started, task_queue)
    return ScheduleAction(start_workflow=started)


def _direct(execution: NewWorkflowExecutionInfo, task_queue: str) -> None:
    execution.workflow_id = of_retention(task_queue)
    execution.workflow_type.CopyFrom(WorkflowType(name=NAME))
    execution.task_queue.name = task_queue


def _policies() -> SchedulePolicies:
    return SchedulePolicies(
        overlap_policy=ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP, catchup_window=_duration(_CATCH_UP)
    )


def _duration(time: timedelta) -> Duration:
    found = Duration()
    found.FromTimedelta(time)
    return found
