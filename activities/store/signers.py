"""Registrations as the protocol sees them: their keys, and the counters that move with each signature."""

from dataclasses import dataclass, field, fields

from sqlalchemy import Table, bindparam, select, update

from activities.store.database import Session
from activities.store.tables import RegistrationRow


@dataclass(frozen=True, slots=True)
class Signer:
    """A registration's keys and counters; see `RegistrationRow`. Before its key exchange it has no `device_public_key`."""

    registration_id: str
    application_id: str
    user_id: str
    version: int
    changed_ms: int
    status: str
    failed_attempts: int
    max_failed_attempts: int
    blocked_reason: str | None
    flags: str
    name: str | None
    expires_ms: int
    server_public_key: str
    server_private_key: str = field(repr=False)
    device_public_key: str | None
    ctr_data: str | None = field(repr=False)
    counter: int


_REGISTRATION: Table = RegistrationRow.__table__  # type: ignore[attr-defined]
_ONE = select(*(_REGISTRATION.c[field.name] for field in fields(Signer))).where(
    _REGISTRATION.c.registration_id == bindparam("registration_id")
)
_LOCKED = _ONE.with_for_update()
_MOVED = (
    update(_REGISTRATION)
    .where(_REGISTRATION.c.registration_id == bindparam("id"))
    .values({name: bindparam(name) for name in ("ctr_data", "counter", "failed_attempts", "last_used_ms")})
)
_FAILED = (
    update(_REGISTRATION)
    .where(_REGISTRATION.c.registration_id == bindparam("id"))
    .values(
        {
            name: bindparam(name)
            for name in ("failed_attempts", "status", "blocked_reason", "version", "changed_ms", "last_used_ms")
        }
    )
)
_RENAMED = (
    update(_REGISTRATION).where(_REGISTRATION.c.registration_id == bindparam("id")).values(name=bindparam("name"))
)


def find(session: Session, registration_id: str) -> Signer | None:
    """The registration, to read its keys."""
    row = session.connection().execute(_ONE, {"registration_id": registration_id}).first()
    return None if row is None else Signer(*row)


def locked(session: Session, registration_id: str) -> Signer | None:
    """The registration, whose counters nobody else moves until the transaction ends."""
    row = session.connection().execute(_LOCKED, {"registration_id": registration_id}).first()
    return None if row is None else Signer(*row)


def moved(
    session: Session, registration_id: str, *, ctr_data: str, counter: int, failed_attempts: int, now_ms: int
) -> None:
    """A signature was right: the counter stands behind it."""
    values = {"ctr_data": ctr_data, "counter": counter, "failed_attempts": failed_attempts, "last_used_ms": now_ms}
    session.connection().execute(_MOVED, {"id": registration_id} | values)


def failed(session: Session, after: Signer, now_ms: int) -> None:
    """A signature was wrong: attempts, status, its reason, the version and its time are as in `after`."""
    names = ("failed_attempts", "status", "blocked_reason", "version", "changed_ms")
    values = {name: getattr(after, name) for name in names}
    session.connection().execute(_FAILED, {"id": after.registration_id, "last_used_ms": now_ms} | values)


def renamed(session: Session, registration_id: str, name: str) -> None:
    """Its user calls it something else."""
    session.connection().execute(_RENAMED, {"id": registration_id, "name": name})
