"""Users' telephone numbers and addresses, by the name and type that the bank gave them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import UserContactRow
from config.identity_vocabulary import ContactType

_CONTACT: Table = UserContactRow.__table__  # type: ignore[attr-defined]
# The column is called otherwise than the member: the word is one of SQL's own.
_COLUMNS: tuple[ColumnElement[Any], ...] = (
    _CONTACT.c.user_id,
    _CONTACT.c.contact_name,
    _CONTACT.c.contact_type,
    _CONTACT.c.contact_value,
    _CONTACT.c.is_primary,
    _CONTACT.c.created_ms,
    _CONTACT.c.updated_ms,
)


@dataclass(frozen=True, slots=True)
class Contact:
    """See `UserContactRow`."""

    user_id: str
    contact_name: str
    contact_type: ContactType
    contact_value: str = field(repr=False)
    primary: bool
    created_ms: int
    updated_ms: int | None = None


def _insert(dialect: Any) -> Any:
    return dialect.insert(_CONTACT).on_conflict_do_nothing(index_elements=["user_id", "contact_name", "contact_type"])


_KEPT = ("user_id", "contact_name", "contact_type", "created_ms")
_NEW = {"sqlite": _insert(sqlite), "postgresql": _insert(postgresql)}


def list_of(session: Session, user_ids: Collection[str]) -> dict[str, list[Contact]]:
    """The contacts of these users, in the order of their names and types; who has none is left out."""
    statement = select(*_COLUMNS).where(_CONTACT.c.user_id.in_(user_ids)).order_by(*_COLUMNS[:3])
    found: dict[str, list[Contact]] = {}
    for user_id, name, kind, *others in session.connection().execute(statement):
        found.setdefault(user_id, []).append(Contact(user_id, name, ContactType(kind), *others))
    return found


def insert(session: Session, contact: Contact) -> bool:
    """False where the user has one of this name and type: then nothing is changed."""
    return session.run(_NEW, _values(contact)).rowcount == 1


def put(session: Session, contact: Contact) -> None:
    """What the row says, but its key and its creation, is as in `contact` from now on."""
    values = {name: value for name, value in _values(contact).items() if name not in _KEPT}
    this = _is(contact.user_id, contact.contact_name, contact.contact_type)
    session.connection().execute(update(_CONTACT).where(*this).values(values))


def drop(session: Session, user_id: str, contact_name: str, contact_type: ContactType) -> bool:
    """False where there is none."""
    this = _is(user_id, contact_name, contact_type)
    return session.connection().execute(delete(_CONTACT).where(*this)).rowcount == 1


def demote_others(session: Session, primary: Contact) -> None:
    """The user's others of this type are not primary any more."""
    others = (
        _CONTACT.c.user_id == primary.user_id,
        _CONTACT.c.contact_type == primary.contact_type.value,
        _CONTACT.c.contact_name != primary.contact_name,
        _CONTACT.c.is_primary.is_(True),
    )
    session.connection().execute(update(_CONTACT).where(*others).values(is_primary=False))


def _is(user_id: str, contact_name: str, contact_type: ContactType) -> tuple[ColumnElement[bool], ...]:
    return (
        _CONTACT.c.user_id == user_id,
        _CONTACT.c.contact_name == contact_name,
        _CONTACT.c.contact_type == contact_type.value,
    )


def _values(contact: Contact) -> dict[str, Any]:
    values = columns(contact) | {"contact_type": contact.contact_type.value, "is_primary": contact.primary}
    return {name: value for name, value in values.items() if name != "primary"}
