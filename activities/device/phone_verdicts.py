"""What is found of a phone's answer, recorded under its request: a copy of the request adopts the verdict, and moves nothing."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from activities.store import signed_requests, verdicts
from activities.store.columns import columns
from activities.store.database import Session
from activities.store.signed_requests import SignedRequest
from activities.store.verdicts import StoredVerdict
from config.clock import now_ms


class ApprovalFailure(StrEnum):
    """Why an answer does not count as the user's: for the operator. The phone hears less."""

    SIGNATURE = "SIGNATURE"
    DATA = "DATA"
    FACTOR = "FACTOR"
    PROXIMITY = "PROXIMITY"
    # Rightly signed, and no answer: its operation is closed, unknown, or not for this phone to answer.
    OPERATION = "OPERATION"
    # Wrong, and behind a right answer that is on its way.
    OVERTAKEN = "OVERTAKEN"
    # Not of an app that may answer for this phone, or of a phone that may not answer yet: nothing that could be right.
    FOREIGN = "FOREIGN"


# Nobody but who sent these hears of them, the operation neither.
UNTOLD = frozenset({ApprovalFailure.OVERTAKEN, ApprovalFailure.FOREIGN})


@dataclass(frozen=True, slots=True)
class PhoneVerdict:
    """What the check found; `failure` is null where nothing stands in the way.

    The rest is as in `signatures.SignatureVerdict`.
    """

    failure: ApprovalFailure | None
    registration_id: str
    signature_type: str
    status: str
    remaining_attempts: int
    user_id: str | None = None
    application_id: str | None = None


def find_verdict(session: Session, workflow_id: str, update_id: str) -> PhoneVerdict | None:
    """The verdict on this request; null where it has not been checked."""
    found = verdicts.find(session, workflow_id, update_id)
    return None if found is None else _restore(found)


def record(session: Session, workflow_id: str, update_id: str, verdict: PhoneVerdict) -> None:
    """In the transaction that moved the counters."""
    verdicts.record(session, StoredVerdict(workflow_id, update_id, "", columns(verdict), recorded_ms=now_ms()))


def unless_overtaken(
    session: Session, workflow_id: str, verdict: PhoneVerdict, step_requests: Collection[str]
) -> PhoneVerdict:
    """The verdict, or OVERTAKEN where it failed behind a right answer that is on its way.

    `step_requests`: the requests by which the operation's steps were taken so far.
    """
    if verdict.failure is None:
        return verdict
    overtaken = verdicts.is_right_on_its_way(
        session, workflow_id, step_requests, lambda one: _restore(one).failure is None
    )
    return replace(verdict, failure=ApprovalFailure.OVERTAKEN) if overtaken else verdict


def find_right_before(session: Session, request: SignedRequest) -> str | None:
    """The update by which the same was said before, and was right; null where it was not."""
    for update_id in signed_requests.find_alike(session, request):
        verdict = find_verdict(session, request.workflow_id, update_id)
        if verdict is not None and verdict.failure is None:
            return update_id
    return None


def _restore(verdict: StoredVerdict) -> PhoneVerdict:
    said = verdict.verdict
    return PhoneVerdict(**said | {"failure": said["failure"] and ApprovalFailure(said["failure"])})
