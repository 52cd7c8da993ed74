"""Change requests as they are stored. Each step is one statement with its conditions: of two who take it at once, one does."""

from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import passing
from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import ChangeRequestRow
from config.vocabulary import ChangeRequestStatus

# From their creation; the audit tells of them for longer.
KEPT_MS: Final = 90 * 86_400_000


@dataclass(frozen=True, slots=True)
class StoredChangeRequest:
    """See `ChangeRequestRow`; one whose time is up is EXPIRED."""

    request_id: str
    requester: str
    action: str
    parameters: str
    status: ChangeRequestStatus
    created_ms: int
    expires_ms: int
    approver: str | None
    decision_ms: int | None
    execution_ms: int | None


_ROW: Table = ChangeRequestRow.__table__  # type: ignore[attr-defined]
_COLUMNS = (*(_ROW.c[field.name] for field in fields(StoredChangeRequest)), database_ms().label("now_ms"))
_OPEN = (ChangeRequestStatus.PENDING.value, ChangeRequestStatus.APPROVED.value)
_ALL = select(*_COLUMNS)
_BY_ID = _ALL.where(_ROW.c.request_id == bindparam("id"))
_BY_DIGEST = _ALL.where(_ROW.c.open_digest == bindparam("digest"))
_NEWEST = _ALL.order_by(_ROW.c.created_ms.desc(), _ROW.c.request_id)
_GIVE_WAY = (
    update(_ROW)
    .where(_ROW.c.open_digest == bindparam("digest"), _ROW.c.expires_ms <= database_ms())
    .values(open_digest=None, status=ChangeRequestStatus.EXPIRED.value)
)
_INSERT = {
    one.dialect.name: one.insert(_ROW).on_conflict_do_nothing(index_elements=[_ROW.c.open_digest])
    for one in (sqlite, postgresql)
}
_PENDING = (_ROW.c.status == ChangeRequestStatus.PENDING.value) & (_ROW.c.expires_ms > database_ms())
_EXECUTE = (
    update(_ROW)
    .where(
        _ROW.c.open_digest == bindparam("digest"),
        _ROW.c.status == ChangeRequestStatus.APPROVED.value,
        _ROW.c.expires_ms > database_ms(),
    )
    .values(status=ChangeRequestStatus.EXECUTED.value, execution_ms=database_ms(), open_digest=None)
    .returning(_ROW.c.request_id)
)
_OF_ACCOUNT = (
    update(_ROW)
    .where(
        _ROW.c.open_digest.is_not(None),
        or_(
            _ROW.c.requester == bindparam("name"),
            (_ROW.c.approver == bindparam("name")) & (_ROW.c.status == ChangeRequestStatus.APPROVED.value),
        ),
    )
    .values(status=ChangeRequestStatus.EXPIRED.value, open_digest=None)
)
_OLD = passing.delete_old(_ROW, _ROW.c.created_ms < database_ms() - KEPT_MS, _ROW.c.expires_ms < database_ms())


def find(session: Session, request_id: str) -> StoredChangeRequest | None:
    """The request of that id."""
    return _stored(session.run(_BY_ID, {"id": request_id}).first())


def find_open(session: Session, digest: str) -> StoredChangeRequest | None:
    """Who asks for what: the request that may still be made; one whose time is up is EXPIRED."""
    return _stored(session.run(_BY_DIGEST, {"digest": digest}).first())


def list_requests(session: Session, status: ChangeRequestStatus | None, size: int) -> list[StoredChangeRequest]:
    """The newest first, those of a status or all."""
    wanted = _NEWEST
    if status is ChangeRequestStatus.EXPIRED:
        is_over = _ROW.c.status.in_(_OPEN) & (_ROW.c.expires_ms <= database_ms())
        wanted = wanted.where(or_(_ROW.c.status == status.value, is_over))
    elif status is not None:
        wanted = wanted.where(_ROW.c.status == status.value)
        wanted = wanted.where(_ROW.c.expires_ms > database_ms()) if status.value in _OPEN else wanted
    return [one for row in session.connection().execute(wanted.limit(size)) if (one := _stored(row))]


def open_request(
    session: Session, *, request_id: str, requester: str, action: str, parameters: str, digest: str, seconds: int
) -> StoredChangeRequest | None:
    """The open request of that digest: this one, or the one before; null: it was decided in this moment."""
    session.run(_GIVE_WAY, {"digest": digest})
    connection = session.connection()
    connection.execute(
        _INSERT[connection.dialect.name].values(
            request_id=request_id,
            requester=requester,
            action=action,
            parameters=parameters,
            status=ChangeRequestStatus.PENDING.value,
            created_ms=database_ms(),
            expires_ms=database_ms() + seconds * 1000,
            open_digest=digest,
        )
    )
    return find_open(session, digest)


def approve(session: Session, request_id: str, approver: str, seconds: int) -> bool:
    """Agree to it, if it is pending and another one's; it may be made within so many seconds."""
    values = {"status": ChangeRequestStatus.APPROVED.value, "expires_ms": database_ms() + seconds * 1000}
    return _decide(session, request_id, approver, values, _ROW.c.requester != approver)


def reject(session: Session, request_id: str, approver: str) -> bool:
    """Do not agree to it, if it is pending; who asked may do so too."""
    return _decide(session, request_id, approver, {"status": ChangeRequestStatus.REJECTED.value, "open_digest": None})


def execute(session: Session, digest: str) -> str | None:
    """It is made now, in this transaction: the request's id; null: it is not approved, or was made."""
    row = session.run(_EXECUTE, {"digest": digest}).first()
    return None if row is None else str(row[0])


def close_of_account(session: Session, name: str) -> int:
    """What the account asks for, and what it has agreed to, is not made any more; how much that was."""
    return session.run(_OF_ACCOUNT, {"name": name}).rowcount


def delete_old(session: Session) -> int:
    """Drop those that are old."""
    return session.run(_OLD).rowcount


def _decide(session: Session, request_id: str, approver: str, values: dict[str, Any], *conditions: Any) -> bool:
    statement = (
        update(_ROW)
        .where(_ROW.c.request_id == request_id, _PENDING, *conditions)
        .values(approver=approver, decision_ms=database_ms(), **values)
    )
    return session.connection().execute(statement).rowcount == 1


def _stored(row: Any) -> StoredChangeRequest | None:
    if row is None:
        return None
    *values, now_ms = row
    names = [field.name for field in fields(StoredChangeRequest)]
    members = dict(zip(names, values, strict=True))
    status = ChangeRequestStatus(members["status"])
    is_over = status.value in _OPEN and members["expires_ms"] <= now_ms
    return StoredChangeRequest(**members | {"status": ChangeRequestStatus.EXPIRED if is_over else status})
