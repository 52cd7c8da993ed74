"""Registrations as operators look for them: by user, application, version and status, newest first, with no name and no key."""

from collections.abc import Collection
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Table, and_, or_, select

from activities.store.database import Session
from activities.store.tables import RegistrationRow
from config.vocabulary import RegistrationStatus

_ROW: Table = RegistrationRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class FoundRegistration:
    """Of a registration's row what says whose it is and how it stands."""

    registration_id: str
    application_id: str
    user_id: str
    status: str
    blocked_reason: str | None
    platform: str | None
    protocol: str | None
    algorithm: str | None
    failed_attempts: int
    max_failed_attempts: int
    created_ms: int
    expires_ms: int
    changed_ms: int
    last_used_ms: int

    def has_lapsed(self, now_ms: int) -> bool:
        """Whether its time is up, though the row does not say so yet."""
        return self.status in _OPEN and self.expires_ms < now_ms


_OPEN = tuple(one.value for one in RegistrationStatus if one.is_open)
_COLUMNS = tuple(_ROW.c[field.name] for field in fields(FoundRegistration))


def find(
    session: Session,
    *,
    now_ms: int,
    statuses: tuple[RegistrationStatus, ...] = (),
    user_id: str | None = None,
    application_id: str | None = None,
    protocols: Collection[str] = (),
    since_ms: int = 0,
    size: int,
) -> list[FoundRegistration]:
    """The newest of these statuses as of `now_ms`, where those that have lapsed are REMOVED, and of these protocol versions.

    None given: of every one.
    """
    statement = select(*_COLUMNS).where(_ROW.c.created_ms >= since_ms)
    if statuses:
        statement = statement.where(of_statuses(statuses, now_ms))
    if user_id is not None:
        statement = statement.where(_ROW.c.user_id == user_id)
    if application_id is not None:
        statement = statement.where(_ROW.c.application_id == application_id)
    if protocols:
        statement = statement.where(_ROW.c.protocol.in_(protocols))
    statement = statement.order_by(_ROW.c.created_ms.desc(), _ROW.c.registration_id).limit(size)
    return [FoundRegistration(*row) for row in session.connection().execute(statement)]


def has_lapsed(now_ms: int) -> ColumnElement[bool]:
    """Whether a registration's time is up, though its row does not say so yet."""
    return and_(_ROW.c.status.in_(_OPEN), _ROW.c.expires_ms < now_ms)


def of_statuses(statuses: tuple[RegistrationStatus, ...], now_ms: int) -> ColumnElement[bool]:
    """Whether a registration is of one of these as of `now_ms`, where one that has lapsed is REMOVED."""
    lapsed = has_lapsed(now_ms)
    written = and_(_ROW.c.status.in_([one.value for one in statuses]), ~lapsed)
    return or_(written, lapsed) if RegistrationStatus.REMOVED in statuses else written
