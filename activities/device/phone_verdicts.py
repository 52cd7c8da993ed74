"""What is found of a phone's answer, recorded under its request: who asks again is told the same."""

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from activities.clock import now_ms
from activities.store import signed_requests, verdicts
from activities.store.database import Session
from activities.store.signed_requests import SignedRequest
from activities.store.verdicts import Verdict
from config import exact_json

# No door waits longer for an answer.
_ON_ITS_WAY_MS = 12_000


class Obstacle(StrEnum):
    """Why an answer does not count as the user's: for the operator. The phone hears less."""

    SIGNATURE = "SIGNATURE"
    DATA = "DATA"
    FACTOR = "FACTOR"
    PROXIMITY = "PROXIMITY"
    # A right answer was found before, by a task that came to nothing: it is on its way again.
    OVERTAKEN = "OVERTAKEN"


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """Which request is to be checked. `accepted`: the signature types that the operation takes; null: whatever the door took.

    `taken`: the requests by which its steps were taken so far.
    """

    operation_id: str
    update_id: str
    accepted: tuple[str, ...] | None = None
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhoneVerdict:
    """What the check found; `obstacle` is null where nothing stands in the way.

    `is_heard`: somebody outside is to be told, should the operation end by it. The rest is as in `signatures.Verdict`.
    """

    obstacle: Obstacle | None
    registration_id: str
    signature_type: str
    status: str
    remaining_attempts: int
    is_heard: bool
    user_id: str | None = None
    application_id: str | None = None


def known(session: Session, check: PhoneCheck) -> PhoneVerdict | None:
    """The verdict of the first run; null where this is the first."""
    found = verdicts.find(session, check.operation_id, check.update_id)
    return None if found is None else _restored(found)


def note(session: Session, check: PhoneCheck, verdict: PhoneVerdict) -> None:
    """In the transaction that moved the counters."""
    said = exact_json.write(asdict(verdict))
    verdicts.note(session, Verdict(check.operation_id, check.update_id, "", said, noted_ms=now_ms()))


def unless_overtaken(session: Session, check: PhoneCheck, verdict: PhoneVerdict) -> PhoneVerdict:
    """The verdict, or OVERTAKEN where it failed behind a right answer that is on its way.

    A workflow task that came to nothing is done again, and its updates may come in another order: what failed behind the right
    answer then comes before it, and must not be held against the operation.
    """
    if verdict.obstacle is None:
        return verdict
    recent = verdicts.since(session, check.operation_id, now_ms() - _ON_ITS_WAY_MS)
    right = {one.update_id for one in recent if _restored(one).obstacle is None}
    return replace(verdict, obstacle=Obstacle.OVERTAKEN) if right - set(check.taken) else verdict


def was_right(session: Session, request: SignedRequest) -> bool:
    """Whether the same was said before, and was right."""
    noted = (verdicts.find(session, request.workflow_id, one) for one in signed_requests.alike(session, request))
    return any(one is not None and _restored(one).obstacle is None for one in noted)


def _restored(verdict: Verdict) -> PhoneVerdict:
    said = json.loads(verdict.verdict)
    return PhoneVerdict(**said | {"obstacle": said["obstacle"] and Obstacle(said["obstacle"])})
