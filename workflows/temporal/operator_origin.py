"""Where something comes from that an operator did in Temporal, as the audit tells it."""

from activities.audit.origin import Origin
from config.actors import OPERATOR


def in_temporal(workflow_id: str, actor: str = OPERATOR) -> Origin:
    """Of what was done to a workflow; Temporal does not always tell by whom."""
    return Origin(actor=actor, method="TEMPORAL", resource=f"/workflows/{workflow_id}")
