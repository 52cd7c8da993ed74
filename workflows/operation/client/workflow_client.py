"""Messages to operations' workflows."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from activities.idempotency.request_digest import digest_of
from config.vocabulary import AuthStepResult
from workflows.operation import phone_steps, search_attributes
from workflows.operation.messages import OperationReply, PhoneAnswer, Snapshot, StartOperation, first_snapshot
from workflows.operation.model import AssignUser, ChooseMethod, Eligibility, Event, SetMobileToken, TakeStep
from workflows.operation.workflow import OperationWorkflow
from workflows.temporal.client import Temporal
from workflows.temporal.details import unbegun
from workflows.temporal.identifiers import of_operation, type_of_operation
from workflows.temporal.transport import WorkflowTransport

# By the names a timeline tells a wrong attempt from a right one.
_STEPS: dict[AuthStepResult | None, Any] = {
    AuthStepResult.CONFIRMED: OperationWorkflow.step_confirmed,
    AuthStepResult.CANCELED: OperationWorkflow.step_canceled,
    AuthStepResult.AUTH_METHOD_CHOSEN: OperationWorkflow.step_changed,
    AuthStepResult.AUTH_METHOD_DOWNGRADE: OperationWorkflow.step_changed,
}
_ANSWERS: dict[AuthStepResult | None, Any] = {
    AuthStepResult.CONFIRMED: OperationWorkflow.phone_approved,
    AuthStepResult.CANCELED: OperationWorkflow.phone_rejected,
}
_HANDLERS: dict[type[Event], Any] = {
    ChooseMethod: OperationWorkflow.choose_method,
    SetMobileToken: OperationWorkflow.set_mobile_token,
    AssignUser: OperationWorkflow.assign_user,
}

_NOBODY = Eligibility()


@dataclass(frozen=True, slots=True)
class Listing:
    """What operators find and read about an operation in the Temporal UI from its start."""

    summary: str
    application_id: str | None = None
    external_id: str | None = None


class WorkflowClient:
    """Every call raises `EngineUnavailable` where nothing answers in time."""

    def __init__(self, temporal: Temporal, task_queue: str, seconds: float) -> None:
        self._transport = WorkflowTransport(temporal, task_queue, seconds)

    def start(self, start: StartOperation, listing: Listing) -> bool:
        """Start an operation's workflow; False where there is, or was, one of its id."""
        attributes = search_attributes.at_start(start.state, listing.application_id, listing.external_id)
        return self._transport.start(
            type_of_operation(start.flow.operation_name),
            start,
            id=of_operation(start.operation_id),
            attributes=attributes,
            summary=listing.summary,
            details=unbegun(start.flow.operation_name, start.state.created_ms, start.state.expires_ms),
            deadline_ms=start.state.expires_ms,
        )

    def send(self, operation_id: str, event: Event, update_id: str, request_digest: str) -> OperationReply:
        """The answer to an event; the same id gets the same answer, whenever it is repeated.

        Raises `Refused` where the machine says no, `Gone` where the workflow takes no more updates.
        """
        answer: OperationReply = self._transport.send(
            handler(event), [event, request_digest], id=of_operation(operation_id), update_id=update_id
        )
        return answer

    def answer(self, operation_id: str, answer: PhoneAnswer, update_id: str) -> OperationReply:
        """What becomes of a phone's answer, whose request is noted under the update's id. Raises `Refused`, `Gone`."""
        answered: OperationReply = self._transport.send(
            phone_handler(answer), [answer, update_id], id=of_operation(operation_id), update_id=update_id
        )
        return answered

    def ask(self, operation_id: str) -> Snapshot | None:
        """What the workflow says of itself, open or closed; null where Temporal does not know it (any more)."""
        snapshot: Snapshot | None = self._transport.ask(
            OperationWorkflow.snapshot, id=of_operation(operation_id), of=StartOperation, unbegun=first_snapshot
        )
        return snapshot


def handler(event: Event) -> Any:
    """The update that an event is sent by."""
    if isinstance(event, TakeStep):
        return _STEPS.get(event.step_result, OperationWorkflow.step_failed)
    return _HANDLERS[type(event)]


def phone_handler(answer: PhoneAnswer) -> Any:
    """The update that a phone's answer is sent by: its request was checked before."""
    return _ANSWERS.get(phone_steps.step_result(answer), OperationWorkflow.phone_failed)


def digest(operation_id: str, event: Event) -> str:
    """What a repeated update is recognised by: the event as its caller meant it, whatever holds of the user by now."""
    meant = event
    if not isinstance(event, AssignUser) and event.eligibility != _NOBODY:
        meant = replace(event, eligibility=_NOBODY)
    return digest_of(operation_id, type(event).__name__, msgspec.to_builtins(meant))
