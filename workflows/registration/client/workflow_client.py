"""Messages to registrations' workflows."""

from typing import Any

import msgspec

from activities.idempotency.request_digest import digest_of
from workflows.registration import search_attributes
from workflows.registration.current_details import limits, title
from workflows.registration.messages import RegistrationReply, StartRegistration
from workflows.registration.model import Alter, Commit, Event, ExchangeKeys, Otp, RegistrationState
from workflows.registration.projection import restore_from_error
from workflows.registration.workflow import RegistrationWorkflow
from workflows.temporal.client import Temporal
from workflows.temporal.details import unbegun
from workflows.temporal.identifiers import REGISTRATION_TYPE, of_registration
from workflows.temporal.transport import Gone, WorkflowTransport


class RegistrationWorkflowClient:
    """Every call raises `EngineUnavailable` where nothing answers in time."""

    def __init__(self, temporal: Temporal, task_queue: str, seconds: float) -> None:
        self._transport = WorkflowTransport(temporal, task_queue, seconds)

    def start(self, start: StartRegistration, *, user_id: str) -> bool:
        """Start a registration's workflow; False where there is, or was, one of its id."""
        untouched = unbegun(title(start.application_id), start.state.created_ms, start.state.expires_ms)
        return self._transport.start(
            REGISTRATION_TYPE,
            start,
            id=of_registration(start.registration_id),
            attributes=search_attributes.at_start(start.state, start.application_id, user_id),
            summary=title(start.application_id),
            details=f"{untouched}\n\n{limits(start.terms)}",
            deadline_ms=start.state.expires_ms,
        )

    def send(self, registration_id: str, event: Event, update_id: str, request_digest: str) -> RegistrationReply:
        """The answer to an event; the same id gets the same answer, whenever it is repeated.

        Raises `Refused` where the machine says no, `Gone` where the workflow takes no more updates.
        """
        try:
            answer: RegistrationReply = self._transport.send(
                handler(event),
                [event, request_digest],
                id=of_registration(registration_id),
                update_id=update_id,
            )
        except Gone as gone:
            raise Gone(gone.state and restore_from_error(gone.state)) from gone
        return answer

    def ask(self, registration_id: str) -> RegistrationState | None:
        """The workflow's state, open or closed; null where Temporal does not know it (any more)."""
        state: RegistrationState | None = self._transport.ask(
            RegistrationWorkflow.state,
            id=of_registration(registration_id),
            of=StartRegistration,
            unbegun=lambda start: start.state,
        )
        return state


def handler(event: Event) -> Any:
    """The update that an event is sent by: a timeline tells by its name what was wrong from what was right."""
    match event:
        case ExchangeKeys():
            is_right = event.key_is_valid and event.otp is not Otp.WRONG
            return RegistrationWorkflow.exchange_keys if is_right else RegistrationWorkflow.exchange_failed
        case Commit():
            return RegistrationWorkflow.commit_failed if event.otp is Otp.WRONG else RegistrationWorkflow.commit
        case Alter():
            return RegistrationWorkflow.alter


def digest(registration_id: str, event: Event) -> str:
    """What a repeated update is recognised by."""
    return digest_of(registration_id, type(event).__name__, msgspec.to_builtins(event))
