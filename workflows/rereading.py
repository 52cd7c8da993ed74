"""Operations brought up to date with their workflows, because somebody says that one changed (`mobile-and-cloud.md` §4)."""

from collections.abc import Callable, Collection

from workflows.cloud_operations import CloudOperations
from workflows.read_model import OperationView, ReadModel


def _nobody(_: OperationView) -> None:
    """Where there is nobody to tell."""


class Rereading:
    """One per process; safe for threads. `tell` notes whatever is to be told of an operation as it is now, each thing once."""

    def __init__(
        self, operations: CloudOperations, read_model: ReadModel, tell: Callable[[OperationView], None] = _nobody
    ) -> None:
        self._operations = operations
        self._read_model = read_model
        self._tell = tell

    def reread(self, operation_id: str, applications: Collection[str]) -> None:
        """Ask the workflow, write the row, tell. Harmless when repeated.

        Raises `Refused` ERROR_OPERATION_NOT_FOUND, also where it is of other applications; `EngineUnavailable`.
        """
        self._operations.get(operation_id, applications)
        self._tell(self._read_model.reread(operation_id))
