"""Operations brought up to date with their workflows, because somebody says that one changed (`mobile-and-cloud.md` §4)."""

from collections.abc import Collection

from activities.projection.operation import OperationProjector
from activities.store.database import Database
from workflows.operation.client.cloud_operations import CloudOperations
from workflows.operation.client.read_model import ReadModel
from workflows.operation.projection import projection


class OperationRefresher:
    """One per process; safe for threads."""

    def __init__(
        self, database: Database, operations: CloudOperations, read_model: ReadModel, projector: OperationProjector
    ) -> None:
        self._database = database
        self._operations = operations
        self._read_model = read_model
        self._projector = projector

    def refresh(self, operation_id: str, applications: Collection[str]) -> None:
        """Ask the workflow, write the row, and note what is to be told of an end, each thing once. Harmless when repeated.

        Raises `Refused` OPERATION_NOT_FOUND, also where it is of other applications; `EngineUnavailable`.
        """
        self._operations.get(operation_id, applications)
        view = self._read_model.refresh(operation_id)
        if not view.state.is_open:
            with self._database.write() as session:
                self._projector.notify_end(session, projection(operation_id, view.state))
