"""What enters and leaves a registration's workflow."""

from dataclasses import dataclass

from workflows.registration.model import RegistrationRefusal, RegistrationState, Terms


@dataclass(frozen=True, slots=True)
class StartRegistration:
    """Input of the workflow: where and what was agreed, and the state that the row had when the workflow was started."""

    registration_id: str
    application_id: str
    terms: Terms
    state: RegistrationState


@dataclass(frozen=True, slots=True)
class RegistrationReply:
    """Answer to every update: the whole state, the digest of the request that it answers, and the error to be told, if any."""

    state: RegistrationState
    request_digest: str
    refusal: RegistrationRefusal | None = None


@dataclass(frozen=True, slots=True)
class RegistrationOutcome:
    """Result of the workflow of a registration that became ACTIVE, as the operator sees it."""

    status: str
    explanation: str
