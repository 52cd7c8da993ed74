"""The workflow of a sweep: each kind of rows until nothing of it is old enough, a short activity at a time.

First those registrations get their end whose workflows went without it: they would be kept for ever.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.retention.activities import Dropped, RetentionActivities
    from activities.retention.policy import Kind
    from activities.store.overdue import OverduePlace
    from workflows.retention.overdue import OverdueActivities, Settled

NAME = "Retention"
# Longer than an activity goes on, and than one batch takes.
_ATTEMPT, _SILENCE = timedelta(minutes=5), timedelta(seconds=30)
# For about ten minutes; then the next run begins again.
_PATIENT = RetryPolicy(
    initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=2), maximum_attempts=10
)


@workflow.defn(name=NAME)
class RetentionWorkflow:
    """Its result: how many rows were dropped, by kind, and how many were overdue.

    A kind that fails keeps no other from being swept, and fails the run.
    """

    @workflow.run
    async def run(self, so_far: dict[str, int] | None = None) -> dict[str, int]:
        rows = dict(so_far or {})
        failed = []
        works: dict[str, Callable[[str, dict[str, int]], Awaitable[None]]] = {
            "overdue_registrations": self._settle,
            **{kind.value: partial(self._sweep, kind) for kind in Kind},
        }
        for name, work in works.items():
            try:
                await work(name, rows)
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
                failed.append(name)
        if failed:
            raise ApplicationError(f"not swept: {', '.join(failed)}", rows, type="NOT_SWEPT", non_retryable=True)
        return rows

    async def _settle(self, name: str, rows: dict[str, int]) -> None:
        place: OverduePlace | None = None
        has_more = True
        while has_more:
            settled: Settled = await _patiently(
                OverdueActivities.settle_overdue, [place], "end overdue registrations that have no workflow"
            )
            place = settled.after
            has_more = place is not None
            self._tell(rows, name, settled.rows, has_more=has_more)

    async def _sweep(self, kind: Kind, name: str, rows: dict[str, int]) -> None:
        has_more = True
        while has_more:
            dropped: Dropped = await _patiently(RetentionActivities.drop_ended, [kind], f"drop what has ended: {kind}")
            has_more = dropped.has_more
            self._tell(rows, name, dropped.rows, has_more=has_more)

    def _tell(self, rows: dict[str, int], name: str, more: int, *, has_more: bool) -> None:
        rows[name] = rows.get(name, 0) + more
        workflow.set_current_details("\n".join(f"- {one}: {count}" for one, count in rows.items()))
        if has_more and workflow.info().is_continue_as_new_suggested():
            workflow.continue_as_new(rows)


async def _patiently(method: Any, arguments: Sequence[object], summary: str) -> Any:
    return await workflow.execute_activity_method(
        method,
        args=arguments,
        start_to_close_timeout=_ATTEMPT,
        heartbeat_timeout=_SILENCE,
        retry_policy=_PATIENT,
        summary=summary,
    )
