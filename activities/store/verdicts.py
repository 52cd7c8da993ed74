"""What was answered to a request that changes rows, under the request's id: its repetition is answered the same."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, select

from activities.store import passing
from activities.store.columns import columns
from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import VerdictRow
from config import exact_json
from config.clock import now_ms

# Longer than any activity is retried, or any caller repeats.
KEPT_MS = 24 * 3_600_000
# No API waits longer for an answer.
_ON_ITS_WAY_MS = 12_000


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """See `VerdictRow`; `verdict` is whatever JSON can say."""

    workflow_id: str
    update_id: str
    request_digest: str
    verdict: Any
    recorded_ms: int


_VERDICT: Table = VerdictRow.__table__  # type: ignore[attr-defined]
_NAMES = tuple(_VERDICT.c.keys())
_ONE = select(*_VERDICT.c).where(
    _VERDICT.c.workflow_id == bindparam("workflow_id"), _VERDICT.c.update_id == bindparam("update_id")
)
_SINCE = select(*_VERDICT.c).where(
    _VERDICT.c.workflow_id == bindparam("workflow_id"), _VERDICT.c.recorded_ms >= bindparam("since_ms")
)
_NOTE = _VERDICT.insert()
_OLD = passing.delete_old(_VERDICT, _VERDICT.c.recorded_ms < database_ms() - KEPT_MS)


def find(session: Session, workflow_id: str, update_id: str) -> StoredVerdict | None:
    """The verdict on this request; null where it has not been answered."""
    row = session.run(_ONE, {"workflow_id": workflow_id, "update_id": update_id}).first()
    return None if row is None else _from_row(row)


def find_since(session: Session, workflow_id: str, since_ms: int) -> list[StoredVerdict]:
    """The verdicts on a workflow's requests that were noted since then."""
    rows = session.run(_SINCE, {"workflow_id": workflow_id, "since_ms": since_ms})
    return [_from_row(row) for row in rows]


def is_right_on_its_way(
    session: Session, workflow_id: str, step_requests: Collection[str], is_right: Callable[[StoredVerdict], bool]
) -> bool:
    """Whether a workflow is about to hear of a right answer. `step_requests`: the requests by which its steps were taken so far.

    It may hear of two requests in another order than they were checked in: what failed behind the right one must not be held
    against the operation before it.
    """
    recent = find_since(session, workflow_id, now_ms() - _ON_ITS_WAY_MS)
    return any(one.update_id not in step_requests and is_right(one) for one in recent)


def record(session: Session, verdict: StoredVerdict) -> None:
    """In the transaction that does what was asked."""
    session.run(_NOTE, columns(verdict) | {"verdict": exact_json.write(verdict.verdict)})


def _from_row(row: Sequence[Any]) -> StoredVerdict:
    values = dict(zip(_NAMES, row, strict=True))
    return StoredVerdict(**values | {"verdict": exact_json.read(values["verdict"])})


def delete_expired(session: Session) -> int:
    """Drop those that nobody can ask for again."""
    return session.run(_OLD).rowcount
