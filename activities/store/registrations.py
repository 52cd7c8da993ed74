"""Registrations as they are stored: inserted at creation, projected from their workflow, and changed by SQL once they are active.

Nothing here decides which change is allowed. Whoever changes a row by SQL holds its lock (`lock`) and makes `version` grow, so
that nothing which a workflow said before is written over it.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import key_exchanges, push_devices, tokens, v4_key_exchanges
from activities.store.columns import columns
from activities.store.database import Database, Session
from activities.store.tables import KeyExchangeRow, RegistrationRow
from config import exact_json
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import RegistrationStatus


@dataclass(frozen=True, slots=True)
class Registration:
    """A registered device, or one to be; see `RegistrationRow`. Times are milliseconds since the epoch."""

    registration_id: str
    application_id: str
    user_id: str
    status: str
    activation_code: str
    commit_phase: str
    max_failed_attempts: int
    created_ms: int
    expires_ms: int
    changed_ms: int
    last_used_ms: int
    request_digest: str
    server_public_key: str
    server_private_key: str = field(repr=False)
    otp_hash: str | None = field(default=None, repr=False)
    version: int = 1
    failed_attempts: int = 0
    blocked_reason: str | None = None
    exchange_id: str | None = None
    flags: tuple[str, ...] = ()
    name: str | None = None
    platform: str | None = None
    device_info: str | None = None
    external_id: str | None = None
    device_public_key: str | None = None
    ctr_data: str | None = field(default=None, repr=False)
    counter: int = 0
    protocol: str | None = None
    algorithm: str | None = None


@dataclass(frozen=True, slots=True)
class StoredRegistration:
    """A registration's row, and since when a device's key exchange is on its way (null: none is)."""

    row: Registration
    exchange_ms: int | None


@dataclass(frozen=True, slots=True)
class RegistrationProjection:
    """What a workflow says of its registration, and when it came to it.

    `exchange_id` names the key exchange that won, null: none has.
    """

    registration_id: str
    version: int
    changed_ms: int
    status: str
    failed_attempts: int
    blocked_reason: str | None
    exchange_id: str | None


_ROW: Table = RegistrationRow.__table__  # type: ignore[attr-defined]
_EXCHANGE: Table = KeyExchangeRow.__table__  # type: ignore[attr-defined]
_COLUMNS = tuple(_ROW.c[column.name] for column in fields(Registration))
_ID = _ROW.c.registration_id == bindparam("registration_id")
# A literal, so that the indexes of codes in use and of those that wait serve.
WAITS: ColumnElement[bool] = literal_column("status IN ('CREATED', 'PENDING_COMMIT')")

STORED = select(
    *_COLUMNS,
    select(func.min(_EXCHANGE.c.recorded_ms))
    .where(_EXCHANGE.c.registration_id == _ROW.c.registration_id)
    .scalar_subquery(),
)
_ONE = STORED.where(_ID)
_LOCKED = select(*_COLUMNS).where(_ID).with_for_update()
_BY_CODE = select(*_COLUMNS).where(
    _ROW.c.application_id == bindparam("application_id"), _ROW.c.activation_code == bindparam("code"), WAITS
)
_STATUS = select(_ROW.c.status).where(_ID)
_LOCKED_STATUS = _STATUS.with_for_update()
_PROJECT = (
    update(_ROW)
    .where(_ROW.c.registration_id == bindparam("id"), _ROW.c.version < bindparam("newer"))
    .values(
        {
            column.name: bindparam(column.name)
            for column in fields(RegistrationProjection)
            if column.name != "registration_id"
        }
    )
)
_INSERTS = {
    one.dialect.name: one.insert(_ROW).on_conflict_do_nothing().returning(_ROW.c.registration_id)
    for one in (sqlite, postgresql)
}


def from_row(row: Any) -> StoredRegistration:
    """Of a row of `STORED`."""
    *columns, exchange_ms = row
    return StoredRegistration(_registration(columns), exchange_ms)


def insert(session: Session, registration: Registration) -> bool:
    """Store a new registration; False where its id, or its activation code in its application, is in use."""
    values = columns(registration) | {"flags": _json(registration.flags)}
    return session.run(_INSERTS, values).first() is not None


def find(session: Session, registration_id: str) -> StoredRegistration | None:
    """The registration, or null."""
    row = session.run(_ONE, {"registration_id": registration_id}).first()
    return None if row is None else from_row(row)


def read(database: Database, registration_id: str) -> StoredRegistration:
    """The registration, in a transaction of its own. Raises `Refused` REGISTRATION_NOT_FOUND."""
    with database.read() as session:
        stored = find(session, registration_id)
    if stored is None:
        raise Refused(Reason.REGISTRATION_NOT_FOUND)
    return stored


def lock(session: Session, registration_id: str) -> Registration:
    """The registration, kept from other writers until the transaction ends. Raises `Refused` REGISTRATION_NOT_FOUND."""
    row = session.run(_LOCKED, {"registration_id": registration_id}).first()
    if row is None:
        raise Refused(Reason.REGISTRATION_NOT_FOUND)
    return _registration(row)


def find_by_code(session: Session, application_id: str, activation_code: str) -> Registration | None:
    """The application's registration that waits under this code; null where none does."""
    row = session.run(_BY_CODE, {"application_id": application_id, "code": activation_code}).first()
    return None if row is None else _registration(row)


def status(session: Session, registration_id: str) -> str | None:
    """The status in the row; null where there is none."""
    found: str | None = session.run(_STATUS, {"registration_id": registration_id}).scalar()
    return found


def lock_status(session: Session, registration_id: str) -> str | None:
    """The status in the row, kept from other writers until the transaction ends; null where there is no row."""
    found: str | None = session.run(_LOCKED_STATUS, {"registration_id": registration_id}).scalar()
    return found


def is_any_open(session: Session, application_id: str) -> bool:
    """Whether the application has a registration that is not removed."""
    is_open = (_ROW.c.application_id == application_id) & (_ROW.c.status != RegistrationStatus.REMOVED.value)
    return session.connection().execute(select(_ROW.c.registration_id).where(is_open).limit(1)).first() is not None


def project(session: Session, projection: RegistrationProjection) -> bool:
    """Write what the workflow said, if it is newer than what stands there. Says whether it was.

    The keys of the exchange that won come into the row with the status, and what other devices sent is gone.
    """
    values = columns(projection)
    keys = {"id": values.pop("registration_id"), "newer": projection.version}
    news = session.run(_PROJECT, keys | values).rowcount == 1
    if news and projection.exchange_id is not None:
        content = key_exchanges.find_content(session, projection.registration_id, projection.exchange_id)
        if content is not None:  # otherwise it is in the row already
            amend(session, projection.registration_id, **content)
            v4_key_exchanges.win(session, projection.registration_id, projection.exchange_id)
    if projection.status != RegistrationStatus.CREATED:
        key_exchanges.delete_all(session, projection.registration_id)
    return news


def alter(
    session: Session,
    row: Registration,
    new_status: RegistrationStatus,
    *,
    reason: str | None,
    failed_attempts: int,
    now_ms: int,
) -> None:
    """Change the status of a row that the caller has locked (`lock`); a version of its own follows.

    What is REMOVED has no tokens, and gets no pushes.
    """
    amend(
        session,
        row.registration_id,
        version=row.version + 1,
        changed_ms=now_ms,
        status=new_status.value,
        blocked_reason=reason,
        failed_attempts=failed_attempts,
    )
    if new_status is RegistrationStatus.REMOVED:
        push_devices.delete_device(session, row.registration_id)
        tokens.delete_all(session, row.registration_id)


def set_flags(session: Session, registration_id: str, flags: Collection[str]) -> None:
    """Replace the flags of a row that the caller has locked (`lock`)."""
    amend(session, registration_id, flags=_json(flags))


def amend(session: Session, registration_id: str, **values: str | int | None) -> None:
    """Write columns, whatever the state. Raises `Refused` REGISTRATION_NOT_FOUND."""
    statement = update(_ROW).where(_ROW.c.registration_id == registration_id).values(**values)
    if session.connection().execute(statement).rowcount == 0:
        raise Refused(Reason.REGISTRATION_NOT_FOUND)


def _registration(columns: Any) -> Registration:
    values = dict(zip((column.name for column in fields(Registration)), columns, strict=True))
    return Registration(**values | {"flags": tuple(json.loads(values["flags"]))})


def _json(flags: Collection[str]) -> str:
    return exact_json.write([*flags])
