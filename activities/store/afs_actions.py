"""What the bank's anti-fraud system said about operations; it decides nothing here (`nextstep.md` §2.7)."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Session
from activities.store.tables import AfsActionRow, OperationRow
from config.reasons import Reason
from config.refused import Refused


def record(session: Session, row: AfsActionRow) -> bool:
    """Store an action; False where the operation is unknown. Raises `Refused` REQUEST_INVALID where it was recorded before."""
    if session.orm.get(OperationRow, row.operation_id) is None:
        return False
    session.orm.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise Refused(Reason.REQUEST_INVALID, f"step {row.step_index} of {row.action} was recorded before") from None
    details = {"afsAction": row.action, "stepIndex": row.step_index}
    trail.record(session, Event(Action.AFS_RECORD, operation_id=row.operation_id, details=details))
    return True


def of(session: Session, operation_ids: list[str]) -> dict[str, list[AfsActionRow]]:
    """The actions of each operation, oldest first."""
    found: dict[str, list[AfsActionRow]] = {}
    if operation_ids:
        rows = session.orm.exec(
            select(AfsActionRow)
            .where(col(AfsActionRow.operation_id).in_(operation_ids))
            .order_by(col(AfsActionRow.created_ms), col(AfsActionRow.step_index))
        )
        for row in rows:
            found.setdefault(row.operation_id, []).append(row)
    return found
