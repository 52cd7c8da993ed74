"""An operation canceled by an operator, the same way as by the bank."""

from typing import TYPE_CHECKING

from api.commands.failure import Failed
from api.commands.tables import moment

if TYPE_CHECKING:
    from api.services import Services


def cancel(services: "Services", operation_id: str, reason: str) -> str:
    """The status afterwards, which is CANCELED. Raises `Refused`, `EngineUnavailable`; `Failed` for what has ended otherwise."""
    from activities.store import templated_operations
    from config.vocabulary import AuthMethod, AuthStepResult, OperationStatus
    from workflows.operation.model import Cancellation, TakeStep
    from workflows.operation.outcome import finished_ms, status

    view = services.gateway.read_model.get(operation_id)
    if (found := status(view.state)) is not OperationStatus.PENDING:
        ended = moment(finished_ms(view.state))
        raise Failed(f"{operation_id}: it is {found} since {ended}; only what is PENDING can be canceled")
    with services.database.read() as session:
        pinned_template = templated_operations.find(session, operation_id)
    if pinned_template is not None:
        services.cloud_operations.cancel(operation_id, pinned_template.application_ids, reason, None, by_operator=True)
        return OperationStatus.CANCELED
    event = TakeStep(
        AuthMethod.INIT, AuthStepResult.CANCELED, description=reason, cancellation=Cancellation(by_operator=True)
    )
    after = services.gateway.change(operation_id, event)
    if (now := status(after.state)) is not OperationStatus.CANCELED:
        raise Failed(f"{operation_id}: it is {now}: something else came first")
    return now
