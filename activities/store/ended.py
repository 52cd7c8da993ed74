"""What has ended so long ago that nobody needs it: dropped in batches, children before what they belong to.

Every age is measured by the database's clock. A batch is one short transaction, so a sweep may die anywhere, and run twice.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Table,
    bindparam,
    delete,
    literal_column,
    select,
    tuple_,
    update,
)

from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import (
    AfsActionRow,
    AuthenticationRow,
    InboxEntryRow,
    InboxMessageRow,
    KeyExchangeRow,
    OfflineNonceRow,
    OperationIntentRow,
    OperationRow,
    OtpRow,
    PasskeyChallengeRow,
    PushDeviceRow,
    PushShownRow,
    RegistrationRow,
    SignedRequestRow,
    TemplatedOperationRow,
    TokenRow,
    V4KeyExchangeRow,
    V4KeysRow,
    VerdictRow,
)

_OPERATION: Table = OperationRow.__table__  # type: ignore[attr-defined]
_REGISTRATION: Table = RegistrationRow.__table__  # type: ignore[attr-defined]
_MESSAGE: Table = InboxMessageRow.__table__  # type: ignore[attr-defined]
_ENTRY: Table = InboxEntryRow.__table__  # type: ignore[attr-defined]
_REQUEST: Table = SignedRequestRow.__table__  # type: ignore[attr-defined]
_AUTHENTICATION: Table = AuthenticationRow.__table__  # type: ignore[attr-defined]
_PASSWORD: Table = OtpRow.__table__  # type: ignore[attr-defined]

# The columns by which children name what they belong to.
_OF_OPERATION: tuple[ColumnElement[str], ...] = (
    OfflineNonceRow.__table__.c.operation_id,  # type: ignore[attr-defined]
    AfsActionRow.__table__.c.operation_id,  # type: ignore[attr-defined]
    SignedRequestRow.__table__.c.workflow_id,  # type: ignore[attr-defined]
    VerdictRow.__table__.c.workflow_id,  # type: ignore[attr-defined]
    TemplatedOperationRow.__table__.c.operation_id,  # type: ignore[attr-defined]
    OperationIntentRow.__table__.c.operation_id,  # type: ignore[attr-defined]
    OtpRow.__table__.c.operation_id,  # type: ignore[attr-defined]
    AuthenticationRow.__table__.c.operation_id,  # type: ignore[attr-defined]
    PasskeyChallengeRow.__table__.c.operation_id,  # type: ignore[attr-defined]
)
OF_REGISTRATION: tuple[ColumnElement[str], ...] = (
    TokenRow.__table__.c.registration_id,  # type: ignore[attr-defined]
    PushDeviceRow.__table__.c.registration_id,  # type: ignore[attr-defined]
    PushShownRow.__table__.c.registration_id,  # type: ignore[attr-defined]
    KeyExchangeRow.__table__.c.registration_id,  # type: ignore[attr-defined]
    V4KeyExchangeRow.__table__.c.registration_id,  # type: ignore[attr-defined]
    V4KeysRow.__table__.c.registration_id,  # type: ignore[attr-defined]
)
_SINCE = database_ms() - bindparam("age_ms", type_=BigInteger)


def _oldest(key: ColumnElement[str], at_ms: ColumnElement[int], is_ended: str) -> Select[Any]:
    """Those that somebody else is writing are left for the next time."""
    return (
        select(key)
        # A literal, so that the index of those that have ended serves.
        .where(literal_column(is_ended), at_ms < _SINCE)
        .order_by(at_ms)
        .limit(bindparam("size"))
        .with_for_update(skip_locked=True)
    )


def _old(key: ColumnElement[str], at_ms: ColumnElement[int]) -> Select[Any]:
    """The same, of what has no other end than its age."""
    found = select(key).where(at_ms < _SINCE).order_by(at_ms).limit(bindparam("size"))
    return found.with_for_update(skip_locked=True)


_ENDED_OPERATIONS = _oldest(_OPERATION.c.operation_id, _OPERATION.c.expires_ms, "result <> 'CONTINUE'")
_REMOVED = _oldest(_REGISTRATION.c.registration_id, _REGISTRATION.c.changed_ms, "status = 'REMOVED'")
_MESSAGES = (
    select(_MESSAGE.c.message_id, _MESSAGE.c.user_id)
    .where(_MESSAGE.c.created_ms < _SINCE)
    .order_by(_MESSAGE.c.created_ms)
    .limit(bindparam("size"))
    .with_for_update(skip_locked=True)
)
_OLD_AUTHENTICATIONS = _old(_AUTHENTICATION.c.authentication_id, _AUTHENTICATION.c.created_ms)
_OLD_PASSWORDS = _old(_PASSWORD.c.otp_id, _PASSWORD.c.created_ms)
_OPEN = (
    select(_OPERATION.c.operation_id)
    .where(_OPERATION.c.operation_id == _REQUEST.c.workflow_id, _OPERATION.c.result == "CONTINUE")
    .exists()
)
_CALLERS = (
    select(_REQUEST.c.workflow_id, _REQUEST.c.update_id)
    .where(literal_column("caller IS NOT NULL"), _REQUEST.c.recorded_ms < _SINCE, ~_OPEN)
    .order_by(_REQUEST.c.recorded_ms)
    .limit(bindparam("size"))
    .with_for_update(skip_locked=True)
)


def drop_ended_operations(session: Session, age_ms: int, size: int) -> int:
    """Drop operations that have ended, and all that belongs to them. How many; so for the others."""
    ids = list(session.connection().execute(_ENDED_OPERATIONS, {"age_ms": age_ms, "size": size}).scalars())
    drop_operations(session, ids)
    return len(ids)


def drop_ended_registrations(session: Session, age_ms: int, size: int) -> int:
    """Drop registrations that are removed, and all that belongs to them."""
    ids = list(session.connection().execute(_REMOVED, {"age_ms": age_ms, "size": size}).scalars())
    drop_registrations(session, ids)
    return len(ids)


def drop_old_messages(session: Session, age_ms: int, size: int) -> int:
    """Drop messages, from every inbox that they are in."""
    found = session.connection().execute(_MESSAGES, {"age_ms": age_ms, "size": size}).all()
    drop_messages(session, [(row.message_id, row.user_id) for row in found])
    return len(found)


def drop_old_authentications(session: Session, age_ms: int, size: int) -> int:
    """Drop what is known of who authenticated, or tried to."""
    return _drop_old(session, _OLD_AUTHENTICATIONS, _AUTHENTICATION.c.authentication_id, age_ms, size)


def drop_old_one_time_passwords(session: Session, age_ms: int, size: int) -> int:
    """Drop one-time passwords, whatever their state."""
    return _drop_old(session, _OLD_PASSWORDS, _PASSWORD.c.otp_id, age_ms, size)


def clear_callers(session: Session, age_ms: int, size: int) -> int:
    """Take from signed requests of operations that have ended from where they came."""
    connection = session.connection()
    keys = [tuple(row) for row in connection.execute(_CALLERS, {"age_ms": age_ms, "size": size})]
    if keys:
        these = tuple_(_REQUEST.c.workflow_id, _REQUEST.c.update_id).in_(keys)
        connection.execute(update(_REQUEST).where(these).values(caller=None))
    return len(keys)


def drop_operations(session: Session, ids: list[str]) -> None:
    """These, whatever their state."""
    _drop(session, _OF_OPERATION, _OPERATION.c.operation_id, ids)


def drop_registrations(session: Session, ids: list[str]) -> None:
    """These, whatever their state."""
    _drop(session, OF_REGISTRATION, _REGISTRATION.c.registration_id, ids)


def drop_messages(session: Session, messages: list[tuple[str, str]]) -> None:
    """These, by their ids and users."""
    if messages:
        connection = session.connection()
        ids, users = zip(*messages, strict=True)
        # By the user too: an inbox's entries stand together.
        connection.execute(delete(_ENTRY).where(_ENTRY.c.user_id.in_(set(users)), _ENTRY.c.message_id.in_(ids)))
        connection.execute(delete(_MESSAGE).where(_MESSAGE.c.message_id.in_(ids)))


def _drop_old(session: Session, oldest: Select[Any], key: ColumnElement[str], age_ms: int, size: int) -> int:
    ids = list(session.connection().execute(oldest, {"age_ms": age_ms, "size": size}).scalars())
    _drop(session, (), key, ids)
    return len(ids)


def _drop(
    session: Session, children: tuple[ColumnElement[str], ...], parent: ColumnElement[str], ids: list[str]
) -> None:
    if ids:
        for column in (*children, parent):
            session.connection().execute(delete(_table(column)).where(column.in_(ids)))


def _table(column: ColumnElement[str]) -> Table:
    found: Table = column.table
    return found


Batch = Callable[[Session, int, int], int]
