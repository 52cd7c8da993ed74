"""The rows of the trail that may tell of one operation. No index leads to them: each row would pay for what is rarely asked."""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, Table, and_, or_, select

from activities.store.audit import segments
from activities.store.audit.ends import FIRST
from activities.store.audit.event import Action
from activities.store.audit.rows import Row, batches
from activities.store.database import Database
from activities.store.tables import AuditRow

_AUDIT: Table = AuditRow.__table__  # type: ignore[attr-defined]
_REGISTERED = (
    str(Action.REGISTRATION),
    str(Action.REGISTRATION_CREATE),
    str(Action.REGISTRATION_KEY_EXCHANGE),
    str(Action.REGISTRATION_COMMIT),
)


def of_operation(
    database: Database,
    operation_id: str,
    *,
    since: str,
    until: str | None,
    user_id: str | None,
    registration_ids: Collection[str],
) -> Iterator[Row]:
    """Rows from an id on, and up to another, oldest first: that name the operation, or are signatures of its user or phones."""
    theirs = _AUDIT.c.registration_id.in_(list(registration_ids))
    signed: ColumnElement[bool] = theirs if user_id is None else or_(theirs, _AUDIT.c.user_id == user_id)
    wanted = or_(
        _AUDIT.c.operation_id == operation_id,
        and_(_AUDIT.c.action == str(Action.SIGNATURE), signed),
    )
    statement = select(_AUDIT).where(_AUDIT.c.id >= since, wanted)
    if until is not None:
        statement = statement.where(_AUDIT.c.id < until)
    yield from batches(database, statement, _AUDIT.c.id)


def of_registrations(
    database: Database, user_id: str, registration_ids: Collection[str], *, until: str
) -> Iterator[Row]:
    """Rows up to an id that tell how the user's registrations came to be, oldest first."""
    conditions = (
        _AUDIT.c.user_id == user_id,
        _AUDIT.c.registration_id.in_(list(registration_ids)),
        _AUDIT.c.action.in_(_REGISTERED),
        _AUDIT.c.id < until,
    )
    yield from batches(database, select(_AUDIT).where(*conditions), _AUDIT.c.id)


def link_before(database: Database, position: int) -> str | None:
    """The link that a row at this position follows; null where that row is missing."""
    if position == 1:
        return FIRST
    with database.read() as session:
        found = segments.link(session, position - 1)
        if found is not None:
            return found
        chain = segments.begin(session, is_locked=False)
    # The row before it may be in a file of the archive.
    return chain[0].link if chain is not None and chain[0].position == position - 1 else None
