"""Devices that take push messages, as they are stored (`mobile-and-cloud.md` §5.1). Tokens pass through here sealed."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import turns
from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import PushDeviceRow, RegistrationRow
from config.vocabulary import RegistrationStatus


@dataclass(frozen=True, slots=True)
class StoredDevice:
    """See `PushDeviceRow`; the token is sealed."""

    registration_id: str
    application_id: str
    user_id: str
    token: str = field(repr=False)
    token_digest: str
    platform: str
    environment: str | None
    registered_ms: int


@dataclass(frozen=True, slots=True)
class Reachable:
    """An ACTIVE registration, and whether its device takes push messages."""

    registration_id: str
    application_id: str
    has_token: bool


_DEVICE: Table = PushDeviceRow.__table__  # type: ignore[attr-defined]
_REGISTRATION: Table = RegistrationRow.__table__  # type: ignore[attr-defined]
_COLUMNS = tuple(_DEVICE.c[column.name] for column in fields(StoredDevice))
_ID = _DEVICE.c.registration_id == bindparam("registration_id")
_WITH_DEVICE = _REGISTRATION.outerjoin(_DEVICE, _DEVICE.c.registration_id == _REGISTRATION.c.registration_id)

_ONE = select(*_COLUMNS, _REGISTRATION.c.status).select_from(_WITH_DEVICE).where(_ID)
_ACTIVE = (
    select(_REGISTRATION.c.registration_id, _REGISTRATION.c.application_id, _DEVICE.c.registration_id.is_not(None))
    .select_from(_WITH_DEVICE)
    .where(
        _REGISTRATION.c.user_id == bindparam("user_id"),
        _REGISTRATION.c.application_id.in_(bindparam("application_ids", expanding=True)),
        _REGISTRATION.c.status == RegistrationStatus.ACTIVE.value,
    )
    .order_by(_REGISTRATION.c.registration_id)
)
_IS_KNOWN = select(_DEVICE.c.registration_id).where(_ID)
_OTHERS = delete(_DEVICE).where(
    _DEVICE.c.application_id == bindparam("application"),
    _DEVICE.c.token_digest == bindparam("digest"),
    _DEVICE.c.registration_id != bindparam("id"),
)
_FORGET = delete(_DEVICE).where(_ID)
_FORGET_TOKEN = _FORGET.where(
    _DEVICE.c.token_digest == bindparam("token_digest"), _DEVICE.c.registered_ms == bindparam("registered_ms")
)


def _put(dialect: sqlite.dml.Insert | postgresql.dml.Insert) -> sqlite.dml.Insert | postgresql.dml.Insert:
    changed = {column.name: dialect.excluded[column.name] for column in _COLUMNS if not column.primary_key}
    return dialect.on_conflict_do_update(index_elements=["registration_id"], set_=changed)


_PUT = {"sqlite": _put(sqlite.insert(_DEVICE)), "postgresql": _put(postgresql.insert(_DEVICE))}


def put(session: Session, device: StoredDevice) -> None:
    """The registration's device is reached so from now on; the application's other registration with this token no longer is."""
    turns.take(session, "push_token", device.token_digest)
    connection = session.connection()
    keys = {"application": device.application_id, "digest": device.token_digest, "id": device.registration_id}
    connection.execute(_OTHERS, keys)
    connection.execute(_PUT[connection.dialect.name], columns(device))


def find(session: Session, registration_id: str) -> tuple[StoredDevice, str] | None:
    """The registration's device, and the registration's status; null where there is none."""
    row = session.run(_ONE, {"registration_id": registration_id}).first()
    return None if row is None else (StoredDevice(*row[:-1]), row[-1])


def is_known(session: Session, registration_id: str) -> bool:
    """Whether the registration's device takes push messages."""
    return session.run(_IS_KNOWN, {"registration_id": registration_id}).first() is not None


def list_reachable(session: Session, user_id: str, application_ids: Collection[str]) -> list[Reachable]:
    """The user's ACTIVE registrations in these applications, by id."""
    keys = {"user_id": user_id, "application_ids": list(application_ids)}
    return [Reachable(row[0], row[1], bool(row[2])) for row in session.run(_ACTIVE, keys)]


def delete_device(session: Session, registration_id: str) -> None:
    """The registration's device takes no push messages any more."""
    session.run(_FORGET, {"registration_id": registration_id})


def delete_token(session: Session, device: StoredDevice) -> None:
    """The token is dead; one that was registered since stays."""
    keys = {name: getattr(device, name) for name in ("registration_id", "token_digest", "registered_ms")}
    session.run(_FORGET_TOKEN, keys)
