"""How a user is reached: of each type, the contact that is the primary one."""

from sqlalchemy import Table, bindparam, select, true

from activities.store.database import Session
from activities.store.tables import UserContactRow

_CONTACT: Table = UserContactRow.__table__  # type: ignore[attr-defined]
# The column is called otherwise than the member: the word is one of SQL's own.
_THEIRS = select(_CONTACT.c.contact_type, _CONTACT.c.contact_value).where(
    _CONTACT.c.user_id == bindparam("user_id"), _CONTACT.c.is_primary == true()
)


def find(session: Session, user_id: str) -> dict[str, str]:
    """By type; a type without one is left out."""
    return {row[0]: row[1] for row in session.run(_THEIRS, {"user_id": user_id})}
