"""Nonces of QR codes: one for an operation and a device, the same until a code that was made with it is right."""

from dataclasses import dataclass, field

from sqlalchemy import Table, bindparam, delete, select, update
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
_OPEN = select(_NONCE.c.nonce, _NONCE.c.registration_id, _NONCE.c.qr_text).where(
    _NONCE.c.operation_id == bindparam("operation"),
    _NONCE.c.registration_id.in_([bindparam("registration"), NOBODY]),
)
_SERVED = update(_NONCE).where(_THIS).values(qr_text=bindparam("text"))
_USED = delete(_NONCE).where(_NONCE.c.operation_id == bindparam("operation"), _NONCE.c.nonce == bindparam("used"))
_OLD = passing.delete_old(_NONCE, _NONCE.c.expires_ms < database_ms())
_INSERT = {one.dialect.name: one.insert(_NONCE).on_conflict_do_nothing() for one in (sqlite, postgresql)}


def serve(session: Session, operation_id: str, registration_id: str, *, fresh: str, expires_ms: int) -> str:
    """The nonce of the operation for the device: the one that was served before, or else the `fresh` one."""
    row = {"operation_id": operation_id, "registration_id": registration_id, "nonce": fresh, "expires_ms": expires_ms}
    session.run(_INSERT, row)
    found: str = session.run(_ONE, {"operation": operation_id, "registration": registration_id}).scalar_one()
    return found


def sealing_context(operation_id: str, registration_id: str) -> tuple[str, str, str, str]:
    """What the text of a QR code is sealed for."""
    return ("offline_nonce", operation_id, registration_id, "qr_text")


def keep_text(session: Session, operation_id: str, registration_id: str, qr_text: str) -> None:
    """The QR code that is served with the nonce says this."""
    session.run(_SERVED, {"operation": operation_id, "registration": registration_id, "text": qr_text})


@dataclass(frozen=True, slots=True)
class UnusedNonce:
    """See `OfflineNonceRow`."""

    nonce: str
    registration_id: str
    qr_text: str | None = field(repr=False)


def find_unused(session: Session, operation_id: str, registration_id: str) -> list[UnusedNonce]:
    """The nonces with which the device may approve the operation: its own, and nobody's."""
    keys = {"operation": operation_id, "registration": registration_id}
    return [UnusedNonce(*row) for row in session.run(_OPEN, keys)]


def use(session: Session, operation_id: str, nonce: str) -> None:
    """A code was right: its nonce serves no second time."""
    session.run(_USED, {"operation": operation_id, "used": nonce})


def delete_expired(session: Session) -> int:
    """Drop those of operations whose time is up."""
    return session.run(_OLD).rowcount
