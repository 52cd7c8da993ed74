"""The workflow of a sweep: each kind of rows until nothing of it is old enough, a short activity at a time."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.retention.policy import Kind
    from activities.retention.sweeping import Dropped, RetentionActivities

NAME = "Retention"
# Longer than an activity goes on, and than one batch takes.
_ATTEMPT, _SILENCE = timedelta(minutes=5), timedelta(seconds=30)
# For about ten minutes; then the next run begins again.
_PATIENT = RetryPolicy(
    initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=2), maximum_attempts=10
)


@workflow.defn(name=NAME)
class RetentionWorkflow:
    """Its result: how many rows were dropped, by kind. A kind that fails keeps no other from being swept, and fails the run."""

    @workflow.run
    async def run(self, so_far: dict[str, int] | None = None) -> dict[str, int]:
        rows = dict(so_far or {})
        failed = []
        for kind in Kind:
            try:
                await self._sweep(kind, rows)
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
                failed.append(kind.value)
        if failed:
            raise ApplicationError(f"not swept: {', '.join(failed)}", rows, type="NOT_SWEPT", non_retryable=True)
        return rows

    async def _sweep(self, kind: Kind, rows: dict[str, int]) -> None:
        has_more = True
        while has_more:
            dropped: Dropped = await workflow.execute_activity_method(
                RetentionActivities.drop_ended,
                kind,
                start_to_close_timeout=_ATTEMPT,
                heartbeat_timeout=_SILENCE,
                retry_policy=_PATIENT,
                summary=f"drop what has ended: {kind}",
            )
            has_more = dropped.has_more
            rows[kind] = rows.get(kind, 0) + dropped.rows
            workflow.set_current_details("\n".join(f"- {name}: {count}" for name, count in rows.items()))
            if has_more and workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(rows)
