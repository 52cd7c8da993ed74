"""Passkeys of users: found by their credential ids, locked while they are checked, and moved with every assertion."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import turns
from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import PasskeyRow
from config.identity_vocabulary import PasskeyStatus


@dataclass(frozen=True, slots=True)
class Passkey:
    """See `PasskeyRow`; `transports` are joined by commas."""

    passkey_id: str
    user_id: str
    user_handle: str
    credential_id: str
    public_key: str | None
    passkey_status: str
    passkey_name: str | None
    aaguid: str
    transports: str
    sign_count: int
    is_backup_eligible: bool
    is_backed_up: bool
    created_ms: int
    used_ms: int | None = None
    blocked_ms: int | None = None

    @property
    def is_active(self) -> bool:
        return self.passkey_status == PasskeyStatus.ACTIVE


_PASSKEY: Table = PasskeyRow.__table__  # type: ignore[attr-defined]
_ALL = select(*(_PASSKEY.c[name] for name in Passkey.__slots__))
_ONE = _ALL.where(_PASSKEY.c.passkey_id == bindparam("passkey_id"))
_BY_CREDENTIAL = _ALL.where(_PASSKEY.c.credential_id == bindparam("credential_id"))
_LOCKED = _BY_CREDENTIAL.with_for_update()
_ONE_LOCKED = _ONE.with_for_update()
_OF_USER = _ALL.where(_PASSKEY.c.user_id == bindparam("user_id")).order_by(_PASSKEY.c.created_ms, _PASSKEY.c.passkey_id)
# Of two that register one credential at once, one inserts, and the other learns that it did not.
_INSERT = {
    one.dialect.name: one.insert(_PASSKEY).on_conflict_do_nothing().returning(_PASSKEY.c.passkey_id)
    for one in (sqlite, postgresql)
}
_MOVED = ("passkey_status", "public_key", "sign_count", "is_backed_up", "used_ms", "blocked_ms")
_MOVE = (
    update(_PASSKEY).where(_PASSKEY.c.passkey_id == bindparam("id")).values({name: bindparam(name) for name in _MOVED})
)


def reserve(session: Session, user_id: str) -> None:
    """Until the transaction ends, nobody else adds one to this user, who may have no row."""
    turns.take(session, "passkey", user_id)


def insert(session: Session, passkey: Passkey) -> bool:
    """A new one. False where there is one of its id or its credential id: then nothing is changed."""
    return session.run(_INSERT, columns(passkey)).first() is not None


def find(session: Session, passkey_id: str) -> Passkey | None:
    """By its id, removed or not."""
    return _found(session.run(_ONE, {"passkey_id": passkey_id}).first())


def find_by_credential(session: Session, credential_id: str) -> Passkey | None:
    """By the id that its authenticator gave it, removed or not."""
    return _found(session.run(_BY_CREDENTIAL, {"credential_id": credential_id}).first())


def lock_by_credential(session: Session, credential_id: str) -> Passkey | None:
    """The same, which nobody else changes until the transaction ends."""
    return _found(session.run(_LOCKED, {"credential_id": credential_id}).first())


def lock(session: Session, passkey_id: str) -> Passkey | None:
    """By its id, which nobody else changes until the transaction ends."""
    return _found(session.run(_ONE_LOCKED, {"passkey_id": passkey_id}).first())


def list_of(session: Session, user_id: str) -> list[Passkey]:
    """A user's, in the order in which they were registered, removed ones too."""
    return [Passkey(*row) for row in session.run(_OF_USER, {"user_id": user_id})]


def move(session: Session, passkey: Passkey) -> None:
    """Write its status, its counter and its backup state."""
    session.run(_MOVE, {"id": passkey.passkey_id, **{name: getattr(passkey, name) for name in _MOVED}})


def remove(session: Session, passkey: Passkey) -> Passkey:
    """It can be used no longer; the row stays."""
    removed = replace(passkey, passkey_status=PasskeyStatus.REMOVED, public_key=None)
    move(session, removed)
    return removed


def remove_all(session: Session, user_id: str) -> None:
    """None of the user's can be used any more; the rows stay."""
    theirs = (_PASSKEY.c.user_id == user_id, _PASSKEY.c.passkey_status != PasskeyStatus.REMOVED.value)
    session.connection().execute(
        update(_PASSKEY).where(*theirs).values(passkey_status=PasskeyStatus.REMOVED.value, public_key=None)
    )


def _found(row: Sequence[Any] | None) -> Passkey | None:
    return None if row is None else Passkey(*row)
