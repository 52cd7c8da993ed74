"""The activities by which workflows write what they decided, where no caller may be left to do it."""

from temporalio import activity
from temporalio.common import MetricMeter

from activities.projection.operation import OperationProjector
from activities.registrations import changes
from activities.registrations.audit_events import record_state
from activities.secrets.sealing import Sealer
from activities.store import operations
from activities.store.database import Database
from activities.store.operations import OperationProjection
from activities.store.registrations import RegistrationProjection


class ProjectionActivities:
    """Holds the worker's database, who writes operations, and what seals the bank's news of registrations."""

    def __init__(self, database: Database, projector: OperationProjector, sealer: Sealer) -> None:
        self._database = database
        self._projector = projector
        self._sealer = sealer

    @activity.defn(name="project_operation")
    def project_operation(self, projection: OperationProjection) -> None:
        """Write the projection if it is newer than the row; harmless when repeated, and where there is no row."""
        with self._database.write() as session:
            is_newer = self._projector.project(session, projection)
            name = operations.get(session, projection.operation_id).row.operation_name if is_newer else ""
        if is_newer:
            count_finished(activity.metric_meter(), name, projection.progress.status)

    @activity.defn(name="project_registration")
    def project_registration(self, projection: RegistrationProjection) -> None:
        """Write the projection if it is newer than the row; harmless when repeated, and where there is no row."""
        with self._database.write() as session:
            if changes.project(session, self._sealer, projection):
                record_state(session, projection)


def count_finished(meter: MetricMeter, operation_name: str, status: str) -> None:
    """Of operations whose end no caller wrote."""
    counter = meter.create_counter("nextstep_operations_finished", "Operations that ended")
    counter.add(1, {"operation": operation_name, "status": status})
