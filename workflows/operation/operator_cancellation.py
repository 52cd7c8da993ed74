"""The end of an operation whose workflow an operator canceled, written with who did: Temporal alone knows."""

import logging

from temporalio import activity
from temporalio.service import RPCError

from activities.audit import origin
from activities.audit.origin import Origin
from activities.projection.activities import ProjectionActivities
from activities.store.operations import OperationProjection
from config import actors
from config.printable import clean
from workflows.temporal import histories
from workflows.temporal.client import EngineUnavailable, Temporal
from workflows.temporal.identifiers import of_operation, shorten

log = logging.getLogger(__name__)

# Less than the task has in which this is tried first.
_SECONDS = 0.8


class OperatorCancellations:
    """Holds who writes projections, and the way to Temporal."""

    def __init__(self, projections: ProjectionActivities, temporal: Temporal) -> None:
        self._projections = projections
        self._temporal = temporal

    @activity.defn(name="project_canceled_operation")
    def project_canceled_operation(self, projection: OperationProjection) -> None:
        """As `project_operation`, by the operator: the audit names who, as far as Temporal does."""
        workflow_id = of_operation(projection.operation_id)
        actor = actors.OPERATOR
        try:
            who = self._temporal.call(lambda client: histories.canceler(client, workflow_id), _SECONDS)
        except (EngineUnavailable, RPCError) as error:
            log.warning("who canceled operation %s is not known: %s", projection.operation_id, error)
        else:
            actor = actors.operator(shorten(clean(who))) if who else actor
        with origin.assume(Origin(actor=actor, method="TEMPORAL", resource=f"/workflows/{workflow_id}")):
            self._projections.project_operation(projection)
