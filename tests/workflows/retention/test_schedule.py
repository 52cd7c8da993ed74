"""There is one schedule, made by whoever comes first; what operators do to it stays done."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import ScheduleOverlapPolicy
from temporalio.api.schedule.v1 import Schedule
from temporalio.api.workflowservice.v1 import DescribeScheduleRequest, DescribeScheduleResponse
from temporalio.client import ScheduleIntervalSpec, ScheduleUpdate
from temporalio.service import RPCError, RPCStatusCode

from workflows.retention import schedule
from workflows.retention.schedule import ensure


def described(stack, queue):
    async def ask(client):
        request = DescribeScheduleRequest(namespace=client.namespace, schedule_id=f"retention-{queue}")
        return await client.workflow_service.describe_schedule(request)

    return stack.temporal_call(ask)


def test_workers_at_once_make_one_schedule_and_later_ones_change_nothing(stack):
    queue = uuid.uuid4().hex

    async def start(client):
        await asyncio.gather(*(ensure(client, queue) for _ in range(4)))

    stack.temporal_call(start)
    before = described(stack, queue)
    assert before.schedule.action.start_workflow.task_queue.name == queue
    assert before.schedule.action.start_workflow.workflow_type.name == "Retention"
    assert before.schedule.policies.overlap_policy == ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP
    assert [one.interval.ToTimedelta() for one in before.schedule.spec.interval] == [timedelta(hours=1)]
    stack.temporal_call(start)
    after = described(stack, queue)
    assert after.schedule == before.schedule
    assert after.conflict_token == before.conflict_token


def test_a_pause_and_times_of_an_operators_stay_and_what_is_started_is_mended(stack):
    queue = uuid.uuid4().hex

    async def play(client):
        await ensure(client, queue)
        handle = client.get_schedule_handle(f"retention-{queue}")
        await handle.pause(note="migration of the year")

        def change(asked):
            found = asked.description.schedule
            found.spec.intervals = [ScheduleIntervalSpec(every=timedelta(days=1), offset=timedelta(hours=2))]
            found.action.task_queue = "elsewhere"
            found.policy.overlap = ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL
            return ScheduleUpdate(found)

        await handle.update(change)
        while (await handle.describe()).schedule.action.task_queue != "elsewhere":
            await asyncio.sleep(0.1)  # the server takes a change, and does it later
        await ensure(client, queue)

    stack.temporal_call(play)
    found = described(stack, queue).schedule
    assert found.state.paused
    assert found.state.notes == "migration of the year"
    assert [one.interval.ToTimedelta() for one in found.spec.interval] == [timedelta(days=1)]
    assert found.action.start_workflow.task_queue.name == queue
    assert found.policies.overlap_policy == ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP


def test_a_schedule_that_is_taken_away_is_gone_and_may_have_been_before(stack):
    queue = uuid.uuid4().hex

    async def play(client):
        await ensure(client, queue)
        await schedule.remove(client, queue)
        await schedule.remove(client, queue)

    stack.temporal_call(play)
    with pytest.raises(RPCError, match="not found"):
        described(stack, queue)


def test_a_pause_between_the_look_and_the_change_is_not_undone(stack, monkeypatch):
    queue = uuid.uuid4().hex
    direct, paused = schedule._direct, []

    async def play(client):
        await ensure(client, "wrong-" + queue)
        handle = client.get_schedule_handle(f"retention-wrong-{queue}")
        loop = asyncio.get_running_loop()

        # The schedule of the wrong queue is taken for this one's, so that there is something to change.
        monkeypatch.setattr(schedule, "of_retention", lambda _queue: f"retention-wrong-{queue}")
        service, update = client.workflow_service, client.workflow_service.update_schedule

        async def late(request):
            if not paused:
                paused.append(loop.time())
                await handle.pause(note="in between")
            return await update(request)

        monkeypatch.setattr(service, "update_schedule", late)
        await ensure(client, queue)

    stack.temporal_call(play)
    monkeypatch.undo()
    assert direct is schedule._direct
    found = described(stack, f"wrong-{queue}").schedule
    assert paused
    assert found.state.paused
    assert found.state.notes == "in between"
    assert found.action.start_workflow.task_queue.name == queue


def test_the_workers_schedule_sweeps_what_is_old(stack):
    stack.sql(
        "INSERT INTO operation (operation_id, operation_name, version, result, created_ms, expires_ms, state, "
        "operation_data, params, request_digest) VALUES ('long ago', 'login', 2, 'DONE', 1, 1, '{}', '', '[]', '')"
    )

    async def sweep(client):
        await client.get_schedule_handle("retention-nextstep").trigger()

    stack.temporal_call(sweep)
    for _ in range(200):
        if not stack.sql("SELECT 1 FROM operation WHERE operation_id = 'long ago'"):
            break
        asyncio.run(asyncio.sleep(0.1))
    assert not stack.sql("SELECT 1 FROM operation WHERE operation_id = 'long ago'")


class Busy:
    """A server that has the schedule, and asks the first who ask for it to come again."""

    namespace, identity = "default", "worker"

    def __init__(self, times):
        self.workflow_service, self.left, self.asked = self, times, 0

    async def create_schedule(self, _request):
        raise RPCError("it is there", RPCStatusCode.ALREADY_EXISTS, b"")

    async def describe_schedule(self, _request):
        self.asked += 1
        if self.asked <= self.left:
            raise RPCError("too many ask", RPCStatusCode.RESOURCE_EXHAUSTED, b"")
        return DescribeScheduleResponse(
            schedule=Schedule(action=schedule._action("queue"), policies=schedule._policies())
        )


def test_who_is_asked_to_come_again_does(monkeypatch):
    monkeypatch.setattr(schedule, "_PAUSE_SECONDS", 0)
    busy = Busy(2)
    asyncio.run(ensure(busy, "queue"))
    assert busy.asked == 3
