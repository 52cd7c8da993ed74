"""Tokens of registrations (`powerauth-protocol.md` §6)."""

from dataclasses import dataclass, field, fields

from sqlalchemy import Table, bindparam, delete, insert, select

from activities.store.database import Session
from activities.store.tables import TokenRow


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token as it is stored: its secret is sealed, `factors` is the type of the signature that it was made with."""

    token_id: str
    registration_id: str
    secret: str = field(repr=False)
    factors: str
    created_ms: int


_TOKEN: Table = TokenRow.__table__  # type: ignore[attr-defined]
_ONE = select(*(_TOKEN.c[field.name] for field in fields(StoredToken))).where(
    _TOKEN.c.token_id == bindparam("token_id")
)
_INSERT = insert(_TOKEN)
_REMOVE = delete(_TOKEN).where(
    _TOKEN.c.token_id == bindparam("token_id"), _TOKEN.c.registration_id == bindparam("registration_id")
)
_FORGET = delete(_TOKEN).where(_TOKEN.c.registration_id == bindparam("registration_id"))


def find(session: Session, token_id: str) -> StoredToken | None:
    """The token, or null."""
    row = session.run(_ONE, {"token_id": token_id}).first()
    return None if row is None else StoredToken(*row)


def add(session: Session, token: StoredToken) -> None:
    """A new token."""
    values = {field.name: getattr(token, field.name) for field in fields(StoredToken)}
    session.run(_INSERT, values)


def remove(session: Session, token_id: str, registration_id: str) -> bool:
    """Remove a token if it is the registration's own. Says whether it was."""
    keys = {"token_id": token_id, "registration_id": registration_id}
    return session.run(_REMOVE, keys).rowcount == 1


def delete_all(session: Session, registration_id: str) -> None:
    """Remove all that a registration has."""
    session.run(_FORGET, {"registration_id": registration_id})
