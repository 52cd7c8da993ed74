"""The end of what an operator canceled in Temporal, written with who did: Temporal alone knows."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from temporalio import activity
from temporalio.service import RPCError

from activities.audit import origin
from activities.projection.activities import ProjectionActivities
from activities.store.operations import OperationProjection
from activities.store.registrations import RegistrationProjection
from config import actors
from config.printable import clean
from workflows.temporal import histories
from workflows.temporal.client import EngineUnavailable, Temporal
from workflows.temporal.identifiers import of_operation, of_registration, shorten
from workflows.temporal.operator_origin import in_temporal

log = logging.getLogger(__name__)

# Less than a task has, in which the end of an operation is tried to be written first.
_SECONDS = 0.8


class OperatorCancellations:
    """Holds who writes projections, and the way to Temporal."""

    def __init__(self, projections: ProjectionActivities, temporal: Temporal) -> None:
        self._projections = projections
        self._temporal = temporal

    @activity.defn(name="project_canceled_operation")
    def project_operation(self, projection: OperationProjection) -> None:
        """As that of `ProjectionActivities`, by the operator: the audit names who, as far as Temporal does."""
        with self._operator(of_operation(projection.operation_id)):
            self._projections.project_operation(projection)

    @activity.defn(name="project_canceled_registration")
    def project_registration(self, projection: RegistrationProjection) -> None:
        """See `project_operation`."""
        with self._operator(of_registration(projection.registration_id)):
            self._projections.project_registration(projection)

    @contextmanager
    def _operator(self, workflow_id: str) -> Iterator[None]:
        actor = actors.OPERATOR
        try:
            who = self._temporal.call(lambda client: histories.canceler(client, workflow_id), _SECONDS)
        except (EngineUnavailable, RPCError) as error:
            log.warning("who canceled the workflow %s is not known: %s", workflow_id, error)
        else:
            actor = actors.operator(shorten(clean(who))) if who else actor
        with origin.assume(in_temporal(workflow_id, actor)):
            yield
