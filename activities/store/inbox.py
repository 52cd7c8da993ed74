"""Messages of users as they are stored: posted once, listed newest first, read (`mobile-and-cloud.md` §6)."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields

from sqlalchemy import Table, bindparam, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import InboxEntryRow, InboxMessageRow
from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose inbox: a user's, in one application."""

    user_id: str
    application_id: str


@dataclass(frozen=True, slots=True)
class InboxHeading:
    """A message as a list shows it. `read_ms` is null until it is read."""

    message_id: str
    type: str
    subject: str = field(repr=False)
    summary: str = field(repr=False)
    created_ms: int
    read_ms: int | None


@dataclass(frozen=True, slots=True)
class InboxMessage(InboxHeading):
    """A whole message. `request_digest` tells the request that posted it from others."""

    user_id: str
    body: str = field(repr=False)
    request_digest: str


_MESSAGE: Table = InboxMessageRow.__table__  # type: ignore[attr-defined]
_ENTRY: Table = InboxEntryRow.__table__  # type: ignore[attr-defined]

_ID = _MESSAGE.c.message_id == bindparam("id")
_UNREAD = _MESSAGE.c.read_ms.is_(None)
_OWN = (
    _MESSAGE.c.user_id == bindparam("owner"),
    exists().where(
        _ENTRY.c.user_id == bindparam("owner"),
        _ENTRY.c.application_id == bindparam("application"),
        _ENTRY.c.message_id == _MESSAGE.c.message_id,
    ),
)

_WHOLE = select(*(_MESSAGE.c[column.name] for column in fields(InboxMessage)))
_STORED = _WHOLE.where(_ID)
_ONE = _WHOLE.where(_ID, *_OWN)
_COUNT_UNREAD = select(func.count()).select_from(_MESSAGE).where(*_OWN, _UNREAD)
_LIST = (
    select(*(_MESSAGE.c[column.name] for column in fields(InboxHeading)))
    .where(*_OWN)
    # Two messages may be of the same millisecond: the id keeps them from changing places between two pages.
    .order_by(_MESSAGE.c.created_ms.desc(), _MESSAGE.c.message_id)
    .limit(bindparam("size"))
    .offset(bindparam("skipped"))
)
_LIST_UNREAD = _LIST.where(_UNREAD)
# The first reading counts, whatever comes after.
_READ = update(_MESSAGE).where(_ID, *_OWN).values(read_ms=func.coalesce(_MESSAGE.c.read_ms, bindparam("now_ms")))
_READ_ALL = update(_MESSAGE).where(*_OWN, _UNREAD).values(read_ms=bindparam("now_ms"))
_POST = {
    "sqlite": sqlite.insert(_MESSAGE).on_conflict_do_nothing().returning(_MESSAGE.c.message_id),
    "postgresql": postgresql.insert(_MESSAGE).on_conflict_do_nothing().returning(_MESSAGE.c.message_id),
}
_ENTER = insert(_ENTRY)


def post(session: Session, message: InboxMessage, application_ids: Collection[str]) -> bool:
    """Store a message to be shown in these applications; false where one of this id is stored already, which stays."""
    if session.run(_POST, columns(message)).first() is None:
        return False
    entry = {"user_id": message.user_id, "message_id": message.message_id}
    session.connection().execute(_ENTER, [{**entry, "application_id": one} for one in sorted({*application_ids})])
    return True


def get_stored(session: Session, message_id: str) -> InboxMessage:
    """The message that `post` found stored, whosever it is."""
    return InboxMessage(*session.run(_STORED, {"id": message_id}).one())


def count_unread(session: Session, owner: Owner) -> int:
    """How many messages of the inbox are not read."""
    found: int = session.run(_COUNT_UNREAD, _keys(owner)).scalar_one()
    return found


def list_messages(session: Session, owner: Owner, *, only_unread: bool, page: int, size: int) -> list[InboxHeading]:
    """One page of the inbox, newest first; pages count from 0."""
    keys = {**_keys(owner), "size": size, "skipped": page * size}
    return [InboxHeading(*row) for row in session.run(_LIST_UNREAD if only_unread else _LIST, keys)]


def get(session: Session, owner: Owner, message_id: str) -> InboxMessage:
    """A message of the inbox. Raises `Refused` MESSAGE_NOT_FOUND where it has none of this id."""
    row = session.run(_ONE, {**_keys(owner), "id": message_id}).first()
    if row is None:
        raise Refused(Reason.MESSAGE_NOT_FOUND)
    return InboxMessage(*row)


def mark_read(session: Session, owner: Owner, message_id: str, *, now_ms: int) -> None:
    """The message is read; repeatable. Raises `Refused` MESSAGE_NOT_FOUND where the inbox has none of this id."""
    keys = {**_keys(owner), "id": message_id, "now_ms": now_ms}
    if session.run(_READ, keys).rowcount == 0:
        raise Refused(Reason.MESSAGE_NOT_FOUND)


def mark_all_read(session: Session, owner: Owner, *, now_ms: int) -> None:
    """All messages of the inbox are read; repeatable."""
    session.run(_READ_ALL, {**_keys(owner), "now_ms": now_ms})


def _keys(owner: Owner) -> dict[str, str | int]:
    # Not by the columns' names: in an update those are what is set.
    return {"owner": owner.user_id, "application": owner.application_id}
