"""Verdicts on signatures, kept under the id of the request that asked for them, so that asking again moves no counter."""

from sqlalchemy import Table, bindparam, delete, insert, select

from activities.store.database import Session
from activities.store.tables import VerdictRow

# Longer than any activity is retried, or any caller repeats.
KEPT_MS = 24 * 3_600_000

_VERDICT: Table = VerdictRow.__table__  # type: ignore[attr-defined]
_ONE = select(_VERDICT.c.request_digest, _VERDICT.c.verdict).where(
    _VERDICT.c.workflow_id == bindparam("workflow_id"), _VERDICT.c.update_id == bindparam("update_id")
)
_INSERT = insert(_VERDICT)
_OLD = delete(_VERDICT).where(_VERDICT.c.noted_ms < bindparam("until_ms"))


def find(session: Session, workflow_id: str, update_id: str) -> tuple[str, str] | None:
    """The digest of the request, and the verdict as JSON; null where nobody asked yet."""
    row = session.connection().execute(_ONE, {"workflow_id": workflow_id, "update_id": update_id}).first()
    return None if row is None else (row[0], row[1])


def note(session: Session, workflow_id: str, update_id: str, *, request_digest: str, verdict: str, now_ms: int) -> None:
    """Keep a verdict, in the transaction that reached it."""
    values = {"workflow_id": workflow_id, "update_id": update_id, "request_digest": request_digest}
    session.connection().execute(_INSERT, values | {"verdict": verdict, "noted_ms": now_ms})


def forget(session: Session, now_ms: int) -> None:
    """Drop those that nobody can ask for again."""
    session.connection().execute(_OLD, {"until_ms": now_ms - KEPT_MS})
