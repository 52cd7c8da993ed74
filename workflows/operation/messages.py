"""What enters and leaves an operation's workflow."""

from dataclasses import dataclass

from activities.device.phone_verdicts import PhoneVerdict
from workflows.operation.model import Eligibility, Flow, OperationState


@dataclass(frozen=True, slots=True)
class StartOperation:
    """Input of the workflow: the pinned flow and the state that the caller was told of at creation.

    `request_digest` is that of the creating request, so that its repetition is told from another request for the same id.
    """

    operation_id: str
    flow: Flow
    state: OperationState
    request_digest: str


@dataclass(frozen=True, slots=True)
class OperationReply:
    """Answer to every update: the whole state, and the digest of the request that it answers."""

    state: OperationState
    request_digest: str


@dataclass(frozen=True, slots=True)
class PhoneAnswer:
    """A phone answered, and its request was checked: the verdict. `reason`: it rejects, and why; null: it approves.

    `eligibility` is the user's. The request itself stands in SQL, under the update's id.
    """

    eligibility: Eligibility
    verdict: PhoneVerdict
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Answer to a query: what the operation is, and the digest of the request that created it."""

    operation_name: str
    state: OperationState
    request_digest: str


def first_snapshot(start: StartOperation) -> Snapshot:
    """What an operation is before anybody has come."""
    return Snapshot(start.flow.operation_name, start.state, start.request_digest)


@dataclass(frozen=True, slots=True)
class OperationOutcome:
    """Result of the workflow of an operation that was approved, as the operator sees it."""

    status: str
    explanation: str
