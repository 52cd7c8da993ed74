"""What enters and leaves a registration's workflow."""

from dataclasses import dataclass

from workflows.registration.model import Refusal, State, Terms


@dataclass(frozen=True, slots=True)
class StartRegistration:
    """Input of the workflow: what was agreed, and the state that the row had when the workflow was started."""

    registration_id: str
    terms: Terms
    state: State


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer to every update: the whole state, the digest of the request that it answers, and the error to be told, if any."""

    state: State
    request_digest: str
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of the workflow, as the operator sees it."""

    status: str
    reason: str | None
