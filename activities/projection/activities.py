"""The activities by which workflows write what they decided, where no caller may be left to do it."""

from temporalio import activity

from activities.projection.operation import OperationProjector
from activities.registrations import changes
from activities.registrations.audit_events import record_state
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from activities.store.operations import OperationProjection
from activities.store.registrations import RegistrationProjection as RegistrationProjection


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
        if is_newer:
            _count_finished(projection.result)

    @activity.defn(name="project_registration")
    def project_registration(self, projection: RegistrationProjection) -> None:
        """Write the projection if it is newer than the row; harmless when repeated, and where there is no row."""
        with self._database.write() as session:
            if changes.project(session, self._sealer, projection):
                record_state(session, projection)


def _count_finished(result: str) -> None:
    """Count an operation whose end no caller wrote; in an activity."""
    finished = activity.metric_meter().create_counter("nextstep_operations_finished", "Operations that ended")
    finished.add(1, {"result": result})
