"""What was answered to a request that changes rows, under the request's id: its repetition is answered the same."""

from dataclasses import asdict, dataclass

from sqlalchemy import Table, bindparam, select

from activities.store.database import Session
from activities.store.tables import VerdictRow


@dataclass(frozen=True, slots=True)
class Verdict:
    """See `VerdictRow`; `verdict` is JSON."""

    workflow_id: str
    update_id: str
    request_digest: str
    verdict: str
    noted_ms: int


_VERDICT: Table = VerdictRow.__table__  # type: ignore[attr-defined]
_ONE = select(*_VERDICT.c).where(
    _VERDICT.c.workflow_id == bindparam("workflow_id"), _VERDICT.c.update_id == bindparam("update_id")
)


def find(session: Session, workflow_id: str, update_id: str) -> Verdict | None:
    """The verdict on this request; null where it has not been answered."""
    row = session.connection().execute(_ONE, {"workflow_id": workflow_id, "update_id": update_id}).first()
    return None if row is None else Verdict(**row._mapping)


def note(session: Session, verdict: Verdict) -> None:
    """In the transaction that does what was asked."""
    session.connection().execute(_VERDICT.insert(), asdict(verdict))
