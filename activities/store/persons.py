"""What is stored of a user: counted, and dropped in short transactions, children before what they belong to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, delete, exists, func, or_, select

from activities.store import ended
from activities.store.database import Session
from activities.store.tables import (
    AfsActionRow,
    AuditRow,
    AuthenticationRow,
    CredentialHistoryRow,
    CredentialRow,
    DeliveryRow,
    InboxEntryRow,
    InboxMessageRow,
    OfflineNonceRow,
    OperationIntentRow,
    OperationRow,
    OtpRow,
    PasskeyChallengeRow,
    PasskeyRow,
    PushCountRow,
    RegistrationRow,
    SignedRequestRow,
    TemplatedOperationRow,
    TemporaryKeyRow,
    UnprovedRow,
    UserAliasRow,
    UserContactRow,
    UserPreferenceRow,
    UserRoleRow,
    UserRow,
    V4TemporaryKeyRow,
    VerdictRow,
)

_OPERATION: Table = OperationRow.__table__  # type: ignore[attr-defined]
_REGISTRATION: Table = RegistrationRow.__table__  # type: ignore[attr-defined]
_MESSAGE: Table = InboxMessageRow.__table__  # type: ignore[attr-defined]
_DELIVERY: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
_REQUEST: Table = SignedRequestRow.__table__  # type: ignore[attr-defined]
_VERDICT: Table = VerdictRow.__table__  # type: ignore[attr-defined]
_NONCE: Table = OfflineNonceRow.__table__  # type: ignore[attr-defined]
_TEMPORARY: Table = TemporaryKeyRow.__table__  # type: ignore[attr-defined]
_V4_TEMPORARY: Table = V4TemporaryKeyRow.__table__  # type: ignore[attr-defined]
_UNPROVED: Table = UnprovedRow.__table__  # type: ignore[attr-defined]
_AUDIT: Table = AuditRow.__table__  # type: ignore[attr-defined]

# Whose rows say themselves whose they are.
_BY_USER: tuple[Table, ...] = (
    UserPreferenceRow.__table__,  # type: ignore[attr-defined]
    PushCountRow.__table__,  # type: ignore[attr-defined]
    InboxEntryRow.__table__,  # type: ignore[attr-defined]
    CredentialHistoryRow.__table__,  # type: ignore[attr-defined]
    CredentialRow.__table__,  # type: ignore[attr-defined]
    PasskeyRow.__table__,  # type: ignore[attr-defined]
    UserAliasRow.__table__,  # type: ignore[attr-defined]
    UserContactRow.__table__,  # type: ignore[attr-defined]
    UserRoleRow.__table__,  # type: ignore[attr-defined]
    UserRow.__table__,  # type: ignore[attr-defined]
)
# Whose rows say it where somebody knew it, and else name the operation.
_BY_BOTH: tuple[Table, ...] = (
    OtpRow.__table__,  # type: ignore[attr-defined]
    AuthenticationRow.__table__,  # type: ignore[attr-defined]
    PasskeyChallengeRow.__table__,  # type: ignore[attr-defined]
)
_BY_OPERATION: tuple[ColumnElement[str], ...] = (
    TemplatedOperationRow.__table__.c.operation_id,  # type: ignore[attr-defined]
    AfsActionRow.__table__.c.operation_id,  # type: ignore[attr-defined]
    OperationIntentRow.__table__.c.operation_id,  # type: ignore[attr-defined]
)
_BY_REGISTRATION: tuple[ColumnElement[str], ...] = (
    *ended.OF_REGISTRATION,
    _TEMPORARY.c.registration_id,
    _V4_TEMPORARY.c.registration_id,
    _UNPROVED.c.registration_id,
)

# Values in one statement.
_MAX = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """An operation or a registration of the user's: its version, and its result or status."""

    id: str
    version: int
    status: str


def operations(session: Session, user_id: str, *, after: str, size: int) -> list[Subject]:
    """The user's operations, in the order of their ids and behind `after`."""
    columns = (_OPERATION.c.operation_id, _OPERATION.c.version, _OPERATION.c.result)
    statement = select(*columns).where(_OPERATION.c.user_id == user_id, _OPERATION.c.operation_id > after)
    return [Subject(*row) for row in session.connection().execute(statement.order_by(columns[0]).limit(size))]


def registrations(session: Session, user_id: str, *, after: str, size: int) -> list[Subject]:
    """The user's registrations, likewise."""
    columns = (_REGISTRATION.c.registration_id, _REGISTRATION.c.version, _REGISTRATION.c.status)
    statement = select(*columns).where(_REGISTRATION.c.user_id == user_id, _REGISTRATION.c.registration_id > after)
    return [Subject(*row) for row in session.connection().execute(statement.order_by(columns[0]).limit(size))]


def applications(session: Session, user_id: str) -> list[str]:
    """The applications in which the user has, or had, a device."""
    statement = select(_REGISTRATION.c.application_id).where(_REGISTRATION.c.user_id == user_id).distinct()
    return sorted(session.connection().execute(statement).scalars())


def counts(session: Session, user_id: str) -> Mapping[str, int]:
    """How many rows of each table are the user's, or tell of the user; of those that stay too."""
    theirs = select(_OPERATION.c.operation_id).where(_OPERATION.c.user_id == user_id)
    phones = select(_REGISTRATION.c.registration_id).where(_REGISTRATION.c.user_id == user_id)
    both = theirs.union_all(phones)
    found: dict[str, ColumnElement[bool]] = {
        table.name: table.c.user_id == user_id for table in (_OPERATION, _REGISTRATION, _MESSAGE, _AUDIT, *_BY_USER)
    }
    found |= {column.table.name: column.in_(theirs) for column in _BY_OPERATION}
    found |= {table.name: or_(table.c.user_id == user_id, table.c.operation_id.in_(theirs)) for table in _BY_BOTH}
    found |= {column.table.name: column.in_(phones) for column in _BY_REGISTRATION}
    found[_REQUEST.name] = or_(_REQUEST.c.workflow_id.in_(theirs), _REQUEST.c.registration_id.in_(phones))
    found[_NONCE.name] = or_(_NONCE.c.operation_id.in_(theirs), _NONCE.c.registration_id.in_(phones))
    # A verdict on an operation of somebody else's names the phone that answered it, within its text.
    named = exists().where(
        _REGISTRATION.c.user_id == user_id, _VERDICT.c.verdict.contains(_REGISTRATION.c.registration_id)
    )
    found[_VERDICT.name] = or_(_VERDICT.c.workflow_id.in_(both), named)
    counted = {name: _count(session, condition) for name, condition in found.items()}
    return counted | {_DELIVERY.name: _deliveries(session, user_id)}


def drop_operations(session: Session, ids: list[str]) -> None:
    """These, with what belongs to them and what was to be told of them."""
    _drop_deliveries(session, _OPERATION.c.operation_id, _OPERATION.c.version, ids)
    ended.drop_operations(session, ids)


def drop_registrations(session: Session, ids: list[str]) -> None:
    """These, with what belongs to them and what their devices sent."""
    connection = session.connection()
    _drop_deliveries(session, _REGISTRATION.c.registration_id, _REGISTRATION.c.version, ids)
    for column in (
        _DELIVERY.c.target,
        _REQUEST.c.registration_id,
        _NONCE.c.registration_id,
        _VERDICT.c.workflow_id,
        _TEMPORARY.c.registration_id,
        _V4_TEMPORARY.c.registration_id,
        _UNPROVED.c.registration_id,
    ):
        connection.execute(delete(column.table).where(column.in_(ids)))
    for registration_id in ids:
        connection.execute(delete(_VERDICT).where(_VERDICT.c.verdict.contains(registration_id)))
    ended.drop_registrations(session, ids)


def drop_messages(session: Session, user_id: str, size: int) -> int:
    """So many of the user's messages; how many there were."""
    statement = select(_MESSAGE.c.message_id).where(_MESSAGE.c.user_id == user_id).limit(size)
    ids = list(session.connection().execute(statement).scalars())
    ended.drop_messages(session, [(message_id, user_id) for message_id in ids])
    return len(ids)


def drop_tries(session: Session, user_id: str, size: int) -> int:
    """So many of the user's one-time passwords, challenges and authentications; how many at most of one."""
    dropped = []
    for table in _BY_BOTH:
        [key] = table.primary_key.columns
        some = select(key).where(table.c.user_id == user_id).limit(size)
        ids = list(session.connection().execute(some).scalars())
        session.connection().execute(delete(table).where(key.in_(ids)))
        dropped.append(len(ids))
    return max(dropped)


def drop_the_rest(session: Session, user_id: str) -> None:
    """What is the user's and belongs to nothing else: few rows."""
    for table in _BY_USER:
        session.connection().execute(delete(table).where(table.c.user_id == user_id))


def _deliveries(session: Session, user_id: str) -> int:
    subjects, after = [*registrations(session, user_id, after="", size=_MAX)], ""
    phones = {one.id for one in subjects}
    while found := operations(session, user_id, after=after, size=_MAX):
        subjects, after = [*subjects, *found], found[-1].id
    named = sum(_count(session, _DELIVERY.c.event_key.in_(keys)) for keys in _event_keys(subjects))
    # Most of what is sent to phones tells of their users' operations.
    others = select(_DELIVERY.c.event_key).where(_DELIVERY.c.target.in_(phones))
    known = {key for keys in _event_keys(subjects) for key in keys}
    return named + sum(key not in known for key in session.connection().execute(others).scalars())


def _drop_deliveries(session: Session, key: ColumnElement[str], version: ColumnElement[int], ids: list[str]) -> None:
    """Of the versions that stand in the rows now: what was canceled just now has a new one."""
    found = session.connection().execute(select(key, version).where(key.in_(ids)))
    for keys in _event_keys([Subject(*row, "") for row in found]):
        session.connection().execute(delete(_DELIVERY).where(_DELIVERY.c.event_key.in_(keys)))


def _event_keys(subjects: list[Subject]) -> Iterator[list[str]]:
    """The names of events: a subject's with each of its versions."""
    keys = [f"{one.id}:{version}" for one in subjects for version in range(1, one.version + 1)]
    for begin in range(0, len(keys), _MAX):
        yield keys[begin : begin + _MAX]


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return int(session.connection().execute(select(func.count()).where(condition)).scalar_one())
