"""Nonces of QR codes: one for an operation and a device, the same until a code that was made with it is right."""

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import passing
from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import OfflineNonceRow

# Of an operation that is nobody's yet, the QR code is for no device in particular.
NOBODY = ""

_NONCE: Table = OfflineNonceRow.__table__  # type: ignore[attr-defined]
_THIS = (_NONCE.c.operation_id == bindparam("operation")) & (_NONCE.c.registration_id == bindparam("registration"))
_ONE = select(_NONCE.c.nonce).where(_THIS)
_OPEN = select(_NONCE.c.nonce).where(
    _NONCE.c.operation_id == bindparam("operation"),
    _NONCE.c.registration_id.in_([bindparam("registration"), NOBODY]),
)
_USED = delete(_NONCE).where(_NONCE.c.operation_id == bindparam("operation"), _NONCE.c.nonce == bindparam("used"))
_OLD = passing.delete_old(_NONCE, _NONCE.c.expires_ms < database_ms())
_INSERT = {one.dialect.name: one.insert(_NONCE).on_conflict_do_nothing() for one in (sqlite, postgresql)}


def serve(session: Session, operation_id: str, registration_id: str, *, fresh: str, expires_ms: int) -> str:
    """The nonce of the operation for the device: the one that was served before, or else the `fresh` one."""
    row = {"operation_id": operation_id, "registration_id": registration_id, "nonce": fresh, "expires_ms": expires_ms}
    session.run(_INSERT, row)
    found: str = session.run(_ONE, {"operation": operation_id, "registration": registration_id}).scalar_one()
    return found


def find_unused(session: Session, operation_id: str, registration_id: str) -> list[str]:
    """The nonces with which the device may approve the operation: its own, and nobody's."""
    keys = {"operation": operation_id, "registration": registration_id}
    return list(session.run(_OPEN, keys).scalars())


def use(session: Session, operation_id: str, nonce: str) -> None:
    """A code was right: its nonce serves no second time."""
    session.run(_USED, {"operation": operation_id, "used": nonce})


def delete_expired(session: Session) -> int:
    """Drop those of operations whose time is up."""
    return session.run(_OLD).rowcount
